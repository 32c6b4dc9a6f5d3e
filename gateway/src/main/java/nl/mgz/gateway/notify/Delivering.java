package nl.mgz.gateway.notify;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import nl.mgz.gateway.audit.AuditTrail;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.notify.EventStore.Delivery;
import nl.mgz.gateway.notify.SubscriptionStore.Kept;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Delivers one event to one subscription.
 *
 * <p>INVARIANT: of the events of one patient for one subscription the first that waits is sent, by one worker of all nodes: it
 * holds the row's lock until the answer is known. A number and the line on the audit trail are on disk before the first byte
 * leaves, so that whatever is sent again, after a crash too, has the number that it had. Consent is asked before the connection
 * is made and once more when it stands; what was withdrawn meanwhile is not sent and has no number.
 *
 * <p>The disk is waited for once, by the line on the trail: PostgreSQL writes its log in order, so the number before it is there
 * then. Who gives a number holds the subscription's row, and would hold it for as long as the disk takes. What an answer changed
 * is not waited for either: a crash in that moment sends once more what has its number already.
 */
@Component
class Delivering {

    private static final Logger LOG = LoggerFactory.getLogger(Delivering.class);

    /** For how long one after the other is sent: to look around after each costs half as much as to deliver. */
    private static final Duration IN_A_ROW = Duration.ofMillis(100);

    private final EventStore events;
    private final SubscriptionStore subscriptions;
    private final TransactionTemplate transaction;
    private final Audience audience;
    private final Line line;
    private final AuditTrail audit;
    private final NotifySettings settings;
    private final GatewayAddress address;
    private final Clock clock;
    private final Timer took;
    private final ConcurrentHashMap<UUID, Integer> busy = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<UUID, Set<Long>> inHand = new ConcurrentHashMap<>();

    Delivering(
            DataSource source,
            Audience audience,
            Line line,
            AuditTrail audit,
            NotifySettings settings,
            GatewayAddress address,
            Clock clock,
            MeterRegistry metrics) {
        JdbcTemplate jdbc = new JdbcTemplate(source);
        this.events = new EventStore(jdbc);
        this.subscriptions = new SubscriptionStore(jdbc);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.audience = audience;
        this.line = line;
        this.audit = audit;
        this.settings = settings;
        this.address = address;
        this.clock = clock;
        this.took = Timer.builder("mgz.notify.delivered")
                .description("From the change to the answer of who was told")
                .register(metrics);
    }

    /** @return whether there was something to deliver */
    boolean some() {
        List<UUID> ready = new ArrayList<>(events.ready(clock.instant()));
        // One that has much to get must not keep the others waiting.
        Collections.shuffle(ready);
        return ready.stream().anyMatch(this::someOf);
    }

    /** What became of the next that waits for a subscription. */
    private enum Next {
        NOTHING,
        OVER,
        /** It waits on, and whatever else waits there does better to wait too. */
        LEFT
    }

    private boolean someOf(UUID id) {
        if (!enter(id)) {
            return false;
        }
        try {
            long begun = System.nanoTime();
            Next last = deliver(id);
            boolean something = last != Next.NOTHING;
            while (last == Next.OVER && System.nanoTime() - begun < IN_A_ROW.toNanos()) {
                last = deliver(id);
            }
            return something;
        } finally {
            leave(id);
        }
    }

    /** Half of the workers at most are busy with one subscription: a slow one leaves the others theirs. */
    private boolean enter(UUID id) {
        int most = Math.max(1, settings.workers() / 2);
        int now = busy.merge(id, 1, Integer::sum);
        if (now > most) {
            leave(id);
            return false;
        }
        return true;
    }

    private void leave(UUID id) {
        busy.compute(id, (one, count) -> count == null || count <= 1 ? null : count - 1);
    }

    /** A connection that stands, and what is to go over it. */
    private record Prepared(Delivery delivery, long number, Kept to, Access access, Line.Open open) {}

    private Next deliver(UUID id) {
        Next[] became = {Next.NOTHING};
        InHand mine = new InHand();
        try (mine) {
            Prepared prepared = transaction.execute(status -> {
                Optional<Delivery> next = events.next(id, inHand.getOrDefault(id, Set.of()), clock.instant());
                next.ifPresent(one -> became[0] = Next.LEFT);
                return next.filter(mine::take).map(one -> prepare(one, became)).orElse(null);
            });
            if (prepared != null) {
                try (Line.Open open = prepared.open()) {
                    transaction.executeWithoutResult(status -> tell(prepared));
                    transaction.executeWithoutResult(status -> became[0] = send(prepared, open));
                }
            }
        }
        return became[0];
    }

