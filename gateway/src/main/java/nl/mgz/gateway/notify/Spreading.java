package nl.mgz.gateway.notify;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

    /** @return whether there was something to lay out */
    boolean some() {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            List<Event> waiting = events.toSpread(MOST);
            if (waiting.isEmpty()) {
                return false;
            }
            Instant now = clock.instant();
            List<Subscriber> listening = subscriptions.listening(now);
            // Who is told of a Task is told of its end: so what begins is laid out for everybody first.
            waiting.stream().collect(Collectors.partitioningBy(Event::ends)).forEach((ends, some) -> {
                if (!some.isEmpty()) {
                    listening.forEach(one -> layOut(some, one));
                }
            });
            events.spread(waiting, now);
            return true;
        }));
    }

    private void layOut(List<Event> waiting, Subscriber subscriber) {
        List<Event> wanted = waiting.stream().filter(subscriber::wants).toList();
        Optional<Access> access = wanted.isEmpty() ? Optional.empty() : audience.open(subscriber);
        access.ifPresent(open -> {
            // All at once: what a decision needs is read in one go.
            open.decide(
                    wanted.stream().flatMap(event -> event.resources().stream()).toList());
            List<Event> told = wanted.stream()
                    .filter(event -> audience.mayKnow(event, open, events))
                    .toList();
            if (!told.isEmpty()) {
                events.add(subscriber.id(), told);
            }
        });
    }
}
