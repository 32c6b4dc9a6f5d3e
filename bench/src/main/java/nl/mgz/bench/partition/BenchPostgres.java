package nl.mgz.bench.partition;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.StringJoiner;
import org.springframework.util.FileSystemUtils;

/** One PostgreSQL with a database for each mode. What it acknowledges is on disk, as in the product. */
final class BenchPostgres implements AutoCloseable {

    private static final String USER = "postgres";

    private final Path folder;
    private final EmbeddedPostgres postgres;

    private BenchPostgres(Path folder, EmbeddedPostgres postgres) {
        this.folder = folder;
        this.postgres = postgres;
    }

    /** @param folder an empty one; it is gone after {@link #close()} */
    static BenchPostgres start(Path folder) throws IOException {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data").toFile())
                .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                // All modes' rows fit: what is measured is work, not whose pages were pushed out.
                .setServerConfig("shared_buffers", "768MB")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("max_connections", "60")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        return new BenchPostgres(folder, postgres);
    }

    /** @return the JDBC URL of a new database with the schema of the mode */
    String create(Mode mode, int partitions) throws IOException, SQLException {
        String name = "bench_" + mode.name().toLowerCase(Locale.ROOT);
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " encoding 'UTF8' template template0");
        }
        try (Connection connection = postgres.getDatabase(USER, name).getConnection()) {
            SchemaScript.of(mode, partitions).run(connection);
        }
        return postgres.getJdbcUrl(USER, name);
    }

    /** The settings that decide whether the numbers mean anything, as the server itself tells them. */
    String settings() throws SQLException {
        StringJoiner told = new StringJoiner(", ");
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select name, current_setting(name) from pg_settings where name"
                        + " in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers',"
                        + " 'max_locks_per_transaction') order by 1")) {
            while (rows.next()) {
                told.add(rows.getString(1) + " " + rows.getString(2));
            }
        }
        return told.toString();
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        FileSystemUtils.deleteRecursively(folder);
    }
}
