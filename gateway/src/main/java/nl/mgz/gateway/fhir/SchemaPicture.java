package nl.mgz.gateway.fhir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The schema as PostgreSQL's own catalogue tells it, a line for each column, index, constraint, trigger and sequence. The picture
 * that this version expects is a file beside this class; a schema that differs is named line by line.
 */
final class SchemaPicture {

    private static final String EXPECTED = "schema-picture.txt";

    private static final String CATALOGUE = """
            select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                   || case when a.attnotnull then ' not null' else '' end
              from pg_attribute a join pg_class c on c.oid = a.attrelid
             where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
               and not c.relispartition and a.attnum > 0 and not a.attisdropped and c.relname <> 'mgz_schema_history'
            union all
            select 'index ' || tablename || ': ' || regexp_replace(indexdef, '^CREATE (UNIQUE )?INDEX (\\S+) ON (?:ONLY )?\\S+', '\\1\\2')
              from pg_indexes where schemaname = current_schema() and tablename <> 'mgz_schema_history'
               and not (select relispartition from pg_class where oid = (quote_ident(schemaname) || '.' || quote_ident(tablename))::regclass)
            union all
            select 'trigger ' || tgrelid::regclass || ': ' || pg_get_triggerdef(t.oid)
              from pg_trigger t join pg_class c on c.oid = t.tgrelid
             where c.relnamespace = current_schema()::regnamespace and not tgisinternal and tgparentid = 0
               and t.tgenabled <> 'D'
            union all
            select 'constraint ' || conrelid::regclass || ': ' || conname || ' ' || pg_get_constraintdef(oid)
                   || case when convalidated then '' else ' NOT VALIDATED' end
              from pg_constraint where connamespace = current_schema()::regnamespace
               and contype in ('f', 'c') and conrelid <> 0
               and not (select relispartition from pg_class where oid = conrelid)
            union all
            select 'sequence ' || relname from pg_class
             where relnamespace = current_schema()::regnamespace and relkind = 'S'
            """;

    private SchemaPicture() {}

    /** The lines of the connected database's current schema, sorted. */
    static Set<String> of(Connection connection) throws SQLException {
        Set<String> lines = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(CATALOGUE)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }

    /** One line for each thing that is missing or is there beside what is expected; empty when the schema is right. */
    static List<String> differences(Connection connection) throws SQLException {
        Set<String> expected = expected();
        Set<String> found = of(connection);
        if (found.isEmpty()) {
            return List.of("schema is empty: run the migrations (set mgz.database.owner.user and .password)");
        }
        List<String> differences = new ArrayList<>();
        expected.stream()
                .filter(line -> !found.contains(line))
                .forEach(line -> differences.add("schema lacks " + line));
        found.stream()
                .filter(line -> !expected.contains(line))
                .forEach(line -> differences.add("schema has beside it " + line));
        return differences;
    }

    private static Set<String> expected() {
        try (InputStream in = SchemaPicture.class.getResourceAsStream(EXPECTED)) {
            String text = new String(Objects.requireNonNull(in, EXPECTED).readAllBytes(), StandardCharsets.UTF_8);
            return new TreeSet<>(text.lines().filter(line -> !line.isBlank()).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
