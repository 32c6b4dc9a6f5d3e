package nl.mgz.gateway.notify;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import nl.mgz.gateway.identity.Ura;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Events, and what is to be delivered of them to whom, as rows. Everything happens in the caller's transaction. */
final class EventStore {

    /** Whose a Task is, who made it first says, whoever changes it and whatever the clock does to it. */
    static final String EVENT =
            "e.id, e.created, e.topic, e.patient_id, e.focus, e.resources, e.author_ura, e.codes, e.ends, e.receivers,"
                    + " case when e.focus like 'Task/%' then (select b.author_ura from mgz_resource_binding b"
                    + " where b.resource_id = substr(e.focus, 6)) else e.author_ura end as holder_ura";

    /**
     * The first event of each patient, found in one walk through the index of those that wait: to ask of each whether there is one
     * before it takes the square of their number, three seconds where four thousand wait.
     */
    static final String TO_SPREAD =
            "select " + EVENT + " from mgz_event e where e.spread is null and e.id = any (array ("
                    + "select min(f.id) from mgz_event f where f.spread is null group by f.patient_id order by 1 limit ?))"
                    + " order by e.id for update of e skip locked";

    /** What the transaction changes is seen at once when it ends, and on disk with the next that waits for it, or a moment later. */
    private static final String NOT_TO_DISK = "set_config('synchronous_commit', 'off', true)";

    /**
     * Walks through what waits in its order, asks of each whether it is the first of its patient, and stops at the first that is and is
     * free. A question that PostgreSQL can turn into a join it does turn into one, over all that waits: 50 ms for each that is sent where
     * four thousand wait.
     */
    static final String NEXT =
            "with d as materialized (select d.subscription_id, d.event_id, d.state, d.number, d.attempts from mgz_delivery d"
                    + " where d.subscription_id = ? and d.state = 'waiting' and d.due <= ? and d.event_id <> all (?)"
                    + " and d.event_id = (select min(f.event_id) from mgz_delivery f where f.subscription_id = d.subscription_id"
                    + " and f.patient_id = d.patient_id and f.state = 'waiting')"
                    + " order by d.event_id limit 1 for update skip locked)"
                    + " select d.subscription_id, d.state, d.number, d.attempts, " + EVENT + ", " + NOT_TO_DISK
                    + " from d join mgz_event e on e.id = d.event_id";

    private final JdbcTemplate jdbc;

    EventStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An event on its way to a subscription.
     *
     * @param number null until it is first sent or shown
     * @param attempts that were answered with an error
     */
    record Delivery(
            UUID subscription,
            Event event,
            String state,
            @Nullable Long number,
            int attempts) {}

    /** Takes events that are not laid out yet, the first of each patient: nobody else takes these or later ones of theirs. */
    List<Event> toSpread(int most) {
        return jdbc.query(TO_SPREAD, (row, index) -> event(row), most);
    }

    void spread(Collection<Event> events, Instant now) {
        jdbc.update("update mgz_event set spread = ? where id = any (?)", statement -> {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setArray(
                    2,
                    statement
                            .getConnection()
                            .createArrayOf(
                                    "bigint", events.stream().map(Event::id).toArray()));
        });
    }

    void add(UUID subscription, List<Event> events) {
        jdbc.batchUpdate(
                "insert into mgz_delivery (subscription_id, event_id, patient_id, state, due)"
                        + " values (?, ?, ?, 'waiting', ?) on conflict do nothing",
                events,
                Math.max(1, events.size()),
                (row, event) -> {
                    row.setObject(1, subscription);
                    row.setLong(2, event.id());
                    row.setString(3, event.patientId());
                    row.setTimestamp(4, Timestamp.from(event.created()));
                });
    }

