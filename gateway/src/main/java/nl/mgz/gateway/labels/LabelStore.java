package nl.mgz.gateway.labels;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The labels in {@code mgz_item}, as far as labelling anew is concerned. */
final class LabelStore {

    /** A row whose labels other rules computed. */
    record Row(String id, String type) {}

    private final DataSource source;
    private final List<LabelledResources> observers;

    LabelStore(DataSource source, List<LabelledResources> observers) {
        this.source = source;
        this.observers = observers;
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
                    work.accept(new Batch(database, observers));
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
        private final List<LabelledResources> observers;

        private Batch(JdbcTemplate database, List<LabelledResources> observers) {
            this.database = database;
            this.observers = observers;
        }

        /**
         * @param last id of the last row that was looked at
         * @param more whether there are rows behind it
         */
        record Next(List<Row> rows, String last, boolean more) {}

        /**
         * The next rows, their patients locked: who stores a newer version meanwhile waits, and then writes the labels of that
         * version over ours. Rows of a patient of whom somebody is writing are passed over; they get their labels from there, or in
         * the next round.
         */
        Next next(String rules, String after, int most) {
            Map<String, String> patients = new HashMap<>();
            List<Row> rows = database.query(
                    "select resource_id, resource_type, patient_id from mgz_item where resource_id > ? and label_rules <> ?"
                            + " order by resource_id limit ?",
                    (row, number) -> {
                        patients.put(row.getString(1), row.getString(3));
                        return new Row(row.getString(1), row.getString(2));
                    },
                    after,
                    rules,
                    most);
            // As every writer does: the patient first. What was kept of these patients is old with this transaction.
            Set<String> free = new HashSet<>(database.query(
                    "update mgz_patient_state set contents = contents + 1 where patient_id in (select patient_id"
                            + " from mgz_patient_state where patient_id = any (?) order by patient_id"
                            + " for update skip locked) returning patient_id",
                    statement -> statement.setArray(
                            1,
                            statement
                                    .getConnection()
                                    .createArrayOf("varchar", new TreeSet<>(patients.values()).toArray())),
                    (row, number) -> row.getString(1)));
            List<Row> mine = rows.stream()
                    .filter(row -> free.contains(patients.get(row.id())))
                    .toList();
            return new Next(
                    mine, rows.isEmpty() ? after : rows.get(rows.size() - 1).id(), rows.size() == most);
        }

        void label(Row row, IBaseResource resource, Labels labels, String rules) {
            database.update(
                    "update mgz_item set confidentiality = ?, sensitivity = ?, label_rules = ?,"
                            + " written = nextval('mgz_writing') where resource_id = ?",
                    statement -> {
                        statement.setString(1, labels.confidentiality().name());
                        statement.setArray(
                                2,
                                statement
                                        .getConnection()
                                        .createArrayOf(
                                                "text", labels.sensitivity().toArray()));
                        statement.setString(3, rules);
                        statement.setString(4, row.id());
                    });
            observers.forEach(observer -> observer.labelled(database, row.id(), resource, labels));
        }

        void remove(String id) {
            database.update("delete from mgz_item where resource_id = ?", id);
        }
    }
}
