package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import nl.mgz.gateway.consult.ConsultationEvents;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import nl.mgz.gateway.sandbox.SandboxFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** What time does to a request, on two nodes with one database and terms of a few seconds. */
class ConsultationClockTest {

    private static final String SPECIALTY = "78." + String.format("%03d", (int) (Math.random() * 1000));
    private static final String NEXT_SPECIALTY = "79." + String.format("%03d", (int) (Math.random() * 1000));
    private static final String FIRST = "90000471";
    private static final String SECOND = "90000472";

    private static final Queue<ConsultationEvents.Event> EVENTS = new ConcurrentLinkedQueue<>();
    private static SandboxFolder folder;
    private static SandboxDatabase database;
    private static Gateway one;
    private static Gateway other;

    /** A database of its own: nobody else's node takes these timers. */
    @BeforeAll
    static void start() throws IOException {
        folder = SandboxFolder.temporary();
        database = SandboxDatabase.start(folder.path());
        one = start("6s");
        other = start("6s");
    }

    /** The terms are those of the node that takes the request; timers fire on every node. */
    private static Gateway start(String term) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "mgz.consult.poll",
                "200ms",
                "mgz.consult.on-call.u1",
                term,
                "mgz.consult.on-call.u2",
                "40m",
                "mgz.consult.on-site-within",
                term,
                "mgz.consult.steps",
                "achterwacht/" + SPECIALTY + ",achterwacht/" + NEXT_SPECIALTY));
        return Gateway.start(
                database,
                settings,
                context -> ((GenericApplicationContext) context)
                        .registerBean("recorded-" + UUID.randomUUID(), ConsultationEvents.class, () -> EVENTS::add));
    }

    @AfterAll
    static void stop() throws IOException {
        one.close();
        other.close();
        database.close();
        folder.close();
    }

    private final String patient = People.create(one, "Klok");
    private final Condition condition =
            new Condition(People.idOf(one.post("Condition", People.condition(patient, "Epilepsie"))));

    private record Condition(String id) {}

    private String service(String ura, String specialty) {
        String organization = People.idOf(one.post("Organization", """
                {"resourceType":"Organization","name":"Organisatie %s",
                 "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%s"}]}""".formatted(ura, ura)));
        return People.idOf(one.post("HealthcareService", """
                {"resourceType":"HealthcareService","active":true,"name":"Achterwacht",
                 "providedBy":{"reference":"Organization/%s"},
                 "type":[{"coding":[{"system":"%s","code":"achterwacht"}]}],
                 "specialty":[{"coding":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"%s"}]}]}""".formatted(organization, Consult.KINDS, specialty)));
    }

    private Consult urgent() {
        return new Consult(one, "achterwacht", patient)
                .sending("Condition/" + condition.id())
                .urgent("U1");
    }

    private JsonNode task(String id) {
        Gateway.Answer read = one.get("Task/" + id);
        // Whoever reads while a clock moves the Task may be asked to read again.
        for (int again = 0; read.status() == 503 && again < 5; again++) {
            sleep(200);
            read = one.get("Task/" + id);
        }
        assertThat(read.status()).as(read.text()).isEqualTo(200);
        return read.json();
    }

    private static boolean breached(JsonNode task) {
        return task.path("extension").toString().contains("mgz-Breached");
    }

    private static void await(BooleanSupplier what) {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!what.getAsBoolean()) {
            assertThat(Instant.now()).as("waited too long").isBefore(end);
            sleep(200);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<ConsultationEvents.Kind> events(String task) {
        return EVENTS.stream()
                .filter(event -> event.taskId().equals(task))
                .map(ConsultationEvents.Event::what)
                .toList();
    }

    private static int onRecord(String interaction, String task) {
        Integer found = one.bean(JdbcTemplate.class)
                .queryForObject(
                        "select count(*) from mgz_audit_event where event like ? and event like ?",
                        Integer.class,
                        "%\"interaction\":\"" + interaction + "\"%",
                        "%Task/" + task + "/%");
        return found == null ? 0 : found;
    }

    @Test
    void saysByWhenAndThenThatItWasMissedOnceOnTwoNodes() {
        String task = urgent().ask(FIRST);
        assertThat(task(task).path("extension").toString()).contains("mgz-Due");
        await(() -> breached(task(task)));
        sleep(1_500);
        assertThat(events(task)).containsExactly(ConsultationEvents.Kind.DUE_SOON, ConsultationEvents.Kind.BREACHED);
        assertThat(task(task).path("meta").path("versionId").asText()).isEqualTo("2");
        assertThat(onRecord("consultation-breached", task)).isEqualTo(1);
        // The one who is late sees it, and can still answer.
        assertThat(breached(Consult.seen(one, task, FIRST).json())).isTrue();
        assertThat(Consult.move(other, task, "accepted", FIRST).status()).isEqualTo(200);
        assertThat(one.get("http://localhost:" + one.managementPort() + "/actuator/prometheus")
                                .text()
                        + one.get("http://localhost:" + other.managementPort() + "/actuator/prometheus")
                                .text())
                .contains("mgz_consult_events_total{event=\"breached\",kind=\"achterwacht\"}")
                .doesNotContain(task, patient);
    }

    /** What a subscription to a term's topic asks for by code, or of one placer, comes; of another code nothing does. */
    @Test
    void isToldToWhoSubscribedByCodeAndByPlacer() {
        try (Receiver owner = new Receiver();
                Receiver asker = new Receiver()) {
            String code = "Task?code=" + Consult.KINDS + "|";
            String due = Telling.subscribe(one, FIRST, "consultation-due", owner, code + "achterwacht");
            String breached = Telling.subscribe(one, FIRST, "consultation-breached", owner, code + "achterwacht");
            Telling.subscribe(one, FIRST, "consultation-breached", owner, code + "meekijkconsult");
            String placed = People.idOf(one.post(
                    "Subscription",
                    Telling.placedBy(
                            Gateway.USUAL,
                            Telling.subscription(Telling.TOPIC + "consultation-breached", owner.url(), null)),
                    Gateway.AS,
                    FIRST));
            String asked = Telling.subscribe(one, Gateway.USUAL, "consultation-breached", asker);
            String task = urgent().ask(FIRST);
            owner.awaitTaken(3);
            asker.awaitTaken(1);
            assertThat(subscriptions(owner.quiet(), task)).containsExactlyInAnyOrder(due, breached, placed);
            assertThat(subscriptions(asker.quiet(), task)).containsExactly(asked);
        }
    }

    /** By which subscriptions somebody was told of a Task. */
    private static List<String> subscriptions(List<Receiver.Got> told, String task) {
        return told.stream()
                .filter(got -> got.focus().endsWith("/Task/" + task))
                .map(got -> got.status("subscription").replaceFirst(".*/", ""))
                .toList();
    }

    @Test
    void goesOnToTheNextStepWhereNobodyAccepts() {
        String next = service(SECOND, NEXT_SPECIALTY);
        String task = urgent().ask(
                        "{\"reference\":\"HealthcareService/" + service(FIRST, SPECIALTY) + "\"}",
                        People.idOf(one.post("ServiceRequest", urgent().question())));
        assertThat(Consult.seen(one, task, FIRST).status()).isEqualTo(200);
        await(() -> "cancelled".equals(task(task).path("status").asText()));
        assertThat(task(task).path("statusReason").toString()).contains("escalated");
        assertThat(Consult.seen(one, task, FIRST).status()).isEqualTo(404);
        List<JsonNode> open =
                one.get("Task?patient=" + patient + "&status=requested").matches();
        assertThat(open).hasSize(1);
        JsonNode successor = open.get(0);
        assertThat(successor.path("partOf").toString()).contains("Task/" + task);
        assertThat(successor.path("owner").path("identifier").path("value").asText())
                .isEqualTo(SECOND);
        assertThat(successor.path("extension").toString()).contains("HealthcareService/" + next, "mgz-Due", "U1");
        // What was sent along is open to the next one, and not to the first any more.
        assertThat(one.get("Condition/" + condition.id(), Gateway.AS, SECOND).status())
                .isEqualTo(200);
        assertThat(one.get("Condition/" + condition.id(), Gateway.AS, FIRST).status())
                .isEqualTo(404);
        assertThat(events(task)).containsExactly(ConsultationEvents.Kind.DUE_SOON, ConsultationEvents.Kind.ESCALATED);
        assertThat(onRecord("consultation-escalated", task)).isEqualTo(1);
        String id = successor.path("id").asText();
        assertThat(Consult.move(one, id, "in-progress", SECOND).status()).isEqualTo(200);
        assertThat(Consult.answer(one, id, SECOND).status()).isEqualTo(200);
    }

    @Test
    void passesByWhatWasAcceptedInTime() {
        String task = new Consult(one, "aanrijdteam", patient).ask(FIRST);
        ObjectNode there = Consult.changed(Consult.seen(one, task, FIRST).json(), "in-progress");
        there.putObject("businessStatus")
                .putArray("coding")
                .addObject()
                .put("system", "https://mgz-gateway.nl/fhir/CodeSystem/mgz-consultation-status")
                .put("code", "on-site");
        assertThat(Consult.put(one, there, FIRST).status()).isEqualTo(200);
        String answered = urgent().ask(FIRST);
        assertThat(Consult.move(one, answered, "in-progress", FIRST).status()).isEqualTo(200);
        assertThat(Consult.answer(one, answered, FIRST).status()).isEqualTo(200);
        String late = urgent().ask(FIRST);
        await(() -> breached(task(late)));
        assertThat(breached(task(task))).isFalse();
        assertThat(breached(task(answered))).isFalse();
        assertThat(events(task)).doesNotContain(ConsultationEvents.Kind.BREACHED);
        assertThat(events(answered)).doesNotContain(ConsultationEvents.Kind.BREACHED);
    }

    @Test
    void goesOnAfterTheNodeThatTookTheRequestIsGone() {
        Gateway third = start("20s");
        String task = new Consult(third, "achterwacht", patient).urgent("U1").ask(FIRST);
        assertThat(one.bean(JdbcTemplate.class)
                        .queryForObject(
                                "select count(*) from mgz_timer where task_instance like ?",
                                Integer.class,
                                task + "/%"))
                .isEqualTo(3);
        third.close();
        await(() -> breached(task(task)));
        assertThat(onRecord("consultation-breached", task)).isEqualTo(1);
    }

    @Test
    void hasNoTimersForWhatWasNotStored() {
        Integer before = timers();
        Gateway.Answer refused = one.post("", """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"resource":%s,"request":{"method":"POST","url":"Task"}},
                 {"resource":%s,"request":{"method":"POST","url":"Task"}}]}""".formatted(
                        new Consult(one, "achterwacht", patient)
                                .urgent("U2")
                                .task("ServiceRequest/" + question(), Sharing.organization(FIRST)),
                        new Consult(one, "achterwacht", patient)
                                .urgent("U2")
                                .task("ServiceRequest/" + UUID.randomUUID(), Sharing.organization(FIRST))));
        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(timers()).isEqualTo(before);
    }

    private String question() {
        return People.idOf(one.post("ServiceRequest", urgent().question()));
    }

    private Integer timers() {
        return one.bean(JdbcTemplate.class)
                .queryForObject(
                        "select count(*) from mgz_timer where execution_time > now() + interval '30 minutes'"
                                + " and execution_time < now() + interval '50 minutes'",
                        Integer.class);
    }
}