    /**
     * What one worker prepares no other of this node does: between preparing and sending nothing is locked, and twice
     * prepared would be twice on record.
     */
    private final class InHand implements AutoCloseable {

        private @Nullable Delivery mine;

        boolean take(Delivery one) {
            if (inHand.computeIfAbsent(one.subscription(), id -> ConcurrentHashMap.newKeySet())
                    .add(one.event().id())) {
                mine = one;
            }
            return mine != null;
        }

        @Override
        public void close() {
            if (mine != null) {
                inHand.getOrDefault(mine.subscription(), Set.of())
                        .remove(mine.event().id());
            }
        }
    }

    private @Nullable Prepared prepare(Delivery one, Next[] became) {
        Kept to = subscriptions.find(one.subscription()).orElse(null);
        if (to == null) {
            return null;
        }
        Access access = audience.open(to.subscriber()).orElse(null);
        if (access == null || !audience.mayKnow(one.event(), access, events)) {
            events.done(one, "withheld", null, clock.instant());
            subscriptions.left(one.subscription());
            became[0] = Next.OVER;
            return null;
        }
        Line.Open open;
        try {
            open = line.open(to.subscriber());
        } catch (IOException e) {
            away(to, Line.fault(e), null);
            return null;
        }
        try {
            return new Prepared(one, events.number(one), to, access, open);
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /** On record before the first byte leaves, like anything else that is shown. */
    private void tell(Prepared prepared) {
        Delivery one = prepared.delivery();
        Access access = prepared.access();
        audit.told(
                access.caller(),
                one.event().patientId(),
                access.grounds(one.event().resources()),
                Map.of(
                        "topic", one.event().topic().code(),
                        "subscription", one.subscription().toString(),
                        "number", String.valueOf(prepared.number())));
    }

    private Next send(Prepared prepared, Line.Open open) {
        Delivery one = prepared.delivery();
        if (!events.take(one)) {
            return Next.LEFT; // Somebody else took it in the moment between: nothing was sent from here.
        }
        if (!audience.stillHolds(prepared.access())) {
            if (one.number() == null) {
                events.takeBack(one, prepared.number());
            }
            return Next.LEFT; // It is decided anew.
        }
        Notification notification = new Notification(
                address, prepared.to().subscriber(), prepared.to().standing());
        byte[] body = Notification.bytes(notification.bundle(
                "event-notification",
                clock.instant(),
                List.of(new Notification.Told(
                        prepared.number(), one.event().created(), one.event().focus()))));
        try {
            return answered(one, prepared.to(), open.post(body));
        } catch (IOException e) {
            away(prepared.to(), Line.fault(e), null);
            return Next.LEFT;
        }
    }

    private Next answered(Delivery one, Kept to, Post.Answer answer) {
        Instant now = clock.instant();
        if (answer.taken()) {
            events.done(one, "delivered", null, now);
            // Always: what was known of it when this one was prepared may be old by now.
            subscriptions.answered(one.subscription());
            Duration since = Duration.between(one.event().created(), now);
            took.record(since.isNegative() ? Duration.ZERO : since);
            return Next.OVER;
        }
        String fault = "status-" + answer.status();
        if (answer.isAway()) {
            away(to, fault, answer.retryAfter());
            return Next.LEFT;
        }
        subscriptions.reached(one.subscription());
        int attempts = one.attempts() + 1;
        if (attempts >= settings.attempts()) {
            events.refused(one, attempts, fault, now);
            events.done(one, "dead", fault, now);
            LOG.warn(
                    "A notification is given up after {} refusals ({}): subscription {}. ./mgz notifications shows it",
                    attempts,
                    fault,
                    one.subscription());
        } else {
            events.refused(one, attempts, fault, now.plus(settings.waitAfter(attempts)));
        }
        return Next.LEFT;
    }

    /** Nothing is wrong with what is told: all that waits for this subscription waits on. */
    private void away(Kept to, String fault, @Nullable Duration asked) {
        int failures = to.standing().failures() + 1;
        Duration wait = settings.waitAfter(failures);
        if (asked != null && asked.compareTo(settings.longestRetry()) < 0 && asked.compareTo(wait) > 0) {
            wait = asked;
        }
        Instant now = clock.instant();
        subscriptions.unreachable(to.subscriber().id(), failures, fault, now, now.plus(wait));
    }
}
