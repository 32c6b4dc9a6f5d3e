package nl.mgz.gateway.consult;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;

/**
 * Timers in the database: set in the transaction that stores a request, fired by whichever node looks first, kept when every
 * node is down.
 *
 * <p>INVARIANT: a timer fires once or more, never less. What it does counts once: {@link Clockwork} says in the row of the
 * request what it did, in the same transaction.
 *
 * @see <a href="https://github.com/kagkarlsson/db-scheduler">db-scheduler</a>
 */
@Component
class Timers {

    /** What can happen to a request when time passes. */
    enum Due {
        REMINDER,
        ESCALATION,
        BREACH
    }

    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);
    private static final String TABLE = "mgz_timer";
    private static final int THREADS = 2;

    private final Clock clock;
    private final Deadlines deadlines;
    private final OneTimeTask<Void> task;
    private final SchedulerClient client;
    private final Scheduler scheduler;

    Timers(DataSource source, ConsultSettings settings, Clock clock, ObjectProvider<Clockwork> clockwork) {
        this.clock = clock;
        this.deadlines = new Deadlines(settings);
        this.task = Tasks.oneTime("consultation")
                .onFailure(new FailureHandler.ExponentialBackoffFailureHandler<>(Duration.ofSeconds(10)))
                .execute((instance, context) -> fire(instance.getId(), clockwork));
        // Joins the transaction that stores the request. The other one has connections and commits of its own.
        this.client = SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(source), task)
                .tableName(TABLE)
                .build();
        this.scheduler = Scheduler.create(source, task)
                .tableName(TABLE)
                .threads(THREADS)
                .pollingInterval(settings.poll())
                .commitWhenAutocommitDisabled(true)
                .schedulerName(new SchedulerName.Fixed(UUID.randomUUID().toString()))
                // Its lines name Tasks.
                .failureLogging(LogLevel.OFF, false)
                .clock(clock::instant)
                .build();
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        scheduler.start();
    }

    @PreDestroy
    void stop() {
        scheduler.stop();
    }

    /** Sets what a request has from now on; once for each request. */
    void set(String taskId, Instant due) {
        Instant now = clock.instant();
        set(taskId, Due.REMINDER, deadlines.reminder(now, due));
        set(taskId, Due.ESCALATION, deadlines.escalation(now, due));
        set(taskId, Due.BREACH, due);
    }

    private void set(String taskId, Due what, Instant at) {
        client.scheduleIfNotExists(task.instance(taskId + "/" + what.name().toLowerCase(Locale.ROOT)), at);
    }

    private static void fire(String instance, ObjectProvider<Clockwork> clockwork) {
        int slash = instance.indexOf('/');
        Due what = Due.valueOf(instance.substring(slash + 1).toUpperCase(Locale.ROOT));
        try {
            clockwork.getObject().fire(instance.substring(0, slash), what);
        } catch (RuntimeException e) {
            LOG.warn(
                    "A timer ({}) of a request failed and is tried again: {}",
                    what,
                    e.getClass().getName());
            throw e;
        }
    }
}
