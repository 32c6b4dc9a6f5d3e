package nl.mgz.bench.http;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The gateway alone, on a sandbox's folder, and what a measurement has to know of it. */
final class Sandbox implements AutoCloseable {

    /** What is measured is work, and each request still counts itself. */
    private static final Map<String, String> UNLIMITED = Map.of(
            "MGZ_LIMITS_CLIENTPERMINUTE", "100000000",
            "MGZ_LIMITS_ORGANIZATIONPERMINUTE", "100000000",
            "MGZ_LIMITS_BSNLOOKUPSPERMINUTE", "100000000",
            "MGZ_LIMITS_BSNLOOKUPSPERHOUR", "100000000",
            "MGZ_LIMITS_BSNPUSHESPERMINUTE", "100000000",
            "MGZ_LIMITS_BSNPUSHESPERHOUR", "100000000",
            "MGZ_LIMITS_TOKENSPERMINUTE", "100000000");

    private final Server server;
    private final Path jar;
    private final int port;
    private final String postgres;
    private final List<PersonaToken> tokens = new ArrayList<>();

    private Sandbox(Server server, Path jar, int port, String postgres) {
        this.server = server;
        this.jar = jar;
        this.port = port;
        this.postgres = postgres;
    }

    /** Arguments as {@code --name=value}. */
    static Map<String, String> given(String[] args) {
        Map<String, String> given = new TreeMap<>();
        for (String arg : args) {
            String[] parts = arg.replaceFirst("^--", "").split("=", 2);
            given.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        return given;
    }

    /**
     * @param given {@code jar}, {@code data}, {@code patients} and {@code java}, each with a default; {@code before} is where
     *     classes are that stand before the gateway's own
     */
    static Sandbox start(Map<String, String> given) throws IOException {
        Path jar = Path.of(given.getOrDefault("jar", "../gateway/target/unpacked/mgz-gateway.jar"));
        Path folder = Files.createTempDirectory("mgz-bench");
        Path data = given.containsKey("data") ? Path.of(given.get("data")) : folder.resolve("data");
        List<String> options =
                given.containsKey("java") ? List.of(given.get("java").split(" ")) : List.of();
        String before = given.getOrDefault("before", "");
        int port = Server.freePort();
        Server server = Server.start(
                "Health and metrics",
                folder.resolve("gateway.log"),
                UNLIMITED,
                Server.with(
                        options,
                        "-cp",
                        before.isEmpty() ? jar.toString() : before + File.pathSeparator + jar,
                        "nl.mgz.gateway.cli.Mgz",
                        "sandbox",
                        "--data",
                        data.toString(),
                        "--patients",
                        given.getOrDefault("patients", "200"),
                        "--port",
                        String.valueOf(port),
                        "--management-port",
                        String.valueOf(Server.freePort()),
                        "--tls-port",
                        "0"));
        String databasePort = Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                .get(3)
                .strip();
        return new Sandbox(server, jar, port, "jdbc:postgresql://localhost:" + databasePort + "/");
    }

    /** The database of the gateway, for its superuser. */
    String database() {
        return database("mgz");
    }

    /** A database of the same PostgreSQL, for its superuser. */
    String database(String name) {
        return postgres + name + "?user=postgres";
    }

    /** Without the user. */
    String postgres() {
        return postgres;
    }

    long residentMegabytes() throws IOException {
        return server.residentMegabytes();
    }

    String base() {
        return "http://localhost:" + port + "/fhir";
    }

    Calls as(String persona) {
        return new Calls(base(), token(persona));
    }

    PersonaToken token(String persona) {
        PersonaToken token = new PersonaToken(jar, persona, port);
        tokens.add(token);
        return token;
    }

    /** What a figure rests on: which PostgreSQL, how it is set, and how much is in it. */
    String holds() throws SQLException {
        return column(
                        "select split_part(version(), ' on ', 1) || ', shared_buffers ' || current_setting('shared_buffers')"
                                + " || ', fsync ' || current_setting('fsync') || ', synchronous_commit '"
                                + " || current_setting('synchronous_commit') || '; '"
                                + " || (select count(*) from hfj_resource where res_deleted_at is null) || ' resources, '"
                                + " || (select count(*) from mgz_patient_identity) || ' patients.'")
                .get(0);
    }

    List<String> column(String sql) throws SQLException {
        return Sql.column(database(), sql);
    }

    /** The organisation, by URA, for which a client asks whose id ends so. */
    String ura(String client) throws SQLException {
        return column("select ura from mgz_client where id like '%" + client + "'")
                .get(0)
                .strip();
    }

    @Override
    public void close() {
        tokens.forEach(PersonaToken::close);
        server.close();
    }
}
