package nl.mgz.gateway.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A real PostgreSQL from Maven artifacts, on loopback, with the two roles of the product. What it acknowledges is on
 * disk: the library's own settings, made for throw-away tests, are not.
 */
public final class SandboxDatabase implements AutoCloseable {

    private static final String OWNER = "mgz_owner";
    private static final String APPLICATION = "mgz_app";

    /** Of {@code postmaster.pid}, from zero. */
    private static final int PORT_LINE = 3;

    private final EmbeddedPostgres postgres;
    private final Path data;

    private SandboxDatabase(EmbeddedPostgres postgres, Path data) {
        this.postgres = postgres;
        this.data = data;
    }

    /**
     * Starts on a folder, which is made where it is not there; a folder with data from before keeps them.
     *
     * @throws IOException when PostgreSQL does not start; the message says why
     */
    public static SandboxDatabase start(Path folder) throws IOException {
        Path data = folder.resolve("postgres");
        Files.createDirectories(data);
        OrphanPostgres.stop(data);
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data.toFile())
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(cache().toFile())
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "128MB")
                .setServerConfig("max_connections", "100")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        SandboxDatabase database = new SandboxDatabase(postgres, data);
        database.prepare();
        return database;
    }

    /** What is kept once for each user, not once for each sandbox: the server's program files, unpacked. */
    static Path cache() throws IOException {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home = Path.of(System.getProperty("user.home"));
        return Files.createDirectories(
                (cache == null ? home.resolve(".cache") : Path.of(cache)).resolve("mgz-gateway"));
    }

    private void prepare() throws IOException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String role : List.of(OWNER, APPLICATION)) {
                if (!exists(statement, "select 1 from pg_roles where rolname = '" + role + "'")) {
                    statement.execute("create role " + role + " login");
                }
            }
            if (!exists(statement, "select 1 from pg_database where datname = 'mgz'")) {
                statement.execute("create database mgz owner " + OWNER + " encoding 'UTF8' template template0");
            }
        } catch (SQLException e) {
            throw new IOException("PostgreSQL started, but its roles could not be made: " + e.getMessage(), e);
        }
        try (Connection connection = postgres.getDatabase("postgres", "mgz").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter schema public owner to " + OWNER);
            statement.execute("revoke create on schema public from public");
        } catch (SQLException e) {
            throw new IOException("PostgreSQL started, but its schema could not be prepared: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Statement statement, String sql) throws SQLException {
        try (var rows = statement.executeQuery(sql)) {
            return rows.next();
        }
    }

    /** The settings by which the gateway finds this database. */
    public Map<String, Object> settings() {
        return Map.of(
                "mgz.database.url", "jdbc:postgresql://localhost:" + postgres.getPort() + "/mgz",
                "mgz.database.user", APPLICATION,
                "mgz.database.owner.user", OWNER);
    }

    /** Finds the one that runs on a folder: PostgreSQL writes its port there. */
    static SandboxPartners.Database running(Path folder) throws IOException {
        Path running = folder.resolve("postgres").resolve("postmaster.pid");
        if (!Files.exists(running)) {
            throw new IOException("no database runs in " + folder + ": start the sandbox with ./mgz sandbox");
        }
        String port = Files.readAllLines(running).get(PORT_LINE).strip();
        return new SandboxPartners.Database("jdbc:postgresql://localhost:" + port + "/mgz", APPLICATION, OWNER);
    }

    /** The same for a superuser, for tests that break something on purpose. */
    public String superuserUrl() {
        return "jdbc:postgresql://localhost:" + postgres.getPort() + "/mgz?user=postgres";
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        // The library gives up waiting after five seconds; a busy disk takes longer to write the last checkpoint.
        OrphanPostgres.stop(data);
    }
}
