package nl.mgz.gateway.notify;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.notify.EventStore.Delivery;
import nl.mgz.gateway.notify.SubscriptionStore.Kept;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** How one who missed something gets it after all: by number, or by having it sent again. */
@Component
public class CatchUp {

    static final int MOST = 500;

    private final JdbcTemplate jdbc;
    private final EventStore events;
    private final TransactionTemplate transaction;
    private final Subscriptions subscriptions;
    private final Audience audience;
    private final GatewayAddress address;
    private final Alarm alarm;
    private final Clock clock;

    CatchUp(
            DataSource source,
            Subscriptions subscriptions,
            Audience audience,
            GatewayAddress address,
            Alarm alarm,
            Clock clock) {
        this.jdbc = new JdbcTemplate(source);
        this.events = new EventStore(jdbc);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.subscriptions = subscriptions;
        this.audience = audience;
        this.address = address;
        this.alarm = alarm;
        this.clock = clock;
    }

    /** How it goes with a subscription; empty where it is not the caller's. */
    public Optional<Parameters> status(String id, Caller caller) {
        return subscriptions
                .kept(id, caller)
                .map(kept -> new Notification(address, kept.subscriber(), kept.standing())
                        .status("query-status", List.of()));
    }

    /**
     * Events that were sent, those that wait and those that were given up.
     *
     * @param patients whom they are about
     */
    public record Missed(Bundle bundle, Set<String> patients) {}

    /**
     * Those with numbers in a range, {@value #MOST} at most; what may not be known any more is left out. What waits, and
     * what was given up before it was ever sent, gets its number here.
     *
     * @return empty where the subscription is not the caller's
     */
    public Optional<Missed> events(String id, long since, long until, Caller caller) {
        return subscriptions
                .kept(id, caller)
                .map(kept -> Objects.requireNonNull(transaction.execute(status -> missed(kept, since, until))));
    }

    private Missed missed(Kept kept, long since, long until) {
        Subscriber subscriber = kept.subscriber();
        Optional<Access> access = audience.open(subscriber);
        List<Notification.Told> told = new ArrayList<>();
        Set<String> patients = new LinkedHashSet<>();
        Stream<Delivery> waiting =
                until < Long.MAX_VALUE ? Stream.empty() : events.unnumbered(subscriber.id(), MOST).stream();
        List<Delivery> all = Stream.concat(events.numbered(subscriber.id(), since, until, MOST).stream(), waiting)
                .limit(MOST)
                .toList();
        for (Delivery one : all) {
            if (access.isPresent() && audience.mayKnow(one.event(), access.get(), events)) {
                told.add(new Notification.Told(
                        events.number(one), one.event().created(), one.event().focus()));
                patients.add(one.event().patientId());
            }
        }
        Bundle bundle =
                new Notification(address, subscriber, kept.standing()).bundle("query-event", clock.instant(), told);
        return new Missed(bundle, patients);
    }

    /**
     * Sends again what was given up, and what waits for an endpoint that was away, now.
     *
     * @param numbers which of those that were given up; empty for all
     * @return how many were given up; empty where the subscription is not the caller's
     */
    public Optional<Integer> replay(String id, Set<Long> numbers, Caller caller) {
        Optional<Integer> count = subscriptions
                .kept(id, caller)
                .map(kept -> Objects.requireNonNull(transaction.execute(
                        status -> DeadLetters.replay(jdbc, kept.subscriber().id(), numbers, clock.instant()))));
        alarm.ring();
        return count;
    }

    /** One that did not arrive, as its subscription's owner sees it. */
    public record Undelivered(
            @org.jspecify.annotations.Nullable Long number,
            Instant at,
            Topic topic,
            String state,
            int attempts,
            @org.jspecify.annotations.Nullable String fault,
            @org.jspecify.annotations.Nullable Instant due) {}

    /** What waits and what was given up, {@value #MOST} at most, of which the caller may know now. */
    public Optional<List<Undelivered>> undelivered(String id, Caller caller) {
        return subscriptions.kept(id, caller).map(kept -> {
            Optional<Access> access = audience.open(kept.subscriber());
            return access.isEmpty()
                    ? List.of()
                    : DeadLetters.of(jdbc, kept.subscriber().id(), MOST).stream()
                            .filter(one -> audience.mayKnow(one.event(), access.get(), events))
                            .map(DeadLetters.Waiting::told)
                            .toList();
        });
    }
}
