package nl.mgz.gateway.notify;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts what waits and what was given up, gives up what nobody takes for days, and forgets what is old. */
@Component
class Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final int PATIENCE_SECONDS = 3;
    private static final int MOST = 10_000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final NotifySettings settings;
    private final Clock clock;
    private volatile double waiting = Double.NaN;
    private volatile double dead = Double.NaN;
    private volatile double oldest = Double.NaN;

    Upkeep(DataSource source, NotifySettings settings, Clock clock, MeterRegistry metrics) {
        this.jdbc = new JdbcTemplate(source);
        this.jdbc.setQueryTimeout(PATIENCE_SECONDS);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.settings = settings;
        this.clock = clock;
        Gauge.builder("mgz.notify.waiting", () -> waiting)
                .description("Notifications that wait for their receiver")
                .register(metrics);
        Gauge.builder("mgz.notify.dead", () -> dead)
                .description("Notifications that were given up: somebody has to look at them")
                .register(metrics);
        Gauge.builder("mgz.notify.oldest", () -> oldest)
                .description("How long the oldest notification waits, in seconds")
                .baseUnit("seconds")
                .register(metrics);
    }

    /** In the background, so that no scrape waits for the database. Where it does not answer, nobody knows the number. */
    @Scheduled(fixedDelay = 15, initialDelay = 5, timeUnit = TimeUnit.SECONDS)
    void count() {
        try {
            jdbc.query(
                    "select count(*) filter (where d.state = 'waiting'), count(*) filter (where d.state = 'dead'),"
                            + " min(e.created) filter (where d.state = 'waiting') from mgz_delivery d"
                            + " join mgz_event e on e.id = d.event_id join mgz_subscription s on s.id = d.subscription_id"
                            + " where d.state in ('waiting', 'dead') and s.ended is null",
                    row -> {
                        waiting = row.getLong(1);
                        dead = row.getLong(2);
                        Timestamp first = row.getTimestamp(3);
                        oldest = first == null ? 0 : (clock.millis() - first.getTime()) / 1000.0;
                    });
        } catch (DataAccessException e) {
            waiting = Double.NaN;
            dead = Double.NaN;
            oldest = Double.NaN;
        }
    }

    @Scheduled(fixedDelay = 60, initialDelay = 30, timeUnit = TimeUnit.SECONDS)
    void tidy() {
        try {
            giveUp();
            forget();
        } catch (DataAccessException e) {
            LOG.warn(
                    "Old notifications could not be tidied up: {}", e.getClass().getSimpleName());
        }
    }

    /**
     * An endpoint that has been away for so long is one that somebody has to look at. What happens after that is a dead letter
     * too, until somebody has it replayed.
     */
    void giveUp() {
        Instant now = clock.instant();
        Timestamp since = Timestamp.from(now.minus(settings.giveUpAfter()));
        transaction.executeWithoutResult(status -> {
            int events = jdbc.update(
                    "update mgz_delivery d set state = 'dead', done = ?, fault = s.fault from mgz_subscription s"
                            + " where s.id = d.subscription_id and d.state = 'waiting' and s.ended is null"
                            + " and (s.failing <= ? or s.status = 'error')",
                    Timestamp.from(now),
                    since);
            int given = jdbc.update(
                    "update mgz_subscription set status = 'error' where ended is null and status <> 'error'"
                            + " and failing <= ?",
                    since);
            if (given > 0) {
                LOG.warn(
                        "{} subscriptions are given up with {} notifications: their endpoints were away for {}."
                                + " ./mgz notifications shows them",
                        given,
                        events,
                        settings.giveUpAfter());
            }
        });
    }

    /** In parts, so that nobody waits long for a row. */
    private void forget() {
        Timestamp old = Timestamp.from(clock.instant().minus(settings.keep()));
        transaction.executeWithoutResult(status -> {
            jdbc.update(
                    "delete from mgz_delivery d using mgz_event e where e.id = d.event_id and e.id in"
                            + " (select id from mgz_event where created < ? order by created limit ?)",
                    old,
                    MOST);
            jdbc.update(
                    "delete from mgz_event where id in (select id from mgz_event where created < ? order by created"
                            + " limit ?) and not exists (select from mgz_delivery d where d.event_id = mgz_event.id)",
                    old,
                    MOST);
            jdbc.update(
                    "delete from mgz_delivery d using mgz_subscription s where s.id = d.subscription_id and s.ended < ?",
                    old);
            jdbc.update("delete from mgz_subscription where ended < ?", old);
        });
    }
}
