package nl.mgz.gateway.fhir;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What must be true of a database before the gateway trusts it with patients' data. {@code ./mgz doctor} prints it. */
public final class DatabaseCheck {

    private static final int OLDEST_POSTGRESQL = 150_000;

    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param good whether it is as it must be
     * @param line one line for an operator: what was looked at, what was found, what to do
     */
    public record Finding(boolean good, String line) {}

    private DatabaseCheck() {}

    /** Looks at settings, connectivity, server settings, rights and schema, in that order; stops where the next cannot be asked. */
    public static List<Finding> of(DatabaseSettings settings) {
        DatabaseCheck check = new DatabaseCheck();
        if (settings.url() == null || !settings.url().startsWith("jdbc:postgresql:")) {
            check.bad("setting mgz.database.url is missing or is no jdbc:postgresql: address; set MGZ_DATABASE_URL");
            return check.findings;
        }
        try (Connection connection =
                DriverManager.getConnection(settings.url(), settings.user(), settings.password())) {
            check.good("connected to " + settings.printableUrl() + " as " + settings.user());
            check.server(connection);
            check.rights(connection, settings);
            check.schema(connection);
        } catch (SQLException e) {
            check.bad("cannot connect to " + settings.printableUrl() + " as " + settings.user() + ": " + firstLine(e));
        }
        return check.findings;
    }

    private void server(Connection connection) throws SQLException {
        int version = Integer.parseInt(ask(connection, "show server_version_num"));
        expect(version >= OLDEST_POSTGRESQL, "PostgreSQL " + version / 10_000, "needs PostgreSQL 15 or newer");
        expectSetting(connection, "server_encoding", "UTF8", "create the database with ENCODING 'UTF8'");
        // Acknowledged means on disk: with either of these off a power cut loses acknowledged data.
        expectSetting(connection, "fsync", "on", "set fsync = on in postgresql.conf");
        expectSetting(connection, "full_page_writes", "on", "set full_page_writes = on in postgresql.conf");
        String commit = ask(connection, "show synchronous_commit");
        expect(!"off".equals(commit), "synchronous_commit is " + commit, "set synchronous_commit = on");
    }

    private void rights(Connection connection, DatabaseSettings settings) throws SQLException {
        boolean mayCreate = "t".equals(ask(connection, "select has_schema_privilege(current_schema(), 'create')"));
        expect(
                !mayCreate,
                "role " + settings.user() + (mayCreate ? " may change the schema" : " cannot change the schema"),
                "revoke create on schema public from public, " + settings.user() + ", and let another role own it");
    }

    private void schema(Connection connection) throws SQLException {
        List<String> differences = SchemaPicture.differences(connection);
        if (differences.isEmpty()) {
            good("schema is exactly what this version expects");
        }
        differences.stream().limit(10).forEach(this::bad);
        if (differences.size() > 10) {
            bad("schema: " + (differences.size() - 10) + " more differences");
        }
    }

    private void expectSetting(Connection connection, String name, String wanted, String remedy) throws SQLException {
        String found = ask(connection, "show " + name);
        expect(wanted.equalsIgnoreCase(found), name + " is " + found, remedy);
    }

    private void expect(boolean good, String found, String remedy) {
        findings.add(new Finding(good, good ? found : found + ": " + remedy));
    }

    private void good(String line) {
        findings.add(new Finding(true, line));
    }

    private void bad(String line) {
        findings.add(new Finding(false, line));
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
