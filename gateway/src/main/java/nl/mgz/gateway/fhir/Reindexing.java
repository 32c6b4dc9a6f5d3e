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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Indexes anew, in the background, what was stored when other search parameters were served. One node does it at a time, in small
 * transactions; how far it came is in the database, so a restart goes on where the last one stopped.
 *
 * <p>What is written meanwhile is indexed as it is now. A change that had read the old index before its resource was indexed anew, and is
 * committed after, can leave rows of before: so what changed since it began is done once more at the end.
 */
@Component
final class Reindexing {

    private static final Logger LOG = LoggerFactory.getLogger(Reindexing.class);

    static final int MOST = 50;

    private static final int TRIES = 3;
    private static final int BATCHES_BETWEEN_REPORTS = 50;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofMinutes(1);

    /** What can be under way when it begins: no transaction takes longer. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(5);

    /** The first time through everything, the second time what changed since the first began. */
    private static final String NEXT = "select r.res_id, r.res_type, r.fhir_id from hfj_resource r, mgz_search_index x"
            + " where x.parameters = ? and x.done is null and r.res_deleted_at is null and r.res_id > x.reached"
            + " and (x.pass = 1 or r.res_updated >= x.begun) order by r.res_id limit ?";

    private static final String LEFT = "select count(*) from hfj_resource r, mgz_search_index x where x.done is null"
            + " and r.res_deleted_at is null and r.res_id > x.reached and (x.pass = 1 or r.res_updated >= x.begun)";

    private final DaoRegistry daos;
    private final String parameters;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final AtomicLong left = new AtomicLong();
    private final Thread thread = new Thread(this::run, "search-index");
    private boolean told;

    Reindexing(
            DaoRegistry daos,
            ServedSearchParameters served,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            MeterRegistry metrics) {
        this.daos = daos;
        this.parameters = served.version();
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        Gauge.builder("mgz.search.reindex", left, AtomicLong::doubleValue)
                .description("Stored resources that other search parameters indexed; they are being indexed anew")
                .register(metrics);
        thread.setDaemon(true);
    }

    /** Begins when the gateway serves: it can take hours, and records of patients are searched in without the index. */
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
            while (!finished()) {
                Thread.sleep(LATER.toMillis());
            }
        } catch (InterruptedException e) {
            // The gateway ends.
        }
    }

    private boolean finished() throws InterruptedException {
        try {
            return round();
        } catch (RuntimeException e) {
            tell(e);
            return false;
        }
    }

    private void tell(RuntimeException why) {
        if (!told && !Thread.currentThread().isInterrupted()) {
            told = true;
            LOG.error(
                    "What is stored cannot be indexed anew now ({}); it is tried again each minute",
                    why.getClass().getSimpleName());
        }
    }

    /** What one small transaction came to. */
    enum Step {
        MORE,
        DONE,
        ANOTHER_NODE
    }

    /** A stored resource. */
    private record Row(long pid, String type, String id) {}

    /** @return whether everything is indexed by the parameters of this version; false where another node is at it */
    boolean round() throws InterruptedException {
        begin();
        left.set(jdbc.queryForObject(LEFT, Long.class));
        long total = left.get();
        Step step = Step.MORE;
        for (int i = 1; step == Step.MORE; i++) {
            long begun = System.nanoTime();
            step = next();
            if (step == Step.MORE && i % BATCHES_BETWEEN_REPORTS == 1) {
                LOG.info("Search index: {} of {} resources left to index anew", left, total);
            }
            // Half the time is for those who ask.
            Thread.sleep(Duration.ofNanos(System.nanoTime() - begun).toMillis());
        }
        left.set(0);
        if (step == Step.DONE && total > 0) {
            LOG.info("Search index: all that is stored is indexed by the search parameters of this version");
        }
        return step == Step.DONE;
    }

    /** Remembers by which parameters everything is to be indexed; where nothing is stored everything is. */
    private void begin() {
        jdbc.update(
                "insert into mgz_search_index (parameters, begun, done) select ?, now() - make_interval(secs => ?),"
                        + " case when not exists (select from hfj_resource) then now() end"
                        + " on conflict (one) do update set parameters = excluded.parameters, begun = excluded.begun,"
                        + " pass = 1, reached = 0, done = excluded.done"
                        + " where mgz_search_index.parameters <> excluded.parameters",
                parameters,
                UNDER_WAY.toSeconds());
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

    private Step step(int most, boolean index) {
        return Objects.requireNonNull(transaction.execute(status -> {
            if (!Boolean.TRUE.equals(jdbc.queryForObject("select pg_try_advisory_xact_lock(7513, 4)", Boolean.class))) {
                return Step.ANOTHER_NODE;
            }
            List<Row> rows = jdbc.query(
                    NEXT,
                    (row, number) -> new Row(row.getLong(1), row.getString(2), row.getString(3)),
                    parameters,
                    most);
            if (rows.isEmpty()) {
                return pass();
            }
            if (index) {
                rows.forEach(this::index);
            } else {
                rows.forEach(row -> LOG.error(
                        "Search index: {}/{} keeps its old index, it cannot be indexed anew", row.type(), row.id()));
            }
            jdbc.update(
                    "update mgz_search_index set reached = ?",
                    rows.get(rows.size() - 1).pid());
            left.addAndGet(-rows.size());
            return Step.MORE;
        }));
    }

    /** The next time through, or the end. Another version that serves beside this one may have begun meanwhile. */
    private Step pass() {
        List<Boolean> done = jdbc.queryForList(
                "update mgz_search_index set pass = pass + 1, reached = 0, done = case when pass > 1 then now() end"
                        + " where parameters = ? and done is null returning done is not null",
                Boolean.class,
                parameters);
        if (done.isEmpty()) {
            return isDone() ? Step.DONE : Step.ANOTHER_NODE;
        }
        return done.get(0) ? Step.DONE : Step.MORE;
    }

    private boolean isDone() {
        return !jdbc.queryForList(
                        "select 1 from mgz_search_index where parameters = ? and done is not null",
                        Integer.class,
                        parameters)
                .isEmpty();
    }

    private void index(Row row) {
        ReindexOutcome outcome = daos.getResourceDao(row.type())
                .reindex(
                        JpaPid.fromId(row.pid()),
                        new ReindexParameters(),
                        new SystemRequestDetails(),
                        new TransactionDetails());
        if (!outcome.getWarnings().isEmpty()) {
            // Not what HAPI says of it: that can hold what is stored.
            throw new IllegalStateException("it cannot be indexed");
        }
    }
}
