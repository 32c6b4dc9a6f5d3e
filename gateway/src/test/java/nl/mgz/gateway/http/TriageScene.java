package nl.mgz.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** A client of disability care about whom a triage service is called, and what is read of the context then. */
final class TriageScene {

    private static final String KINDS = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-careplan-kind";
    private static final Pattern ROW = Pattern.compile("<tr>((?:<td>.*?</td>)+)</tr>", Pattern.DOTALL);
    private static final Pattern CELL = Pattern.compile("<td>(.*?)</td>", Pattern.DOTALL);

    private TriageScene() {}

    static String patient(String bsn, String place) {
        return """
                {"resourceType":"Patient",
                 "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"}],
                 "name":[{"use":"official","given":["Fatima"],"family":"Jansen"},{"use":"usual","given":["Faatje"]}],
                 "gender":"female","birthDate":"1961-04-03",
                 "telecom":[{"system":"phone","value":"055-5550101"}],
                 "address":[{"line":["Lindelaan 4"],"postalCode":"7311AA","city":"%s"}],
                 "communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"nl"}],"text":"Nederlands"},"preferred":true}],
                 "contact":[{"relationship":[{"text":"zus"}],"name":{"text":"Samira Jansen"},
                             "telecom":[{"system":"phone","value":"06-55501234"}]}]}""".formatted(bsn, place);
    }

    static String plan(String patient, String kind, String description, String activity) {
        return """
                {"resourceType":"CarePlan","status":"active","intent":"plan","title":"Plan","description":"%s","created":"2026-05-01",
                 "category":[{"coding":[{"system":"%s","code":"%s"}]}],
                 "subject":{"reference":"Patient/%s"},
                 "activity":[{"detail":{"code":{"text":"Doen"},"status":"in-progress","description":"%s"}}]}""".formatted(description, KINDS, kind, patient, activity);
    }

    static String flag(String patient, String text) {
        return """
                {"resourceType":"Flag","status":"active","code":{"text":"%s"},"period":{"start":"2026-02-01"},
                 "category":[{"coding":[{"system":"http://loinc.org","code":"74018-3"}]}],
                 "subject":{"reference":"Patient/%s"}}""".formatted(text, patient);
    }

    static String medication(String patient, String name) {
        return """
                {"resourceType":"MedicationStatement","status":"active",
                 "medicationCodeableConcept":{"coding":[{"system":"http://www.whocc.no/atc","code":"N03AF01"}],"text":"%s"},
                 "subject":{"reference":"Patient/%s"},"effectiveDateTime":"2026-02-03",
                 "dosage":[{"text":"2 keer per dag 1 tablet"}]}""".formatted(name, patient);
    }

    static String allergy(String patient, String name) {
        return """
                {"resourceType":"AllergyIntolerance",
                 "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},
                 "verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"confirmed"}]},
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"764146007"}],"text":"%s"},
                 "patient":{"reference":"Patient/%s"},"recordedDate":"2026-01-09"}""".formatted(name, patient);
    }

    static String pulse(String patient, String date, int value) {
        return """
                {"resourceType":"Observation","status":"final","effectiveDateTime":"%s",
                 "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
                 "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}],"text":"Hartslag"},
                 "valueQuantity":{"value":%d,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"},
                 "subject":{"reference":"Patient/%s"}}""".formatted(date, value, patient);
    }

    static String contact(String patient, String reason) {
        return """
                {"resourceType":"Encounter","status":"finished",
                 "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"VR"},
                 "subject":{"reference":"Patient/%s"},"reasonCode":[{"text":"%s"}],
                 "period":{"start":"2026-10-02T21:00:00+02:00","end":"2026-10-02T21:20:00+02:00"}}""".formatted(patient, reason);
    }

    static String practitioner(String name, String phone) {
        return """
                {"resourceType":"Practitioner","name":[{"text":"%s","family":"%s"}],
                 "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-nr-pers","value":"uzi-%s"}],
                 "telecom":[{"system":"phone","value":"%s"}]}""".formatted(name, name, UUID.randomUUID().toString().substring(0, 8), phone);
    }

    static String organization(String ura, String name, String phone) {
        return """
                {"resourceType":"Organization","active":true,"name":"%s",
                 "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%s"}],
                 "telecom":[{"system":"phone","value":"%s"}]}""".formatted(name, ura, phone);
    }

