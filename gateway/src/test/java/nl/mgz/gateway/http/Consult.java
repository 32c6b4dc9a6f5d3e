package nl.mgz.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One organisation asks another about a patient, over HTTP as both would. */
public final class Consult {

    static final String KINDS = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-consultation-kind";
    private static final String URGENCY = """
            "extension":[{"url":"https://mgz-gateway.nl/fhir/StructureDefinition/mgz-NtsUrgency",
             "valueCoding":{"system":"https://mgz-gateway.nl/fhir/CodeSystem/mgz-nts-urgency","code":"%s"}}],""";

    private final Gateway gateway;
    private final String kind;
    private final String patient;
    private final List<String> sent = new ArrayList<>();
    private String asker = Gateway.USUAL;
    private @Nullable String group;
    private @Nullable String urgency;

    Consult(Gateway gateway, String kind, String patient) {
        this.gateway = gateway;
        this.kind = kind;
        this.patient = patient;
    }

    Consult by(String ura) {
        this.asker = ura;
        return this;
    }

    /** @param references of what the receiver may see beside the question */
    Consult sending(String... references) {
        sent.addAll(List.of(references));
        return this;
    }

    Consult amongSeveral(String value) {
        this.group = value;
        return this;
    }

    Consult urgent(String level) {
        this.urgency = level;
        return this;
    }

    String question() {
        return """
                {"resourceType":"ServiceRequest",%s"status":"active","intent":"order",
                 "category":[{"coding":[{"system":"%s","code":"%s"}]}],"priority":"urgent",
                 "subject":{"reference":"Patient/%s"},"authoredOn":"%s","requester":%s,
                 "reasonCode":[{"text":"Koorts en sufheid na een aanval: insturen of thuis aankijken?"}]}""".formatted(extension(), KINDS, kind, patient, now(), Sharing.organization(asker));
    }

    private String extension() {
        return urgency == null ? "" : URGENCY.formatted(urgency);
    }

    /** @param owner a reference as JSON */
    String task(String focus, String owner) {
        StringBuilder inputs = new StringBuilder();
        sent.forEach(one -> inputs.append(inputs.isEmpty() ? "" : ",")
                .append("{\"type\":{\"text\":\"bijlage\"},\"valueReference\":{\"reference\":\"")
                .append(one)
                .append("\"}}"));
        return """
                {"resourceType":"Task",%s"status":"requested","intent":"order","priority":"urgent",%s
                 "code":{"coding":[{"system":"%s","code":"%s"}]},"focus":{"reference":"%s"},
                 "for":{"reference":"Patient/%s"},"authoredOn":"%s","requester":%s,"owner":%s%s}""".formatted(
                        extension(),
                        group == null
                                ? ""
                                : "\"groupIdentifier\":{\"system\":\"urn:ietf:rfc:3986\",\"value\":\"urn:uuid:" + group
                                        + "\"},",
                        KINDS,
                        kind,
                        focus,
                        patient,
                        now(),
                        Sharing.organization(asker),
                        owner,
                        inputs.isEmpty() ? "" : ",\"input\":[" + inputs + "]");
    }

    /** Asks one organisation; gives the id of the Task. */
    String ask(String ura) {
        return ask(
                Sharing.organization(ura), People.idOf(gateway.post("ServiceRequest", question(), Gateway.AS, asker)));
    }

    String ask(String owner, String question) {
        return People.idOf(gateway.post("Task", task("ServiceRequest/" + question, owner), Gateway.AS, asker));
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** What an organisation sees of a Task; its status is 404 where it sees none. */
    static Gateway.Answer seen(Gateway gateway, String task, String who) {
        return gateway.get("Task/" + task, Gateway.AS, who);
    }

    /** Moves a Task as a record system does: reads it, changes it and writes it back. */
    static Gateway.Answer move(Gateway gateway, String task, String status, String who) {
        Gateway.Answer read = seen(gateway, task, who);
        if (read.status() != 200) {
            return read;
        }
        return put(gateway, changed(read.json(), status), who);
    }

    static ObjectNode changed(JsonNode task, String status) {
        ObjectNode now = task.deepCopy();
        now.put("status", status);
        if (List.of("rejected", "failed").contains(status)) {
            now.putObject("statusReason").put("text", "Geen plaats vandaag");
        }
        return now;
    }

    static Gateway.Answer put(Gateway gateway, ObjectNode task, String who) {
        return gateway.put(
                "Task/" + task.path("id").asText(),
                task.toString(),
                "If-Match",
                "W/\"" + task.path("meta").path("versionId").asText() + "\"",
                Gateway.AS,
                who);
    }

    static Gateway.Answer patch(Gateway gateway, String task, String version, String patch, String who) {
        return gateway.send(
                "PATCH",
                "Task/" + task,
                patch.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json-patch+json",
                "If-Match",
                "W/\"" + version + "\"",
                Gateway.AS,
                who);
    }

    static Gateway.Answer patchStatus(Gateway gateway, String task, String version, String status, String who) {
        return patch(
                gateway,
                task,
                version,
                "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"" + status + "\"}]",
                who);
    }

    /** Completes a Task with advice, both in one transaction, as the owner. */
    static Gateway.Answer answer(Gateway gateway, String task, String who) {
        ObjectNode done = changed(seen(gateway, task, who).json(), "completed");
        ObjectNode output = done.putArray("output").addObject();
        output.putObject("type").put("text", "advies");
        output.putObject("valueReference").put("reference", "urn:uuid:5f1d1a3e-0000-4000-8000-000000000001");
        String patient = done.path("for").path("reference").asText();
        String version = done.path("meta").path("versionId").asText();
        return gateway.post("", """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"fullUrl":"urn:uuid:5f1d1a3e-0000-4000-8000-000000000001",
                  "resource":%s,"request":{"method":"POST","url":"Composition"}},
                 {"resource":%s,"request":{"method":"PUT","url":"Task/%s","ifMatch":"W/\\"%s\\""}}]}""".formatted(advice(patient), done, task, version), Gateway.AS, who);
    }

    static String advice(String patient) {
        return """
                {"resourceType":"Composition","status":"final","title":"Advies",
                 "type":{"coding":[{"system":"http://loinc.org","code":"11488-4"}]},
                 "subject":{"reference":"%s"},"date":"%s","author":[{"display":"Arts VG"}],
                 "section":[{"title":"Advies","text":{"status":"generated",
                  "div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">Thuis aankijken, morgen bellen.</div>"}}]}""".formatted(patient, now());
    }
}
