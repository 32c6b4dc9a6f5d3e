package nl.mgz.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.PackagedJar;
import nl.mgz.gateway.identity.SigningKey;
import nl.mgz.gateway.identity.crypto.Ed25519Key;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as an operator runs it: against a PostgreSQL of its own, with settings from files and variables. */
class ServeIT {

    @TempDir
    Path folder;

    @Test
    void servesAgainstTheDatabaseThatTheConfigurationNamesUntilItIsEnded() throws Exception {
        try (SandboxDatabase database = SandboxDatabase.start(folder.resolve("db"))) {
            int port = PackagedJar.freePort();
            int management = PackagedJar.freePort();
            Path secrets = Files.createDirectories(folder.resolve("secrets"));
            Files.writeString(secrets.resolve("mgz.database.user"), "mgz_app\n");
            Files.writeString(secrets.resolve("mgz.database.password"), "not asked for on loopback\n");
            Map<String, String> environment = withKeys(Map.of(
                    "SPRING_CONFIG_IMPORT", "configtree:" + secrets + "/",
                    "MGZ_DATABASE_URL",
                            database.settings().get("mgz.database.url").toString(),
                    "MGZ_DATABASE_OWNER_USER", "mgz_owner",
                    "SERVER_PORT", String.valueOf(port),
                    "MANAGEMENT_SERVER_PORT", String.valueOf(management)));
            Path archive = folder.resolve("classes.jsa");
            Path list = folder.resolve("classes.lst");
            List<String> first = List.of(
                    "-XX:DumpLoadedClassList=" + list, "-Dmgz.class-list=" + list, "-Dmgz.class-archive=" + archive);
            try (PackagedJar jar = PackagedJar.start(folder, first, environment, "serve")) {
                jar.printed("serves FHIR on port " + port);
                assertThat(get("http://localhost:" + port + "/fhir/metadata")).contains("CapabilityStatement");
                assertThat(get("http://localhost:" + management + "/actuator/health/readiness"))
                        .contains("UP");
                // The archive for the next start is being made.
                assertThat(list).exists();
                assertThat(jar.endedBy("TERM")).isZero();
            }
            assertThat(folder).as("nothing of it is left behind").isDirectoryNotContaining("glob:**classes*");
        }
    }

    @Test
    void saysInOneLineWhatIsWrongWithTheDatabase() throws Exception {
        try (SandboxDatabase database = SandboxDatabase.start(folder.resolve("db"))) {
            Map<String, String> environment = withKeys(Map.of(
                    "MGZ_DATABASE_URL",
                    database.settings().get("mgz.database.url").toString()));
            try (PackagedJar jar = PackagedJar.start(folder, List.of(), environment, "serve")) {
                assertThat(jar.printed("run the migrations").lines()).hasSizeLessThanOrEqualTo(2);
                assertThat(jar.ended()).isNotZero();
            }
        }
    }

    @Test
    void saysInOneLineThatTheDatabaseDoesNotAnswer() throws Exception {
        Map<String, String> environment =
                withKeys(Map.of("MGZ_DATABASE_URL", "jdbc:postgresql://localhost:" + PackagedJar.freePort() + "/mgz"));
        try (PackagedJar jar = PackagedJar.start(folder, List.of(), environment, "serve")) {
            String printed = jar.printed("\n");
            assertThat(jar.ended()).isNotZero();
            assertThat(printed.lines()).hasSize(1);
            assertThat(printed)
                    .contains("cannot connect to jdbc:postgresql://localhost")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    private Map<String, String> withKeys(Map<String, String> settings) throws IOException {
        Path signing = folder.resolve("signing.json");
        SigningKey.create(signing);
        Path checkpoints = folder.resolve("checkpoints.json");
        Ed25519Key.create(checkpoints);
        Map<String, String> all = new HashMap<>(settings);
        all.put("MGZ_IDENTITY_SIGNINGKEY", signing.toString());
        all.put("MGZ_AUDIT_CHECKPOINTKEY", checkpoints.toString());
        return all;
    }

    private static String get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
