package nl.mgz.bench.partition;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nl.mgz.bench.partition.SqlTrace.Sent;

/** Asks PostgreSQL what it does with the statements of an operation. */
final class Plans {

    private static final int TIMES = 9;

    /** What the planner and the executor took, and the relations that had to be locked. */
    record Cost(Spread planning, Spread execution, int locks, int slowLocks, String plan) {}

    private Plans() {}

    /** @param sent statements with their values; other than SELECT are left out */
    static Cost of(Storage storage, List<Sent> sent) throws SQLException {
        List<String> queries =
                sent.stream().map(Sent::sql).filter(Plans::isQuery).toList();
        try (Connection connection = storage.connection();
                Statement statement = connection.createStatement()) {
            List<double[]> taken = new ArrayList<>();
            List<String> plan = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                plan.clear();
                taken.add(explain(statement, queries, plan));
            }
            connection.rollback();
            int[] locks = locks(statement, queries);
            connection.rollback();
            return new Cost(
                    Spread.of(taken, times -> times[0]),
                    Spread.of(taken, times -> times[1]),
                    locks[0],
                    locks[1],
                    String.join("\n", plan));
        }
    }

    private static boolean isQuery(String sql) {
        String start = sql.stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("select") && !start.contains("nextval") || start.startsWith("with");
    }

    private static double[] explain(Statement statement, List<String> queries, List<String> plan) throws SQLException {
        double planning = 0;
        double execution = 0;
        for (String query : queries) {
            plan.add("-- " + query);
            try (ResultSet rows = statement.executeQuery("explain (analyze, summary, costs off) " + query)) {
                while (rows.next()) {
                    String line = rows.getString(1);
                    plan.add(line);
                    planning += millis(line, "Planning Time: ");
                    execution += millis(line, "Execution Time: ");
                }
            }
        }
        return new double[] {planning, execution};
    }

    private static double millis(String line, String label) {
        return line.startsWith(label) ? Double.parseDouble(line.substring(label.length(), line.indexOf(" ms"))) : 0;
    }

    /** All locks of one transaction with these queries, and those beyond the sixteen that a backend keeps by itself. */
    private static int[] locks(Statement statement, List<String> queries) throws SQLException {
        for (String query : queries) {
            statement.executeQuery(query).close();
        }
        try (ResultSet rows =
                statement.executeQuery("select count(*), count(*) filter (where not fastpath) from pg_locks"
                        + " where pid = pg_backend_pid() and locktype = 'relation' and relation::regclass::text"
                        + " not like 'pg\\_%'")) {
            rows.next();
            return new int[] {rows.getInt(1), rows.getInt(2)};
        }
    }
}
