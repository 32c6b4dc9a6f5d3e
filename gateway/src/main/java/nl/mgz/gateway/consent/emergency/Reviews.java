package nl.mgz.gateway.consent.emergency;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import nl.mgz.gateway.calendar.WorkingDays;
import nl.mgz.gateway.consent.ConsentPolicy;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The reviews of broken glass: one for each organisation whose data it opened, open until somebody there has judged it. The
 * Task is what people work with; the row beside it counts, and sees to it that one judgement stands.
 */
@Component
public class Reviews {

    private static final ZoneId DUTCH = ZoneId.of("Europe/Amsterdam");
    private static final int PATIENCE_SECONDS = 3;

    private final JdbcTemplate jdbc;
    private final JdbcTemplate counting;
    private final Emergencies emergencies;
    private final EmergencySettings settings;
    private final ConsentPolicy policy;
    private final Clock clock;
    private volatile double open = Double.NaN;
    private volatile double overdue = Double.NaN;

    Reviews(
            JdbcTemplate jdbc,
            DataSource source,
            Emergencies emergencies,
            EmergencySettings settings,
            ConsentPolicy policy,
            Clock clock,
            MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.counting = new JdbcTemplate(source);
        this.counting.setQueryTimeout(PATIENCE_SECONDS);
        this.emergencies = emergencies;
        this.settings = settings;
        this.policy = policy;
        this.clock = clock;
        Gauge.builder("mgz.breakglass.reviews.open", () -> open)
                .description("Reviews of broken glass that nobody has judged")
                .register(metrics);
        Gauge.builder("mgz.breakglass.reviews.overdue", () -> overdue)
                .description("Reviews of broken glass that should have been judged by now")
                .register(metrics);
    }

    /**
     * One review.
     *
     * @param holder the organisation, by URA, that judges
     * @param declarer the organisation, by URA, that is judged
     */
    public record Review(String taskId, String holder, String declarer, boolean judged) {}

    /** What the holder gets to see: to be stored in its name. */
    public Task task(Declared declared, String holder) {
        return ReviewTasks.of(declared, owner(holder), due(declared));
    }

    private LocalDate due(Declared declared) {
        return WorkingDays.after(declared.at().atZone(DUTCH).toLocalDate(), settings.reviewDays());
    }

    /** By its resource too where the directory has one: by that a search finds the Task. */
    private Reference owner(String ura) {
        Reference owner = ReviewTasks.organization(ura);
        jdbc.queryForList(
                        "select resource_id from mgz_directory_fact"
                                + " where resource_type = 'Organization' and ? = any (identifiers) order by resource_id limit 1",
                        String.class,
                        ReviewTasks.URA + "|" + ura)
                .forEach(id -> owner.setReference("Organization/" + id));
        return owner;
    }

    /** The Task is stored, in the running transaction: from now on it counts, and its holder is to be told. */
    public void open(String taskId, Declared declared, String holder) {
        jdbc.update(
                "insert into mgz_break_glass_review (task_id, break_glass_id, holder_ura, due) values (?, ?, ?, ?)",
                taskId,
                declared.id(),
                holder,
                Timestamp.from(due(declared).plusDays(1).atStartOfDay(DUTCH).toInstant()));
        emergencies.tellHolder(declared, holder, taskId);
    }

    public Optional<Review> find(String taskId) {
        return jdbc
                .query(
                        "select r.task_id, r.holder_ura, b.ura, r.judged is not null from mgz_break_glass_review r"
                                + " join mgz_break_glass b on b.id = r.break_glass_id where r.task_id = ?",
                        (row, index) ->
                                new Review(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)),
                        taskId)
                .stream()
                .findFirst();
    }

    /** Whether a text says enough to be a judgement. */
    public boolean isText(String text) {
        return policy.isReason(text);
    }

    /**
     * Judges in the running transaction.
     *
     * @return false when somebody else was first: then nothing was changed
     */
    public boolean judge(Judgement judgement, Task task) {
        int first = jdbc.update(
                "update mgz_break_glass_review set judged = ?, outcome = ? where task_id = ? and judged is null",
                Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MICROS)),
                judgement.outcome().code(),
                task.getIdElement().getIdPart());
        if (first == 1) {
            ReviewTasks.judge(task, judgement, clock.instant());
        }
        return first == 1;
    }

    /** In the background, so that no scrape waits for the database. Where it does not answer, nobody knows the number. */
    @Scheduled(fixedDelay = 15, initialDelay = 5, timeUnit = TimeUnit.SECONDS)
    void count() {
        try {
            counting.query(
                    "select count(*), count(*) filter (where due <= ?) from mgz_break_glass_review where judged is null",
                    row -> {
                        open = row.getLong(1);
                        overdue = row.getLong(2);
                    },
                    Timestamp.from(clock.instant()));
        } catch (DataAccessException e) {
            open = Double.NaN;
            overdue = Double.NaN;
        }
    }
}
