package nl.mgz.gateway.notify;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import nl.mgz.gateway.consent.gate.Access;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lays events out for those who subscribed and may know of them: one row for each, in the order in which they happened. */
@Component
class Spreading {

    private static final int MOST = 50;

    private final EventStore events;
    private final SubscriptionStore subscriptions;
    private final TransactionTemplate transaction;
    private final Audience audience;
    private final Clock clock;

    Spreading(DataSource source, Audience audience, Clock clock) {
        JdbcTemplate jdbc = new JdbcTemplate(source);
        this.events = new EventStore(jdbc);
        this.subscriptions = new SubscriptionStore(jdbc);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.audience = audience;
        this.clock = clock;
    }

    /**
     * What was laid out.
     *
     * @param deliveries one for each event and each who is told of it
     */
    record Laid(int events, int deliveries) {}

    Laid some() {
        return Objects.requireNonNull(transaction.execute(status -> {
            List<Event> waiting = events.toSpread(MOST);
            if (waiting.isEmpty()) {
                return new Laid(0, 0);
            }
            Instant now = clock.instant();
            List<Subscriber> listening = subscriptions.listening(now);
            // Who is told of a Task is told of its end: so what begins is laid out for everybody first.
            List<Event> begin = waiting.stream().filter(event -> !event.ends()).toList();
            List<Event> end = waiting.stream().filter(Event::ends).toList();
            int deliveries = layOut(begin, listening) + layOut(end, listening);
            events.spread(waiting, now);
            return new Laid(waiting.size(), deliveries);
        }));
    }

    private int layOut(List<Event> waiting, List<Subscriber> listening) {
        return listening.stream().mapToInt(one -> layOut(waiting, one)).sum();
    }

    private int layOut(List<Event> waiting, Subscriber subscriber) {
        List<Event> wanted = waiting.stream().filter(subscriber::wants).toList();
        Optional<Access> access = wanted.isEmpty() ? Optional.empty() : audience.open(subscriber);
        if (access.isEmpty()) {
            return 0;
        }
        Access open = access.get();
        // All at once: what a decision needs is read in one go.
        open.decide(wanted.stream().flatMap(event -> event.resources().stream()).toList());
        List<Event> told = wanted.stream()
                .filter(event -> audience.mayKnow(event, open, events))
                .toList();
        if (!told.isEmpty()) {
            events.add(subscriber.id(), told);
        }
        return told.size();
    }
}
