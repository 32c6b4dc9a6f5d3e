package nl.mgz.gateway.notify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What did not arrive: for an operator, of every organisation and without a word about whom it is. */
public final class DeadLetters {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    public DeadLetters(DataSource source) {
        this.jdbc = new JdbcTemplate(source);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
    }

    /**
     * How it goes with one subscription.
     *
     * @param fault what was wrong last, in a word
     * @param oldest when the oldest that waits happened
     */
    public record Line(
            String subscription,
            String ura,
            String status,
            String endpoint,
            long waiting,
            long dead,
            @Nullable String fault,
            @Nullable Instant oldest) {}

    public List<Line> lines() {
        return jdbc.query(
                "select s.id, s.ura, s.status, s.endpoint, coalesce(s.fault, max(d.fault) filter (where d.state = 'dead')) fault,"
                        + " count(*) filter (where d.state = 'waiting') waiting,"
                        + " count(*) filter (where d.state = 'dead') dead,"
                        + " min(e.created) filter (where d.state = 'waiting') oldest"
                        + " from mgz_subscription s left join mgz_delivery d on d.subscription_id = s.id"
                        + " and d.state in ('waiting', 'dead') left join mgz_event e on e.id = d.event_id"
                        + " where s.ended is null group by s.id order by s.ura, s.created",
                (row, index) -> new Line(
                        row.getString("id"),
                        row.getString("ura"),
                        row.getString("status"),
                        row.getString("endpoint"),
                        row.getLong("waiting"),
                        row.getLong("dead"),
                        row.getString("fault"),
                        SubscriptionStore.instant(row, "oldest")));
    }

    /** What was given up of one subscription, and what waits, {@value CatchUp#MOST} at most. */
    public List<CatchUp.Undelivered> of(String subscription) {
        return of(jdbc, UUID.fromString(subscription), CatchUp.MOST).stream()
                .map(Waiting::told)
                .toList();
    }

    /**
     * Sends again what was given up, and what waits now.
     *
     * @param numbers which; empty for all
     * @return how many were given up
     */
    public int replay(String subscription, Set<Long> numbers, Instant now) {
        Integer count = transaction.execute(status -> replay(jdbc, UUID.fromString(subscription), numbers, now));
        return count == null ? 0 : count;
    }

    record Waiting(Event event, CatchUp.Undelivered told) {}

    static List<Waiting> of(JdbcTemplate jdbc, UUID subscription, int most) {
        return jdbc.query(
                "select d.subscription_id, d.state, d.number, d.attempts, d.due, coalesce(d.fault, s.fault) fault, "
                        + EventStore.EVENT + " from mgz_delivery d join mgz_event e on e.id = d.event_id"
                        + " join mgz_subscription s on s.id = d.subscription_id where d.subscription_id = ?"
                        + " and d.state in ('waiting', 'dead') order by d.state, d.event_id limit ?",
                (row, index) -> waiting(row),
                subscription,
                most);
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        EventStore.Delivery one = EventStore.delivery(row);
        return new Waiting(
                one.event(),
                new CatchUp.Undelivered(
                        one.number(),
                        one.event().created(),
                        one.event().topic(),
                        one.state(),
                        one.attempts(),
                        row.getString("fault"),
                        SubscriptionStore.instant(row, "due")));
    }

    /** In the running transaction. */
    static int replay(JdbcTemplate jdbc, UUID subscription, Set<Long> numbers, Instant now) {
        int dead = jdbc.update(
                "update mgz_delivery set state = 'waiting', attempts = 0, fault = null, done = null, due = ?"
                        + " where subscription_id = ? and state = 'dead' and (? or number = any (?))",
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setObject(2, subscription);
                    statement.setBoolean(3, numbers.isEmpty());
                    statement.setArray(4, statement.getConnection().createArrayOf("bigint", numbers.toArray()));
                });
        // One that gave up altogether shakes hands first.
        jdbc.update(
                "update mgz_subscription set paused = null, failures = 0, failing = null, fault = null,"
                        + " signal = case when status = 'active' then signal else ? end,"
                        + " status = case when status = 'error' then 'requested' else status end where id = ?",
                Timestamp.from(now),
                subscription);
        return dead;
    }
}
