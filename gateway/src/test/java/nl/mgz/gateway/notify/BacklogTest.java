package nl.mgz.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import nl.mgz.gateway.http.Gateway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Many events that nobody was told of yet, as after a night in which no node ran. */
class BacklogTest {

    private static final int EVENTS = 3_000;
    private static final int PATIENTS = 30;

    /** Parts of the database's files that are looked at, for each event that waits: once in the index, and once in the table. */
    private static final int FEW = 20;

    private static final String EXPLAIN = "explain (analyze, buffers, format json) ";

    private final Gateway gateway = Gateway.shared();

    /** For one delivery, however many wait. */
    private static final int VERY_FEW = 100;

    @Test
    void isWalkedThroughOnceToFindWhatComesNext() throws Exception {
        String plan = withBacklog(jdbc -> {
            assertThat(new EventStore(jdbc).toSpread(EVENTS))
                    .filteredOn(event -> event.patientId().startsWith("achterstand-"))
                    .as("the first of each")
                    .hasSize(PATIENTS)
                    .allSatisfy(event -> assertThat(number(event)).isLessThanOrEqualTo(PATIENTS));
            return jdbc.queryForObject(EXPLAIN + EventStore.TO_SPREAD, String.class, EVENTS);
        });
        assertThat(pages(plan)).as(plan).isPositive().isLessThan(FEW * EVENTS);
    }

    @Test
    void isNotWalkedThroughToDeliverTheFirst() throws Exception {
        UUID subscription = UUID.randomUUID();
        Instant later = Instant.now().plusSeconds(60);
        String plan = withBacklog(jdbc -> {
            jdbc.update(
                    "insert into mgz_subscription (id, ura, client_id, canonical, topics, endpoint, codes, body, created, status)"
                            + " values (?, '97600002', 'x', 'x', '{}', 'x', '{}', 'x', now(), 'active')",
                    subscription);
            jdbc.update(
                    "insert into mgz_delivery (subscription_id, event_id, patient_id, state, due) select ?, id, patient_id,"
                            + " 'waiting', now() from mgz_event where patient_id like 'achterstand-%'",
                    subscription);
            // As if somebody had those of one patient in hand: the second patient's first comes next.
            jdbc.update(
                    "update mgz_delivery set due = ? where subscription_id = ? and patient_id = 'achterstand-1'",
                    Timestamp.from(later.plusSeconds(60)),
                    subscription);
            assertThat(new EventStore(jdbc).next(subscription, Set.of(), later))
                    .hasValueSatisfying(next -> assertThat(number(next.event())).isEqualTo(2));
            return jdbc.queryForObject(
                    EXPLAIN + EventStore.NEXT.replace("all (?)", "all ('{}')"),
                    String.class,
                    subscription,
                    Timestamp.from(later));
        });
        assertThat(pages(plan)).as(plan).isPositive().isLessThan(VERY_FEW);
    }

    private static int number(Event event) {
        return Integer.parseInt(event.focus().replace("Condition/", ""));
    }

    /** In a transaction that leaves nothing behind. */
    private String withBacklog(Function<JdbcTemplate, String> ask) {
        return Objects.requireNonNull(
                new TransactionTemplate(gateway.bean(PlatformTransactionManager.class)).execute(status -> {
                    status.setRollbackOnly();
                    JdbcTemplate jdbc = gateway.bean(JdbcTemplate.class);
                    jdbc.update(
                            "insert into mgz_event (created, topic, patient_id, focus, resources, author_ura, codes, ends)"
                                    + " select now(), 'summary-updated', 'achterstand-' || n % ?, 'Condition/' || n,"
                                    + " array ['x'], '97600002', '{}', false from generate_series(1, ?) n",
                            PATIENTS, EVENTS);
                    return ask.apply(jdbc);
                }));
    }

    private static int pages(String plan) throws Exception {
        JsonNode root = new ObjectMapper().readTree(plan).path(0).path("Plan");
        return root.path("Shared Hit Blocks").asInt()
                + root.path("Shared Read Blocks").asInt();
    }
}