    /** @param members references as JSON */
    static String careTeam(String patient, List<String> members) {
        List<String> participants =
                members.stream().map(one -> "{\"member\":" + one + "}").toList();
        return """
                {"resourceType":"CareTeam","status":"active","name":"Zorgteam","period":{"start":"2026-01-01"},
                 "subject":{"reference":"Patient/%s"},"participant":[%s]}""".formatted(patient, String.join(",", participants));
    }

    static String reference(String to) {
        return "{\"reference\":\"" + to + "\"}";
    }

    static String permit(String patient) {
        return Sharing.consent(patient, "active", """
                {"type":"permit","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]}""");
    }

    /** A question for a colleague, and the Task by which it goes to one. */
    static String task(String patient, String question, String asker, String asked) {
        return """
                {"resourceType":"Task","status":"requested","intent":"order","priority":"urgent",
                 "code":{"coding":[{"system":"%s","code":"meekijkconsult"}]},"focus":{"reference":"ServiceRequest/%s"},
                 "for":{"reference":"Patient/%s"},"authoredOn":"%s","requester":%s,"owner":%s}""".formatted(
                Consult.KINDS, question, patient, now(), Sharing.organization(asker), Sharing.organization(asked));
    }

    static String question(String patient, String asker, String text) {
        return """
                {"resourceType":"ServiceRequest","status":"active","intent":"order",
                 "category":[{"coding":[{"system":"%s","code":"meekijkconsult"}]}],"priority":"urgent",
                 "subject":{"reference":"Patient/%s"},"authoredOn":"%s","requester":%s,
                 "reasonCode":[{"text":"%s"}]}""".formatted(Consult.KINDS, patient, now(), Sharing.organization(asker), text);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String byId(String patient) {
        return """
                {"resourceType":"Parameters","parameter":[{"name":"patient","valueString":"%s"}]}""".formatted(patient);
    }

    static String byBsn(String bsn, String birthDate) {
        return """
                {"resourceType":"Parameters","parameter":[
                 {"name":"identifier","valueIdentifier":{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"}},{"name":"birthDate","valueDate":"%s"}]}""".formatted(bsn, birthDate);
    }

    static Gateway.Answer context(Organisation reader, String parameters) {
        return reader.post("Patient/$triage-context", parameters);
    }

    static List<JsonNode> parts(Gateway.Answer answer) {
        return StreamSupport.stream(
                        answer.json()
                                .path("entry")
                                .path(0)
                                .path("resource")
                                .path("section")
                                .spliterator(),
                        false)
                .toList();
    }

    static JsonNode part(Gateway.Answer answer, String code) {
        return parts(answer).stream()
                .filter(part -> code.equals(
                        part.path("code").path("coding").path(0).path("code").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no part " + code + " in " + answer.text()));
    }

    /** What a part says to a reader, each row on a line. */
    static List<String> rows(JsonNode part) {
        List<String> rows = new ArrayList<>();
        Matcher row = ROW.matcher(part.path("text").path("div").asText());
        while (row.find()) {
            List<String> cells = new ArrayList<>();
            Matcher cell = CELL.matcher(row.group(1));
            while (cell.find()) {
                cells.add(cell.group(1).replace("&#39;", "'").replace("&amp;", "&"));
            }
            rows.add(String.join(" | ", cells));
        }
        return rows;
    }

    /**
     * A service of an organisation that drives out, with somebody on duty.
     *
     * @param role more of the PractitionerRole, as JSON that ends with a comma; or nothing
     */
    static void onCall(Organisation care, String name, String place, String role) {
        String organization = care.store("Organization", organization(care.ura(), "De Linde", "055-5550303"));
        String location = care.store("Location", """
                {"resourceType":"Location","name":"%s","address":{"city":"%s"}}""".formatted(place, place));
        String service = care.store("HealthcareService", """
                {"resourceType":"HealthcareService","active":true,"name":"%s",
                 "providedBy":{"reference":"Organization/%s"},"coverageArea":[{"reference":"Location/%s"}],
                 "type":[{"coding":[{"system":"%s","code":"aanrijdteam"}]}],
                 "telecom":[{"system":"phone","value":"055-5550999"}]}""".formatted(name, organization, location, Consult.KINDS));
        String nurse = care.store("Practitioner", practitioner("V. Nachtdienst", "06-55509999"));
        care.store("PractitionerRole", """
                {"resourceType":"PractitionerRole","active":true,"practitioner":{"reference":"Practitioner/%s"},
                 "organization":{"reference":"Organization/%s"},%s
                 "healthcareService":[{"reference":"HealthcareService/%s"}],"availableTime":[{"allDay":true}]}""".formatted(nurse, organization, role, service));
    }
}
