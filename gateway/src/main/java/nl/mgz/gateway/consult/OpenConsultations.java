package nl.mgz.gateway.consult;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How many requests run and how many are late, by kind: numbers about nobody. */
@Component
class OpenConsultations {

    private static final int PATIENCE_SECONDS = 3;

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Map<String, Double> open = new ConcurrentHashMap<>();
    private final Map<String, Double> overdue = new ConcurrentHashMap<>();

    OpenConsultations(DataSource source, Clock clock, MeterRegistry metrics) {
        this.jdbc = new JdbcTemplate(source);
        this.jdbc.setQueryTimeout(PATIENCE_SECONDS);
        this.clock = clock;
        for (ConsultationKind kind : ConsultationKind.values()) {
            if (kind.isQuestion()) {
                Gauge.builder("mgz.consult.open", () -> open.getOrDefault(kind.code(), Double.NaN))
                        .tag("kind", kind.code())
                        .description("Requests to colleagues that have not ended")
                        .register(metrics);
                Gauge.builder("mgz.consult.overdue", () -> overdue.getOrDefault(kind.code(), Double.NaN))
                        .tag("kind", kind.code())
                        .description("Requests to colleagues whose term has passed")
                        .register(metrics);
            }
        }
    }

    /** In the background, so that no scrape waits for the database. Where it does not answer, nobody knows the numbers. */
    @Scheduled(fixedDelay = 15, initialDelay = 5, timeUnit = TimeUnit.SECONDS)
    void count() {
        try {
            for (ConsultationKind kind : ConsultationKind.values()) {
                jdbc.query(
                        "select count(*), count(*) filter (where due <= ? and not met) from mgz_consultation where kind = ?"
                                + " and status in ('requested', 'received', 'accepted', 'in-progress', 'on-hold')",
                        row -> {
                            open.put(kind.code(), (double) row.getLong(1));
                            overdue.put(kind.code(), (double) row.getLong(2));
                        },
                        Timestamp.from(clock.instant()),
                        kind.code());
            }
        } catch (DataAccessException e) {
            open.clear();
            overdue.clear();
        }
    }
}
