package nl.mgz.gateway.notify;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is to be told, written in the transaction that makes it true: it is told if and only if that commits.
 *
 * <p>INVARIANT: whoever writes an event of a patient holds that patient's row until the transaction ends. So the ids of one
 * patient's events grow in the order in which they became true.
 */
@Component
public class Outbox {

    private static final String INSERT = """
            insert into mgz_event (created, topic, patient_id, focus, resources, author_ura, codes, ends, receivers)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Alarm alarm;

    Outbox(JdbcTemplate jdbc, Clock clock, Alarm alarm) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.alarm = alarm;
    }

    /**
     * Tells organisations that subscribed to the topic of something, in the running transaction. Each is told only if it may
     * see the focus when its turn comes; where the focus is the Patient, also if it has the patient in care.
     *
     * @param focus what it points at, a stored resource about the patient or the Patient: {@code Task/[id]}
     * @param receivers who is told, by URA; empty for whoever may see the focus
     * @throws IllegalStateException without a transaction
     */
    public void tell(Topic topic, String patientId, String focus, Set<String> receivers) {
        tell(topic, patientId, focus, Set.of(), receivers);
    }

    /** The same about a Task with codes, as {@code system|code}: some are told of Tasks with certain codes only. */
    void tell(Topic topic, String patientId, String focus, Set<String> codes, Set<String> receivers) {
        if (!focus.matches("[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}")) {
            throw new IllegalArgumentException("a focus is Type/id");
        }
        String id = focus.substring(focus.indexOf('/') + 1);
        add(List.of(new Event(
                0,
                clock.instant(),
                topic,
                patientId,
                focus,
                Set.of(id),
                null,
                null,
                codes,
                false,
                receivers.isEmpty() ? null : receivers)));
    }

    /** In the running transaction. */
    void add(List<Event> events) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("what is told belongs to the transaction that makes it true");
        }
        if (events.isEmpty()) {
            return;
        }
        hold(events.stream().map(Event::patientId).toList());
        jdbc.batchUpdate(INSERT, events, events.size(), Outbox::fill);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                alarm.ring();
            }
        });
    }

    /** In one order, so that two transactions about the same patients wait for each other and not for ever. */
    void hold(Collection<String> patientIds) {
        jdbc.query(
                "select patient_id from mgz_patient_state where patient_id = any (?) order by patient_id"
                        + " for no key update",
                statement -> statement.setArray(
                        1, statement.getConnection().createArrayOf("varchar", new TreeSet<>(patientIds).toArray())),
                row -> {});
    }

    /** The topics that somebody subscribed to. */
    Set<Topic> wanted() {
        Set<Topic> all = new TreeSet<>();
        jdbc.queryForList("select distinct unnest(topics) from mgz_subscription where ended is null", String.class)
                .forEach(code -> all.add(Topic.ofCode(code)));
        return all;
    }

    private static void fill(PreparedStatement row, Event event) throws SQLException {
        row.setTimestamp(1, Timestamp.from(event.created()));
        row.setString(2, event.topic().code());
        row.setString(3, event.patientId());
        row.setString(4, event.focus());
        setTexts(row, 5, event.resources());
        row.setString(6, event.author());
        setTexts(row, 7, event.codes());
        row.setBoolean(8, event.ends());
        setTexts(row, 9, event.receivers());
    }

    private static void setTexts(PreparedStatement row, int index, @Nullable Collection<String> values)
            throws SQLException {
        row.setArray(index, values == null ? null : row.getConnection().createArrayOf("text", values.toArray()));
    }
}
