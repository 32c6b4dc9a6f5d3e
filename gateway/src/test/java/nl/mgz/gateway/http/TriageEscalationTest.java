package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a report of triage to a colleague, in one call. */
class TriageEscalationTest {

    private final Gateway gateway = Gateway.shared();
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);
    private final Organisation onCall = new Organisation(gateway, OrganizationKind.SPECIALIST);
    private final String patient = Triage.patient(gateway, practice);
    private final Triage triage = new Triage(gateway)
            .of(patient)
            .answering("temperature", "\"valueQuantity\":{\"value\":40.1,\"code\":\"Cel\"}")
            .with("urgency", "valueCode", "U2")
            .with("reason", "valueString", "Suf bij koorts")
            .to(practice.ura());
    private final Stored stored = new Stored(gateway);

    private static void is(Gateway.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    private String escalated(String report) {
        Gateway.Answer answer = triage.escalate(report, "achterwacht", onCall.ura());
        is(answer, 200);
        return Triage.reference(answer, "task");
    }

    /** The report, its contact and all that it lists. */
    private List<String> belonging(String report) {
        JsonNode read = triage.service.get("Composition/" + report).json();
        List<String> all = new ArrayList<>(List.of(
                "Composition/" + report,
                read.path("encounter").path("reference").asText()));
        read.path("section")
                .forEach(section -> section.path("entry")
                        .forEach(entry -> all.add(entry.path("reference").asText())));
        return all;
    }

    private void move(String task, String status, String version) {
        Gateway.Answer read = onCall.get(task);
        is(read, 200);
        is(onCall.put(task, Consult.changed(read.json(), status).toString(), version), 200);
    }

    @Test
    void asksWithTheReportsQuestionUrgencyAndTerm() {
        JsonNode task = onCall.get(escalated(triage.sent())).json();
        assertThat(task.path("code").path("coding").path(0).path("code").asText())
                .isEqualTo("achterwacht");
        assertThat(task.path("priority").asText()).isEqualTo("asap");
        assertThat(task.path("extension").toString()).contains("mgz-Due", "U2");
        JsonNode question =
                onCall.get(task.path("focus").path("reference").asText()).json();
        assertThat(question.path("reasonCode").path(0).path("text").asText())
                .isEqualTo("Beoordeling gevraagd na triage: Koorts");
    }

    @Test
    void opensToTheReceiverExactlyWhatBelongsToTheReportAndOnlyWhileItLasts() {
        String report = triage.sent();
        String other =
                triage.service.store("Observation", Records.observation("Patient/" + patient, "Niet bij dit verslag"));
        String held = People.idOf(gateway.post("Condition", People.condition(patient, "Epilepsie")));
        List<String> belonging = belonging(report);
        assertThat(belonging).hasSize(2 + 4 + 1 + 1 + 2 + 1);
        belonging.forEach(one -> is(onCall.get(one), 404));
        String task = escalated(report);
        for (String status : List.of("requested", "accepted", "in-progress")) {
            if (!status.equals("requested")) {
                move(task, status, status.equals("accepted") ? "W/\"1\"" : "W/\"2\"");
            }
            belonging.forEach(one -> is(onCall.get(one), 200));
            assertThat(onCall.get("Composition/" + report).json().path("section"))
                    .hasSize(4);
            is(onCall.get("Observation/" + other), 404);
            is(onCall.get("Condition/" + held), 404);
            assertThat(onCall.get("Observation?patient=" + patient).matches()).hasSize(belonging.size() - 2);
        }
        move(task, "failed", "W/\"3\"");
        belonging.forEach(one -> is(onCall.get(one), 404));
        is(onCall.get(task), 404);
    }

    @Test
    void sendsAlongWhatTheSenderHoldsBesides() {
        String report = triage.sent();
        String other = triage.service.store("Observation", Records.observation("Patient/" + patient, "Eerdere meting"));
        is(
                triage.escalate(
                        report,
                        "achterwacht",
                        onCall.ura(),
                        "{\"name\":\"attach\",\"valueString\":\"Observation/" + other + "\"}",
                        "{\"name\":\"question\",\"valueString\":\"Insturen?\"}"),
                200);
        is(onCall.get("Observation/" + other), 200);
    }

    @Test
    void doesNotAttachWhatTheSenderMayNotSee() {
        String report = triage.sent();
        String hidden = People.idOf(gateway.post("Condition", People.condition(patient, "Epilepsie")));
        String attach = "{\"name\":\"attach\",\"valueString\":\"Condition/" + hidden + "\"}";
        Gateway.Answer answer = stored.nothingBy(() -> triage.escalate(report, "achterwacht", onCall.ura(), attach));
        is(answer, 422);
        assertThat(answer.code()).isEqualTo("reference-unresolved");
    }

    @Test
    void isOneRequestOfAKindHoweverOftenItIsAsked() {
        String report = triage.sent();
        String task = escalated(report);
        assertThat(stored.nothingBy(() -> triage.escalate(report, "achterwacht", onCall.ura()))
                        .status())
                .isEqualTo(200);
        assertThat(escalated(report)).isEqualTo(task);
        Gateway.Answer other = triage.escalate(report, "aanrijdteam", onCall.ura());
        is(other, 200);
        assertThat(Triage.reference(other, "task")).isNotEqualTo(task);
    }

    @Test
    void isOneRequestAlsoWhenSixteenAskAtOnce() {
        String report = triage.sent();
        Set<String> tasks = new HashSet<>();
        Together.send(16, client -> triage.escalate(report, "achterwacht", onCall.ura()))
                .forEach(answer -> tasks.add(Triage.reference(answer, "task")));
        assertThat(tasks).hasSize(1);
        assertThat(onCall.get("Task?patient=" + patient).matches()).hasSize(1);
    }

    @Test
    void isAskedAnewWhereItCameToNothing() {
        String report = triage.sent();
        String task = escalated(report);
        move(task, "rejected", "W/\"1\"");
        assertThat(escalated(report)).isNotEqualTo(task);
    }

    @Test
    void needsNoOtherGroundThanTheReport() {
        Triage alone = new Triage(gateway).of(patient);
        is(alone.escalate(alone.sent(), "achterwacht", onCall.ura()), 200);
    }

    @Test
    void isForWhoWroteTheReport() {
        String report = triage.sent();
        is(practice.get("Composition/" + report), 200);
        Gateway.Answer answer = stored.nothingBy(
                () -> practice.post("Composition/" + report + "/$escalate", """
                {"resourceType":"Parameters","parameter":[{"name":"kind","valueCode":"achterwacht"},
                 {"name":"to","valueString":"%s"}]}""".formatted(onCall.ura())));
        is(answer, 404);
    }

    @Test
    void isRefusedForAReportWithoutUrgency() {
        String encounter = Records.encounter("Patient/" + patient)
                .replaceFirst("\\}$", ",\"serviceProvider\":" + Sharing.organization(triage.service.ura()) + "}");
        Gateway.Answer sent = triage.service.post(
                "", Records.transaction(Records.post(encounter), Records.post(Consult.advice("Patient/" + patient))));
        is(sent, 200);
        String letter = Records.idOf(sent, 1);
        Gateway.Answer answer = triage.escalate(letter, "achterwacht", onCall.ura());
        is(answer, 422);
        assertThat(answer.code()).isEqualTo("triage-report-invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abort", "3457005", "koffie"})
    void knowsTheKindsOfRequestsToColleaguesOnly(String kind) {
        String report = triage.sent();
        is(stored.nothingBy(() -> triage.escalate(report, kind, onCall.ura())), 400);
    }
}
