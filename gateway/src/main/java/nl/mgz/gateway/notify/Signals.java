package nl.mgz.gateway.notify;

import java.io.IOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.notify.SubscriptionStore.Kept;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The handshake by which a subscription becomes active, and the heartbeat of one that asked for it. Sent twice they do no harm. */
@Component
class Signals {

    /** Nobody else sends it meanwhile; after a crash somebody does. */
    private static final Duration MINE = Duration.ofMinutes(2);

    private final JdbcTemplate jdbc;
    private final SubscriptionStore subscriptions;
    private final TransactionTemplate transaction;
    private final Line line;
    private final NotifySettings settings;
    private final GatewayAddress address;
    private final Clock clock;

    Signals(DataSource source, Line line, NotifySettings settings, GatewayAddress address, Clock clock) {
        this.jdbc = new JdbcTemplate(source);
        this.subscriptions = new SubscriptionStore(jdbc);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.line = line;
        this.settings = settings;
        this.address = address;
        this.clock = clock;
    }

    /** @return whether there was one to send */
    boolean one() {
        Optional<Kept> due =
                Optional.ofNullable(transaction.execute(status -> due())).orElseGet(Optional::empty);
        due.ifPresent(this::send);
        return due.isPresent();
    }

    private Optional<Kept> due() {
        Timestamp now = Timestamp.from(clock.instant());
        List<UUID> ids = jdbc.query(
                "select id from mgz_subscription where ended is null and status <> 'error' and signal <= ?"
                        + " and (until is null or until > ?) order by signal limit 1 for update skip locked",
                (row, index) -> row.getObject(1, UUID.class),
                now,
                now);
        ids.forEach(id -> next(id, clock.instant().plus(MINE)));
        return ids.stream().findFirst().flatMap(subscriptions::find);
    }

    private void next(UUID id, @org.jspecify.annotations.Nullable Instant at) {
        jdbc.update("update mgz_subscription set signal = ? where id = ?", at == null ? null : Timestamp.from(at), id);
    }

    private void send(Kept to) {
        boolean isNew = "requested".equals(to.standing().status());
        byte[] body = Notification.bytes(new Notification(address, to.subscriber(), to.standing())
                .bundle(isNew ? "handshake" : "heartbeat", clock.instant(), List.of()));
        String fault;
        boolean there = false;
        try (Line.Open open = line.open(to.subscriber())) {
            Post.Answer answer = open.post(body);
            fault = answer.taken() ? null : "status-" + answer.status();
            there = !answer.isAway();
        } catch (IOException e) {
            fault = Line.fault(e);
        }
        String wrong = fault;
        // A handshake has to be taken. One that is active and refuses heartbeats is there all the same.
        boolean reached = fault == null || (there && !isNew);
        transaction.executeWithoutResult(status -> sent(to, reached, wrong));
    }

    private void sent(Kept to, boolean reached, @org.jspecify.annotations.Nullable String fault) {
        UUID id = to.subscriber().id();
        Instant now = clock.instant();
        if (!reached) {
            int failures = to.standing().failures() + 1;
            Instant again = now.plus(settings.waitAfter(failures));
            subscriptions.unreachable(id, failures, String.valueOf(fault), now, again);
            next(id, again);
            return;
        }
        if (fault == null) {
            subscriptions.answered(id);
        } else {
            subscriptions.reached(id);
        }
        Integer heartbeat = to.subscriber().heartbeat();
        next(id, heartbeat == null ? null : now.plusSeconds(heartbeat));
    }
}
