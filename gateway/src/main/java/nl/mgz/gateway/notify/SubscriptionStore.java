package nl.mgz.gateway.notify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import nl.mgz.gateway.identity.Ura;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The subscriptions as rows. */
final class SubscriptionStore {

    private static final String COLUMNS =
            "id, ura, client_id, canonical, topics, endpoint, patient_id, codes, placer_ura,"
                    + " heartbeat, until, created, body, status, last_number, failures, failing, fault";

    private final JdbcTemplate jdbc;

    SubscriptionStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How it goes with one.
     *
     * @param status requested until the endpoint has answered once, active, or error
     * @param lastNumber of the last event that was sent or shown
     * @param failures in a row, now
     * @param failing since when
     * @param fault what is wrong, in a word
     */
    record Standing(
            String status,
            long lastNumber,
            int failures,
            @Nullable Instant failing,
            @Nullable String fault) {}

    record Kept(Subscriber subscriber, Standing standing) {}

    void add(Subscriber one) {
        jdbc.update(
                "insert into mgz_subscription (id, ura, client_id, canonical, topics, endpoint, patient_id, codes,"
                        + " placer_ura, heartbeat, until, body, created, status, signal)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'requested', ?)",
                statement -> {
                    statement.setObject(1, one.id());
                    statement.setString(2, one.ura().value());
                    statement.setString(3, one.clientId());
                    statement.setString(4, one.canonical());
                    statement.setArray(
                            5,
                            statement
                                    .getConnection()
                                    .createArrayOf(
                                            "text",
                                            one.topics().stream()
                                                    .map(Topic::code)
                                                    .toArray()));
                    statement.setString(6, one.endpoint());
                    statement.setString(7, one.patientId());
                    statement.setArray(
                            8,
                            statement
                                    .getConnection()
                                    .createArrayOf("text", one.codes().toArray()));
                    statement.setString(
                            9, one.placer() == null ? null : one.placer().value());
                    statement.setObject(10, one.heartbeat());
                    statement.setTimestamp(11, one.until() == null ? null : Timestamp.from(one.until()));
                    statement.setString(12, one.body());
                    statement.setTimestamp(13, Timestamp.from(one.created()));
                    statement.setTimestamp(14, Timestamp.from(one.created()));
                });
    }

    List<Kept> of(Ura organization) {
        return jdbc.query(
                "select " + COLUMNS + " from mgz_subscription where ended is null and ura = ? order by created, id",
                (row, index) -> kept(row),
                organization.value());
    }

    Optional<Kept> find(UUID id) {
        return jdbc
                .query(
                        "select " + COLUMNS + " from mgz_subscription where ended is null and id = ?",
                        (row, index) -> kept(row),
                        id)
                .stream()
                .findFirst();
    }

    /** Those that events are laid out for: also one that was given up, whose events wait for their replay. */
    List<Subscriber> listening(Instant now) {
        return jdbc.query(
                "select " + COLUMNS + " from mgz_subscription where ended is null"
                        + " and (until is null or until > ?) order by id",
                (row, index) -> kept(row).subscriber(),
                Timestamp.from(now));
    }

    /** @return false when there is no such one */
    boolean end(UUID id, Instant now) {
        return jdbc.update(
                        "update mgz_subscription set ended = ? where id = ? and ended is null", Timestamp.from(now), id)
                == 1;
    }

    /** It answered: whatever was wrong is over. */
    void answered(UUID id) {
        jdbc.update(
                "update mgz_subscription set failures = 0, failing = null, paused = null, fault = null,"
                        + " status = 'active' where id = ? and (failures > 0 or status <> 'active')",
                id);
    }

    /** It is there, whatever it thinks of what it was sent: it is not away any more. */
    void reached(UUID id) {
        jdbc.update(
                "update mgz_subscription set failures = 0, failing = null, paused = null, fault = null"
                        + " where id = ? and failures > 0",
                id);
    }

    /** Where nothing waits nobody tries: how long it was away says nothing about whether it still is. */
    void left(UUID id) {
        jdbc.update(
                "update mgz_subscription s set failures = 0, failing = null, paused = null, fault = null"
                        + " where s.id = ? and s.failures > 0 and not exists (select from mgz_delivery d"
                        + " where d.subscription_id = s.id and d.state = 'waiting')",
                id);
    }

    /** It cannot be reached: nothing is sent before a moment. It counts as failing since the first time after it was reached. */
    void unreachable(UUID id, int failures, String fault, Instant now, Instant again) {
        jdbc.update(
                "update mgz_subscription set failures = ?, failing = coalesce(failing, ?), paused = ?, fault = ?"
                        + " where id = ?",
                failures,
                Timestamp.from(now),
                Timestamp.from(again),
                fault,
                id);
    }

    private static Kept kept(ResultSet row) throws SQLException {
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        texts(row, "topics").forEach(code -> topics.add(Topic.ofCode(code)));
        String placer = row.getString("placer_ura");
        int heartbeat = row.getInt("heartbeat");
        Integer period = row.wasNull() ? null : heartbeat;
        Subscriber subscriber = new Subscriber(
                row.getObject("id", UUID.class),
                new Ura(row.getString("ura")),
                row.getString("client_id"),
                row.getString("canonical"),
                topics,
                row.getString("endpoint"),
                row.getString("patient_id"),
                new TreeSet<>(texts(row, "codes")),
                placer == null ? null : new Ura(placer),
                period,
                instant(row, "until"),
                row.getTimestamp("created").toInstant(),
                row.getString("body"));
        return new Kept(
                subscriber,
                new Standing(
                        row.getString("status"),
                        row.getLong("last_number"),
                        row.getInt("failures"),
                        instant(row, "failing"),
                        row.getString("fault")));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp moment = row.getTimestamp(column);
        return moment == null ? null : moment.toInstant();
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
