package nl.mgz.gateway.labels;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import nl.mgz.gateway.fhir.StoredResources;
import nl.mgz.gateway.labels.LabelStore.Batch;
import nl.mgz.gateway.labels.LabelStore.Row;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Computes anew, in the background, the labels that other rules computed. One node does it at a time, in small transactions;
 * all that it knows is in the database, so a restart goes on where the last one stopped. What a sender raised is part of the
 * stored resource, so it cannot be lowered here.
 */
@Component
public final class Relabelling {

    private static final Logger LOG = LoggerFactory.getLogger(Relabelling.class);

    static final int MOST = 200;

    private static final int BATCHES_BETWEEN_REPORTS = 25;

    /** Where the resources come from. */
    interface Source {

        Map<String, IBaseResource> current(String type, Collection<String> ids);

        boolean isGone(String type, String id);
    }

    private final LabelStore store;
    private final Labeller labeller;
    private final Source resources;
    private final Duration every;
    private final AtomicLong outdated = new AtomicLong();
    private final Thread thread = new Thread(this::run, "labels");
    private boolean told;

    @Autowired
    Relabelling(
            DataSource source,
            Labeller labeller,
            StoredResources resources,
            LabelSettings settings,
            MeterRegistry metrics,
            List<LabelledResources> observers) {
        this(source, observers, labeller, settings, metrics, new Source() {
            @Override
            public Map<String, IBaseResource> current(String type, Collection<String> ids) {
                return resources.current(type, ids);
            }

            @Override
            public boolean isGone(String type, String id) {
                return resources.isGone(type, id);
            }
        });
    }

    Relabelling(
            DataSource source,
            List<LabelledResources> observers,
            Labeller labeller,
            LabelSettings settings,
            MeterRegistry metrics,
            Source resources) {
        this.store = new LabelStore(source, observers);
        this.labeller = labeller;
        this.resources = resources;
        this.every = settings.every();
        Gauge.builder("mgz.labels.outdated", outdated, AtomicLong::doubleValue)
                .description("Stored resources whose labels other rules computed; they are being labelled anew")
                .register(metrics);
        thread.setDaemon(true);
    }

    /** Begins when the gateway serves: labels of yesterday's rules are no reason to wait. */
    @EventListener(ApplicationReadyEvent.class)
    void start() {
        thread.start();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                round();
                told = false;
                Thread.sleep(every.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                tell(e);
                if (!pause(every)) {
                    return;
                }
            }
        }
    }

    private void tell(RuntimeException why) {
        if (!told && !Thread.currentThread().isInterrupted()) {
            told = true;
            LOG.error(
                    "Labels cannot be computed anew ({}); the old ones hold meanwhile",
                    why.getClass().getSimpleName());
        }
    }

    /** Labels all that other rules labelled, unless another node is at it. */
    void round() throws InterruptedException {
        String rules = labeller.rules();
        long total = store.outdated(rules);
        outdated.set(total);
        if (total == 0) {
            return;
        }
        LOG.info("Labels: {} resources to label by rules {}", total, rules);
        Progress progress = new Progress(total);
        while (progress.goesOn) {
            long begun = System.nanoTime();
            if (!store.alone(batch -> label(batch, rules, progress))) {
                LOG.info("Labels: another node goes on with it");
                break;
            }
            outdated.set(Math.max(0, total - progress.done));
            progress.report();
            // Half the time is for those who ask.
            Thread.sleep(Duration.ofNanos(System.nanoTime() - begun).toMillis());
        }
        outdated.set(store.outdated(rules));
        LOG.info(
                "Labels: {} of {} labelled, {} left, {} could not be read",
                progress.done,
                total,
                outdated,
                progress.unreadable);
    }

    private static final class Progress {

        private final long total;
        private String last = "";
        private long done;
        private long unreadable;
        private int batches;
        private boolean goesOn = true;

        private Progress(long total) {
            this.total = total;
        }

        private void report() {
            if (++batches % BATCHES_BETWEEN_REPORTS == 0) {
                LOG.info("Labels: {} of {} labelled", done, total);
            }
        }
    }

    private void label(Batch batch, String rules, Progress progress) {
        Batch.Next next = batch.next(rules, progress.last, MOST);
        progress.goesOn = next.more();
        progress.last = next.last();
        next.rows().stream().collect(Collectors.groupingBy(Row::type)).forEach((type, some) -> {
            Map<String, IBaseResource> found = read(type, some);
            for (Row row : some) {
                if (label(batch, row, found.get(row.id()), rules)) {
                    progress.done++;
                } else {
                    progress.unreadable++;
                }
            }
        });
    }

    /** All at once; one that cannot be read must not keep the others from being so. */
    private Map<String, IBaseResource> read(String type, List<Row> rows) {
        try {
            return resources.current(type, rows.stream().map(Row::id).toList());
        } catch (RuntimeException e) {
            LOG.warn(
                    "Labels: {} of type {} are read one by one ({})",
                    rows.size(),
                    type,
                    e.getClass().getSimpleName());
            return Map.of();
        }
    }

    private boolean label(Batch batch, Row row, @Nullable IBaseResource found, String rules) {
        try {
            IBaseResource resource = found == null ? one(row) : found;
            if (resource != null) {
                batch.label(row, resource, labeller.labels(resource), rules);
                return true;
            }
            if (resources.isGone(row.type(), row.id())) {
                batch.remove(row.id());
                return true;
            }
            return false;
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn(
                    "Labels: {}/{} keeps its labels, it cannot be read ({})",
                    row.type(),
                    row.id(),
                    e.getClass().getSimpleName());
            return false;
        }
    }

    private @Nullable IBaseResource one(Row row) {
        return resources.current(row.type(), List.of(row.id())).get(row.id());
    }

    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @PreDestroy
    void end() {
        thread.interrupt();
    }
}
