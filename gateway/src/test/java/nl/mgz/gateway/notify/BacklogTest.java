package nl.mgz.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Objects;
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

    private final Gateway gateway = Gateway.shared();

    @Test
    void isWalkedThroughOnceToFindWhatComesNext() throws Exception {
        String plan = Objects.requireNonNull(new TransactionTemplate(gateway.bean(PlatformTransactionManager.class))
                .execute(status -> {
                    status.setRollbackOnly();
                    JdbcTemplate jdbc = gateway.bean(JdbcTemplate.class);
                    jdbc.update(
                            "insert into mgz_event (created, topic, patient_id, focus, resources, author_ura, codes, ends)"
                                    + " select now(), 'summary-updated', 'achterstand-' || n % ?, 'Condition/' || n,"
                                    + " array ['x'], '97600002', '{}', false from generate_series(1, ?) n",
                            PATIENTS, EVENTS);
                    assertThat(new EventStore(jdbc).toSpread(EVENTS))
                            .filteredOn(event -> event.patientId().startsWith("achterstand-"))
                            .as("the first of each")
                            .hasSize(PATIENTS)
                            .allSatisfy(event -> assertThat(
                                            Integer.parseInt(event.focus().replace("Condition/", "")))
                                    .isLessThanOrEqualTo(PATIENTS));
                    return jdbc.queryForObject(
                            "explain (analyze, buffers, format json) " + EventStore.TO_SPREAD, String.class, EVENTS);
                }));
        JsonNode root = new ObjectMapper().readTree(plan).path(0).path("Plan");
        assertThat(root.path("Shared Hit Blocks").asInt()
                        + root.path("Shared Read Blocks").asInt())
                .as(plan)
                .isPositive()
                .isLessThan(FEW * EVENTS);
    }
}
