package nl.mgz.gateway.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import nl.mgz.gateway.identity.OrganizationKind;
import org.jspecify.annotations.Nullable;

/** A triage service and what it reports, over HTTP as its system would. */
final class Triage {

    final Organisation service;
    private final Gateway gateway;
    private final Map<String, String> answers = new LinkedHashMap<>();
    private final StringBuilder more = new StringBuilder();

    Triage(Gateway gateway) {
        this(gateway, new Organisation(gateway, OrganizationKind.TRIAGE));
    }

    Triage(Gateway gateway, Organisation service) {
        this.gateway = gateway;
        this.service = service;
        String end = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String start =
                Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS).toString();
        with("start", "valueDateTime", start);
        with("end", "valueDateTime", end);
        with("caller", "valueString", "begeleider, bij de cliënt");
        answers.put(
                "complaint",
                "\"valueCodeableConcept\":{\"coding\":[{\"system\":\"http://hl7.org/fhir/sid/icpc-1-nl\",\"code\":\"A03\"}],\"text\":\"Koorts\"}");
        with("subjective", "valueString", "Sinds vanmorgen koorts en suf.");
        with("objective", "valueString", "Telefonisch beoordeeld.");
        with("evaluation", "valueString", "Koorts zonder alarmtekenen.");
        with("plan", "valueString", "Paracetamol, drinken, over vier uur bellen.");
        with("outcome", "valueCode", "gp-next-day");
        with("urgency", "valueCode", "U3");
    }

    /** The last value of a parameter counts; one without a value is left out. */
    Triage with(String name, String type, @Nullable String value) {
        answers.put(name, value == null ? "" : "\"" + type + "\":\"" + value + "\"");
        return this;
    }

    Triage of(String patient) {
        return with("patient", "valueString", "Patient/" + patient);
    }

    Triage numbered() {
        answers.put(
                "number",
                "\"valueIdentifier\":{\"system\":\"https://triage.example.nl/verslag\",\"value\":\"" + UUID.randomUUID()
                        + "\"}");
        return this;
    }

    /** @param value as JSON, with its name: {@code "valueBoolean":true} */
    Triage answering(String question, String value) {
        more.append(",{\"name\":\"answer\",\"part\":[{\"name\":\"question\",\"valueCode\":\"" + question
                + "\"},{\"name\":\"value\"," + value + "}]}");
        return this;
    }

    Triage to(String ura) {
        more.append(",{\"name\":\"recipient\",\"valueString\":\"" + ura + "\"}");
        return this;
    }

    String body() {
        StringBuilder all = new StringBuilder("{\"resourceType\":\"Parameters\",\"parameter\":[");
        boolean[] first = {true};
        answers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                all.append(first[0] ? "" : ",")
                        .append("{\"name\":\"" + name + "\",")
                        .append(value)
                        .append("}");
                first[0] = false;
            }
        });
        return all.append(more).append("]}").toString();
    }

    Gateway.Answer send() {
        return service.post("Composition/$triage-report", body());
    }

    /** The id of the report. */
    String sent() {
        Gateway.Answer answer = send();
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return id(answer, "report");
    }

    /** The id in a parameter that is a reference. */
    static String id(Gateway.Answer answer, String name) {
        return reference(answer, name).replaceAll("^.*/", "");
    }

    static String reference(Gateway.Answer answer, String name) {
        for (var one : answer.json().path("parameter")) {
            if (name.equals(one.path("name").asText())) {
                return one.path("valueReference").path("reference").asText();
            }
        }
        throw new AssertionError("no " + name + ": " + answer.text());
    }

    Gateway.Answer escalate(String report, String kind, String to, String... besides) {
        StringBuilder body = new StringBuilder("{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"kind\",")
                .append("\"valueCode\":\"" + kind + "\"},{\"name\":\"to\",\"valueString\":\"" + to + "\"}");
        for (String one : besides) {
            body.append("," + one);
        }
        return service.post(
                "Composition/" + report + "/$escalate", body.append("]}").toString());
    }

    /** A patient of a practice whose doctor is known, in care of the usual organisation, who lets triage see everything. */
    static String patient(Gateway gateway, Organisation practice) {
        String patient = People.idOf(gateway.post(
                "Patient",
                People.patient(People.newBsn(), "Veldkamp", "1961-04-03")
                        .replaceFirst(
                                "\\}$", ",\"generalPractitioner\":[" + Sharing.organization(practice.ura()) + "]}")));
        People.idOf(gateway.post(
                "EpisodeOfCare",
                "{\"resourceType\":\"EpisodeOfCare\",\"status\":\"active\",\"patient\":{\"reference\":\"Patient/"
                        + patient + "\"},\"managingOrganization\":" + Sharing.organization(Gateway.USUAL)
                        + ",\"period\":{\"start\":\"2025-01-01\"}}"));
        return patient;
    }

    /** The patient's yes to triage services. */
    static void permitted(Gateway gateway, String patient) {
        People.idOf(gateway.post("Consent", Sharing.permit(patient)));
    }
}
