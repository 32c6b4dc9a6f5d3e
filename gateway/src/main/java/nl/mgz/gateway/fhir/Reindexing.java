package nl.mgz.gateway.fhir;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.ReindexOutcome;
import ca.uhn.fhir.jpa.api.dao.ReindexParameters;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import nl.mgz.gateway.fhir.IndexState.Stale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Indexes anew, in the background, what was stored when other search parameters were served. One node does it at a time, in small
 * transactions; how far it came is in the database ({@link IndexState}), so a restart goes on where the last one stopped.
 *
 * <p>What is written meanwhile is indexed as it is now. A change that had read the old index before its resource was indexed anew, and is
 * committed after, can leave rows of before: so what changed since it began is done once more at the end.
 */
@Component
final class Reindexing {

    private static final Logger LOG = LoggerFactory.getLogger(Reindexing.class);

    private static final int MOST = 50;
    private static final int TRIES = 3;
    private static final int BATCHES_BETWEEN_REPORTS = 50;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofMinutes(1);

    private final DaoRegistry daos;
    private final IndexState state;
    private final TransactionTemplate transaction;
    private final AtomicLong left = new AtomicLong();
    private final Thread thread = new Thread(this::run, "search-index");
    private boolean told;

    Reindexing(DaoRegistry daos, IndexState state, PlatformTransactionManager transactions, MeterRegistry metrics) {
        this.daos = daos;
        this.state = state;
        this.transaction = new TransactionTemplate(transactions);
        Gauge.builder("mgz.search.reindex", left, AtomicLong::doubleValue)
                .description("Stored resources that other search parameters indexed; they are being indexed anew")
                .register(metrics);
        thread.setDaemon(true);
    }

    /** When the gateway serves: it can take hours. */
    @EventListener(ApplicationReadyEvent.class)
    void start() {
        thread.start();
    }

    @PreDestroy
    void end() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (!isFinished()) {
                Thread.sleep(LATER.toMillis());
            }
        } catch (InterruptedException e) {
            // The gateway ends.
        }
    }

    private boolean isFinished() throws InterruptedException {
        try {
            return round();
        } catch (RuntimeException e) {
            if (!told && !Thread.currentThread().isInterrupted()) {
                told = true;
                LOG.error(
                        "What is stored cannot be indexed anew now ({}); it is tried again each minute",
                        e.getClass().getSimpleName());
            }
            return false;
        }
    }

    /** What one small transaction came to. */
    private enum Step {
        MORE,
        OVER,
        ANOTHER_NODE
    }

    /** @return whether there is nothing left to do; false where another node is at it */
    boolean round() throws InterruptedException {
        long total = state.left();
        left.set(total);
        Step step = Step.MORE;
        for (int i = 0; step == Step.MORE; i++) {
            long begun = System.nanoTime();
            step = next();
            if (step == Step.MORE && i % BATCHES_BETWEEN_REPORTS == 0) {
                LOG.info("Search index: {} of {} resources left to index anew", left, total);
            }
            // Half the time is for those who ask.
            Thread.sleep(Duration.ofNanos(System.nanoTime() - begun).toMillis());
        }
        left.set(0);
        state.begin();
        if (step == Step.OVER && total > 0) {
            LOG.info("Search index: all that is stored is indexed by the search parameters of this version");
        }
        return step == Step.OVER;
    }

    /** Some at once; one that cannot be indexed must not keep the others from it. */
    private Step next() throws InterruptedException {
        try {
            return step(MOST, true);
        } catch (RuntimeException e) {
            LOG.info(
                    "Search index: the next {} are indexed one by one ({})",
                    MOST,
                    e.getClass().getSimpleName());
        }
        Step last = Step.MORE;
        for (int i = 0; i < MOST && last == Step.MORE; i++) {
            last = one();
        }
        return last;
    }

    private Step one() throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            try {
                return step(1, true);
            } catch (RuntimeException e) {
                Thread.sleep(PAUSE.toMillis());
            }
        }
        return step(1, false);
    }

    /** @param index false for what was tried in vain: it keeps its old index */
    private Step step(int most, boolean index) {
        return Objects.requireNonNull(transaction.execute(status -> {
            if (!state.isAlone()) {
                return Step.ANOTHER_NODE;
            }
            List<Stale> some = state.next(most);
            if (some.isEmpty()) {
                state.endPass();
                return state.isOver() ? Step.OVER : Step.MORE;
            }
            state.hold(some);
            if (index) {
                some.forEach(this::index);
            } else {
                some.forEach(one -> LOG.error(
                        "Search index: {}/{} keeps its old index, it cannot be indexed anew", one.type(), one.id()));
            }
            state.reached(some.get(some.size() - 1));
            left.addAndGet(-some.size());
            return Step.MORE;
        }));
    }

    private void index(Stale one) {
        ReindexOutcome outcome = daos.getResourceDao(one.type())
                .reindex(
                        JpaPid.fromId(one.pid()),
                        new ReindexParameters(),
                        new SystemRequestDetails(),
                        new TransactionDetails());
        if (!outcome.getWarnings().isEmpty()) {
            // Without what HAPI says of it: that can hold what is stored.
            throw new IllegalStateException("it cannot be indexed");
        }
    }
}
