package nl.mgz.bench.partition;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** HAPI's own schema, from its jar, with the tables of resource rows split where the mode asks for it. */
final class SchemaScript {

    private static final String FOLDER = "/ca/uhn/hapi/fhir/jpa/docs/database/";

    /** Rows of a resource: those whose primary key holds the partition. Terminology has it too and stays whole. */
    private static final Pattern RESOURCE_ROWS =
            Pattern.compile("create table (HFJ_\\w+) \\(.*primary key \\([^)]*PARTITION_ID[^)]*\\).*", Pattern.DOTALL);

    private static final Pattern STORAGE_PARAMETER = Pattern.compile("ALTER TABLE (\\w+) SET (\\(.*\\))");

    private final List<String> statements;

    private SchemaScript(List<String> statements) {
        this.statements = statements;
    }

    static SchemaScript of(Mode mode, int partitions) throws IOException {
        String script = read(FOLDER + (mode.partitioned() ? "partitioned" : "nonpartitioned") + "/postgres.sql");
        Stream<String> statements =
                Stream.of(script.split(";")).map(String::strip).filter(statement -> !statement.isEmpty());
        Split split = new Split(partitions);
        return new SchemaScript((mode == Mode.NATIVE ? statements.flatMap(split::rewrite) : statements).toList());
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = SchemaScript.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void run(Connection connection) throws SQLException {
        try (Statement jdbc = connection.createStatement()) {
            for (String statement : statements) {
                jdbc.execute(statement);
            }
        }
    }

    /** Hash, not list: HAPI numbers patients up to 15,000, and a new number must not need a new table. */
    private static final class Split {

        private final int partitions;
        private final Set<String> tables = new HashSet<>();

        Split(int partitions) {
            this.partitions = partitions;
        }

        Stream<String> rewrite(String statement) {
            Matcher rows = RESOURCE_ROWS.matcher(statement);
            if (rows.matches()) {
                String table = rows.group(1).toUpperCase(Locale.ROOT);
                tables.add(table);
                return Stream.concat(
                        Stream.of(statement + " partition by hash (PARTITION_ID)"),
                        leaves(
                                table,
                                "create table %s partition of " + table + " for values with (modulus " + partitions
                                        + ", remainder %d)"));
            }
            Matcher parameter = STORAGE_PARAMETER.matcher(statement);
            if (parameter.matches() && tables.contains(parameter.group(1).toUpperCase(Locale.ROOT))) {
                // PostgreSQL refuses these on the parent, so HAPI's own script does not run as it stands.
                return leaves(parameter.group(1).toUpperCase(Locale.ROOT), "alter table %s set " + parameter.group(2));
            }
            return Stream.of(statement);
        }

        private Stream<String> leaves(String table, String statement) {
            return IntStream.range(0, partitions).mapToObj(i -> statement.formatted(table + "_P" + i, i));
        }
    }
}
