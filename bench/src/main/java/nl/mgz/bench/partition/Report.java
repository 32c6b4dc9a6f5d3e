package nl.mgz.bench.partition;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import nl.mgz.bench.partition.SqlTrace.Sent;

/** Writes the figures down, each beside the same of the other modes. */
final class Report {

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    /** The ratio is taken within each round, between neighbours in time, and then its middle. */
    void times(Rounds rounds, List<Mode> modes) {
        line("%nMedian of the rounds (least-most). Ratio: p50 of the mode / p50 of the first mode, round by round.");
        line("%-32s %-18s %-22s %-24s %-24s %s", "operation", "mode", "per second", "p50 ms", "p95 ms", "ratio");
        for (Operation operation : Operation.values()) {
            for (Mode mode : modes) {
                List<Sample> samples = rounds.samples(mode, operation);
                List<Sample> first = rounds.samples(modes.get(0), operation);
                line(
                        "%-32s %-18s %-22s %-24s %-24s %s",
                        operation.title(),
                        mode.title(),
                        Spread.of(samples, Sample::perSecond).told("%.0f"),
                        Spread.of(samples, Sample::p50).told("%.2f"),
                        Spread.of(samples, Sample::p95).told("%.2f"),
                        mode == modes.get(0) ? "" : ratio(first, samples));
            }
        }
    }

    private static String ratio(List<Sample> first, List<Sample> other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            ratios.add(other.get(i).p50() / first.get(i).p50());
        }
        return Spread.of(ratios, ratio -> ratio).told("%.2f");
    }

    /** Per operation: what is sent, and what the database says that its queries cost. */
    void statements(List<Loaded> modes, PrintStream plans) throws SQLException {
        line("%nOne call each: round trips (rows in batches), then for its queries the sum of planning and of execution"
                + " in ms, and locks (of which not on the fast path).");
        line("%-32s %-18s %-14s %-24s %-24s %s", "operation", "mode", "round trips", "planning", "execution", "locks");
        for (Operation operation : Operation.values()) {
            for (Loaded loaded : modes) {
                Storage storage = loaded.storage();
                operation.run(loaded, new Random(7));
                List<Sent> sent = storage.trace().of(() -> operation.run(loaded, new Random(7)));
                Plans.Cost cost = Plans.of(storage, sent);
                line(
                        "%-32s %-18s %-14s %-24s %-24s %d (%d)",
                        operation.title(),
                        storage.mode().title(),
                        sent.size() + " (" + sent.stream().mapToInt(Sent::rows).sum() + ")",
                        cost.planning().told("%.2f"),
                        cost.execution().told("%.2f"),
                        cost.locks(),
                        cost.slowLocks());
                plans.println(
                        "==== " + operation.title() + ", " + storage.mode().title() + "\n" + cost.plan() + "\n");
            }
        }
    }

    void sizes(List<Loaded> modes) throws SQLException {
        line(
                "%n%-18s %-10s %-10s %-12s %-14s %s",
                "mode", "tables", "indexes", "resources", "size MB", "of it indexes");
        for (Loaded loaded : modes) {
            try (Connection connection = loaded.storage().connection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select count(*) filter (where relkind in ('r', 'p')),"
                            + " count(*) filter (where relkind in ('i', 'I')),"
                            + " (select count(*) from hfj_resource),"
                            + " pg_database_size(current_database()) / 1048576,"
                            + " coalesce(sum(pg_relation_size(c.oid)) filter (where relkind = 'i'), 0)::bigint / 1048576"
                            + " from pg_class c where relnamespace = 'public'::regnamespace")) {
                row.next();
                line(
                        "%-18s %-10d %-10d %-12d %-14d %d",
                        loaded.storage().mode().title(),
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5));
            }
        }
    }
}
