package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import nl.mgz.gateway.sandbox.SandboxFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stepped care as it is without a setting, and a term that is missed while no node runs. */
class ConsultationLadderTest {

    private static final String NURSES = "90000491";
    private static final String PHYSICIANS = "90000492";
    private static final String PSYCHIATRISTS = "90000493";

    private static SandboxFolder folder;
    private static SandboxDatabase database;

    @BeforeAll
    static void start() throws IOException {
        folder = SandboxFolder.temporary();
        database = SandboxDatabase.start(folder.path());
    }

    @AfterAll
    static void stop() throws IOException {
        database.close();
        folder.close();
    }

    private static Gateway node() {
        return Gateway.start(
                database,
                Map.of(
                        "mgz.consult.poll",
                        "200ms",
                        "mgz.consult.on-call.u1",
                        "6s",
                        "mgz.consult.on-site-within",
                        "6s"));
    }

    private static String service(Gateway node, String ura, String kind, String specialty) {
        String organization = People.idOf(node.post("Organization", Records.organization(ura, "Organisatie " + ura)));
        return People.idOf(
                node.post("HealthcareService", """
                {"resourceType":"HealthcareService","active":true,"name":"Dienst %s",
                 "providedBy":{"reference":"Organization/%s"},
                 "type":[{"coding":[{"system":"%s","code":"%s"}]}],
                 "specialty":[{"coding":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"%s"}]}]}""".formatted(ura, organization, Consult.KINDS, kind, specialty)));
    }

    private static <T> T await(Supplier<T> what) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        T found = what.get();
        while (found == null) {
            assertThat(Instant.now()).as("waited too long").isBefore(end);
            sleep();
            found = what.get();
        }
        return found;
    }

    private static void sleep() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode task(Gateway node, String id) {
        return await(() -> {
            Gateway.Answer read = node.get("Task/" + id);
            // Whoever reads while a clock moves the Task may be asked to read again.
            return read.status() == 200 ? read.json() : null;
        });
    }

    private static boolean breached(JsonNode task) {
        return task.path("extension").toString().contains("mgz-Breached");
    }

    /** The request that took the place of another. */
    private static JsonNode successor(Gateway node, String patient, String task) {
        return await(() -> {
            Gateway.Answer found = node.get("Task?patient=" + patient);
            List<JsonNode> all = found.status() == 200 ? found.matches() : List.of();
            return all.stream()
                    .filter(one -> one.path("partOf").toString().contains("Task/" + task))
                    .findFirst()
                    .orElse(null);
        });
    }

    private static String owner(JsonNode task) {
        return task.path("owner").path("identifier").path("value").asText();
    }

    @Test
    void goesFromTheNursesToThePhysicianAndThenToThePsychiatrist() {
        Gateway node = node();
        try {
            String team = service(node, NURSES, "aanrijdteam", "30.000");
            // The specialist for the elderly stands on the same step as the one for the disabled.
            service(node, PHYSICIANS, "achterwacht", "01.047");
            service(node, PSYCHIATRISTS, "achterwacht", "01.035");
            String patient = People.create(node, "Trap");
            Consult consult = new Consult(node, "aanrijdteam", patient).urgent("U1");
            String question = People.idOf(node.post("ServiceRequest", consult.question()));
            String first = consult.ask("{\"reference\":\"HealthcareService/" + team + "\"}", question);
            assertThat(owner(task(node, first))).isEqualTo(NURSES);

            JsonNode second = successor(node, patient, first);
            assertThat(owner(second)).isEqualTo(PHYSICIANS);
            assertThat(second.path("code").toString()).contains("\"achterwacht\"");
            assertThat(task(node, first).path("statusReason").toString()).contains("escalated");

            JsonNode third = successor(node, patient, second.path("id").asText());
            assertThat(owner(third)).isEqualTo(PSYCHIATRISTS);
            assertThat(Consult.seen(node, second.path("id").asText(), PHYSICIANS)
                            .status())
                    .isEqualTo(404);

            // There is no further step: the term is missed, and the request stays where it is.
            String last = third.path("id").asText();
            await(() -> breached(task(node, last)) ? true : null);
            assertThat(task(node, last).path("status").asText()).isEqualTo("requested");
            assertThat(Consult.move(node, last, "accepted", PSYCHIATRISTS).status())
                    .isEqualTo(200);
        } finally {
            node.close();
        }
    }

    @Test
    void isMissedOnceByWhoeverStartsAfterTheTermWhenNoNodeRan() throws InterruptedException {
        Gateway before = node();
        String task;
        try {
            String patient = People.create(before, "Stilstand");
            task = new Consult(before, "achterwacht", patient).urgent("U1").ask(NURSES);
        } finally {
            before.close();
        }
        Thread.sleep(7_000);
        Gateway after = node();
        try {
            await(() -> breached(task(after, task)) ? true : null);
            Thread.sleep(1_500);
            assertThat(after.bean(JdbcTemplate.class)
                            .queryForObject(
                                    "select count(*) from mgz_audit_event where event like ? and event like ?",
                                    Integer.class,
                                    "%\"interaction\":\"consultation-breached\"%",
                                    "%Task/" + task + "/%"))
                    .isEqualTo(1);
            assertThat(task(after, task).path("meta").path("versionId").asText())
                    .isEqualTo("2");
        } finally {
            after.close();
        }
    }
}
