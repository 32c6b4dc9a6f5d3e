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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import nl.mgz.gateway.fhir.IndexState.Stale;
import nl.mgz.gateway.fhir.IndexState.Under;
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
            // Never over: one of another version may take this one's place, and then some of what we serve is not
            // indexed any more.
            while (true) {
                look();
                Thread.sleep(LATER.toMillis());
            }
        } catch (InterruptedException e) {
            // The gateway ends.
        }
    }

    private void look() throws InterruptedException {
        try {
            round();
            told = false;
        } catch (RuntimeException e) {
            if (!told && !Thread.currentThread().isInterrupted()) {
                told = true;
                LOG.error(
                        "What is stored cannot be indexed anew now ({}); it is tried again each minute",
                        e.getClass().getSimpleName());
            }
        }
    }

    /** What one small transaction came to. */
    private enum Step {
        MORE,
        OVER,
        ANOTHER_NODE
    }

    /** It is stored, and its index cannot be made. */
    private static final class NotIndexableException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Goes on until there is nothing left to do, or another node is at it. */
    void round() throws InterruptedException {
        Optional<Under> under = state.underWay();
        long total = under.map(state::left).orElse(0L);
        left.set(total);
        Step step = under.isPresent() ? Step.MORE : Step.OVER;
        for (int i = 0; step == Step.MORE; i++) {
            long begun = System.nanoTime();
            step = next();
            if (step == Step.MORE && i % BATCHES_BETWEEN_REPORTS == 0) {
                LOG.info("Search index: {} of {} resources left to index anew", left, total);
            }
            if (step == Step.OVER) {
                LOG.info("Search index: all that is stored is indexed by the search parameters of this version");
            }
            // Half the time is for those who ask.
            Thread.sleep(Duration.ofNanos(System.nanoTime() - begun).toMillis());
        }
        left.set(0);
        state.look();
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

    /** Whatever else goes wrong is no reason to leave it out: the database may be away. */
    private Step one() throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            try {
                return step(1, true);
            } catch (NotIndexableException e) {
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
            Optional<Under> under = state.underWay();
            if (under.isEmpty()) {
                return Step.ANOTHER_NODE;
            }
            List<Stale> some = state.next(under.get(), most);
            if (some.isEmpty()) {
                state.endPass();
                return state.underWay().isPresent() ? Step.MORE : Step.OVER;
            }
            if (index) {
                some.forEach(this::index);
            } else {
                some.forEach(one -> LOG.error(
                        "Search index: {}/{} keeps its old index, it cannot be indexed anew", one.type(), one.id()));
            }
            state.changed(some);
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
            throw new NotIndexableException();
        }
    }
}
