package nl.mgz.gateway.notify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The threads of this node that lay out and deliver. All that they know is in the database: any node goes on where another stopped. */
@Component
class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** How long until something that another node wrote, or that is due again, is seen. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Spreading spreading;
    private final Delivering delivering;
    private final Signals signals;
    private final Alarm alarm;
    private final int count;
    private final List<Thread> threads = new ArrayList<>();
    private volatile long nothingToSignal = System.nanoTime();
    private volatile boolean ended;

    Workers(Spreading spreading, Delivering delivering, Signals signals, Alarm alarm, NotifySettings settings) {
        this.spreading = spreading;
        this.delivering = delivering;
        this.signals = signals;
        this.alarm = alarm;
        this.count = settings.workers();
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::work, "notify-" + (i + 1));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void work() {
        while (!ended) {
            try {
                if (!once()) {
                    alarm.await(LOOK);
                }
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException | TransactionException e) {
                // Told by the health of the database; here it would be told every second.
                pause();
            } catch (RuntimeException e) {
                LOG.error(
                        "Delivering notifications failed and goes on: {}",
                        e.getClass().getName());
                pause();
            }
        }
    }

    private boolean once() {
        Spreading.Laid laid = spreading.some();
        // One of them is ours, and somebody has to lay out what came after. Who is woken for nothing asks the database
        // three things.
        for (int i = 0; i < Math.min(laid.deliveries(), count); i++) {
            alarm.ring();
        }
        boolean busy = delivering.some() || laid.events() > 0;
        // Who has work does not ask each time whether somebody waits for a heartbeat; but where somebody does, all that
        // are due are sent.
        if (busy && System.nanoTime() - nothingToSignal < LOOK.toNanos()) {
            return true;
        }
        boolean signalled = false;
        try {
            signalled = signals.one();
        } finally {
            // Also where one went wrong: it is due still, and deliveries do not wait for it.
            if (!signalled) {
                nothingToSignal = System.nanoTime();
            }
        }
        return signalled || busy;
    }

    private void pause() {
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @EventListener(ContextClosedEvent.class)
    void end() {
        ended = true;
        threads.forEach(Thread::interrupt);
        threads.forEach(thread -> {
            try {
                thread.join(LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