    /** Whether an organisation was told, or is about to be told, of something earlier with the same focus. */
    boolean isToldOf(Event event, Ura ura) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select exists (select from mgz_event e join mgz_delivery d on d.event_id = e.id"
                        + " join mgz_subscription s on s.id = d.subscription_id"
                        + " where e.focus = ? and e.id < ? and s.ura = ? and d.state <> 'withheld')",
                Boolean.class,
                event.focus(),
                event.id(),
                ura.value()));
    }

    /** The subscriptions for which something can be sent now. */
    List<UUID> ready(Instant now) {
        return jdbc.query(
                "select s.id from mgz_subscription s where s.ended is null and s.status = 'active'"
                        + " and (s.paused is null or s.paused <= ?) and exists (select from mgz_delivery d"
                        + " where d.subscription_id = s.id and d.state = 'waiting' and d.due <= ?)",
                (row, index) -> row.getObject(1, UUID.class),
                Timestamp.from(now),
                Timestamp.from(now));
    }

    /**
     * Takes what is to be sent next: of each patient the first that waits, and none that somebody else has taken. Where there is one, the
     * end of this transaction does not wait for the disk.
     *
     * @param inHand events that this node has taken: between preparing and sending their rows are free
     */
    Optional<Delivery> next(UUID subscription, Set<Long> inHand, Instant now) {
        return jdbc
                .query(
                        NEXT,
                        statement -> {
                            statement.setObject(1, subscription);
                            statement.setTimestamp(2, Timestamp.from(now));
                            statement.setArray(3, statement.getConnection().createArrayOf("bigint", inHand.toArray()));
                        },
                        (row, index) -> delivery(row))
                .stream()
                .findFirst();
    }

    /** Takes it again, unless somebody else has it; the end of this transaction does not wait for the disk. */
    boolean take(Delivery one) {
        return !jdbc.queryForList(
                        "select " + NOT_TO_DISK + " from mgz_delivery where subscription_id = ? and event_id = ?"
                                + " and state = 'waiting' for update skip locked",
                        String.class,
                        one.subscription(),
                        one.event().id())
                .isEmpty();
    }

    /** Gives the next number of its subscription, once. */
    long number(Delivery one) {
        if (one.number() != null) {
            return one.number();
        }
        return Objects.requireNonNull(jdbc.queryForObject(
                "with s as (update mgz_subscription set last_number = last_number + 1 where id = ? returning id, last_number)"
                        + " update mgz_delivery d set number = s.last_number from s where d.subscription_id = s.id and d.event_id = ?"
                        + " returning d.number",
                Long.class,
                one.subscription(),
                one.event().id()));
    }

    /** Takes back a number that nobody has seen, as far as no later one was given. */
    void takeBack(Delivery one, long number) {
        int last = jdbc.update(
                "update mgz_subscription set last_number = last_number - 1 where id = ? and last_number = ?",
                one.subscription(),
                number);
        if (last == 1) {
            jdbc.update(
                    "update mgz_delivery set number = null where subscription_id = ? and event_id = ?",
                    one.subscription(),
                    one.event().id());
        }
    }

    /** It is over: delivered, withheld or dead. */
    void done(Delivery one, String state, @Nullable String fault, Instant now) {
        jdbc.update(
                "update mgz_delivery set state = ?, fault = ?, done = ? where subscription_id = ? and event_id = ?",
                state,
                fault,
                Timestamp.from(now),
                one.subscription(),
                one.event().id());
    }

    void refused(Delivery one, int attempts, String fault, Instant again) {
        jdbc.update(
                "update mgz_delivery set attempts = ?, fault = ?, due = ? where subscription_id = ? and event_id = ?",
                attempts,
                fault,
                Timestamp.from(again),
                one.subscription(),
                one.event().id());
    }

    /** Those with a number in a range, in the order of their numbers. */
    List<Delivery> numbered(UUID subscription, long from, long to, int most) {
        return jdbc.query(
                "select d.subscription_id, d.state, d.number, d.attempts, " + EVENT
                        + " from mgz_delivery d join mgz_event e on e.id = d.event_id where d.subscription_id = ?"
                        + " and d.number between ? and ? order by d.number limit ?",
                (row, index) -> delivery(row),
                subscription,
                from,
                to,
                most);
    }

    /** Those that wait or were given up and have no number, of each patient up to the first that somebody is busy with. */
    List<Delivery> unnumbered(UUID subscription, int most) {
        String waiting = "select d.subscription_id, d.state, d.number, d.attempts, " + EVENT
                + " from mgz_delivery d join mgz_event e on e.id = d.event_id where d.subscription_id = ?"
                + " and (d.state = 'waiting' or d.state = 'dead') and d.number is null order by d.event_id limit ?";
        List<Delivery> all = jdbc.query(waiting, (row, index) -> delivery(row), subscription, most);
        Map<Long, Delivery> free = new HashMap<>();
        jdbc.query(waiting + " for update of d skip locked", (row, index) -> delivery(row), subscription, most)
                .forEach(one -> free.put(one.event().id(), one));
        Set<String> busy = new TreeSet<>();
        List<Delivery> first = new ArrayList<>();
        for (Delivery one : all) {
            Delivery taken = free.get(one.event().id());
            if (taken == null || busy.contains(one.event().patientId())) {
                busy.add(one.event().patientId());
            } else {
                first.add(taken);
            }
        }
        return first;
    }

    static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getObject("subscription_id", UUID.class),
                event(row),
                row.getString("state"),
                row.getObject("number", Long.class),
                row.getInt("attempts"));
    }

    private static Event event(ResultSet row) throws SQLException {
        Array receivers = row.getArray("receivers");
        return new Event(
                row.getLong("id"),
                row.getTimestamp("created").toInstant(),
                Topic.ofCode(row.getString("topic")),
                row.getString("patient_id"),
                row.getString("focus"),
                new TreeSet<>(SubscriptionStore.texts(row, "resources")),
                row.getString("author_ura"),
                row.getString("holder_ura"),
                new TreeSet<>(SubscriptionStore.texts(row, "codes")),
                row.getBoolean("ends"),
                receivers == null ? null : Set.of((String[]) receivers.getArray()));
    }
}
