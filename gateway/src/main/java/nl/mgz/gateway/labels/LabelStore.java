package nl.mgz.gateway.labels;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The labels in {@code mgz_item}, as far as labelling anew is concerned. */
final class LabelStore {

    /** A row whose labels other rules computed. */
    record Row(String id, String type) {}

    private final DataSource source;

    LabelStore(DataSource source) {
        this.source = source;
    }

    /** How many rows other rules labelled. Where there is none, which is nearly always, two looks into an index say so. */
    long outdated(String rules) {
        JdbcTemplate database = new JdbcTemplate(source);
        boolean any = Boolean.TRUE.equals(database.queryForObject(
                "select coalesce(min(label_rules) <> ? or max(label_rules) <> ?, false) from mgz_item",
                Boolean.class,
                rules,
                rules));
        Long count = any
                ? database.queryForObject("select count(*) from mgz_item where label_rules <> ?", Long.class, rules)
                : Long.valueOf(0);
        return count == null ? 0 : count;
    }

    /**
     * Does work in a transaction on a connection of its own, if no other node is at it. Not one that Spring knows: the work
     * reads resources, and that is another transaction.
     *
     * @return whether it was done
     */
    boolean alone(Consumer<Batch> work) {
        try (Connection connection = source.getConnection()) {
            boolean before = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                JdbcTemplate database = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
                boolean mine = Boolean.TRUE.equals(
                        database.queryForObject("select pg_try_advisory_xact_lock(7513, 3)", Boolean.class));
                if (mine) {
                    work.accept(new Batch(database));
                }
                connection.commit();
                return mine;
            } finally {
                connection.rollback();
                connection.setAutoCommit(before);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the labels cannot be stored", e);
        }
    }

    /** One transaction's rows. */
    static final class Batch {

        private final JdbcTemplate database;

        private Batch(JdbcTemplate database) {
            this.database = database;
        }

        /**
         * The next rows, locked: who stores a newer version meanwhile waits, and then writes the labels of that version over
         * ours. Rows that somebody is writing are passed over; they get their labels from there.
         */
        List<Row> next(String rules, String after, int most) {
            return database.query(
                    "select resource_id, resource_type from mgz_item where resource_id > ? and label_rules <> ?"
                            + " order by resource_id limit ? for update skip locked",
                    (row, number) -> new Row(row.getString(1), row.getString(2)),
                    after,
                    rules,
                    most);
        }

        void label(String id, Labels labels, String rules) {
            database.update(
                    "update mgz_item set confidentiality = ?, sensitivity = ?, label_rules = ? where resource_id = ?",
                    statement -> {
                        statement.setString(1, labels.confidentiality().name());
                        statement.setArray(
                                2,
                                statement
                                        .getConnection()
                                        .createArrayOf(
                                                "text", labels.sensitivity().toArray()));
                        statement.setString(3, rules);
                        statement.setString(4, id);
                    });
        }

        void remove(String id) {
            database.update("delete from mgz_item where resource_id = ?", id);
        }
    }
}
