package nl.mgz.gateway.sandbox;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the systems of a working day send: somebody with epilepsy who lives in a care home and has a mentor. */
final class DayRecord {

    private static final String KINDS = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-consultation-kind";

    private DayRecord() {}

    /** What the practice holds, and who else has the client in care. */
    static String practice(String bsn, String practice, String... team) {
        String patient = StoryBundle.urn();
        List<String> entries = new ArrayList<>();
        entries.add(StoryBundle.entry(patient, "Patient", """
                {"resourceType":"Patient","identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"}],
                 "name":[{"use":"official","family":"Werkdag","given":["Els"]}],"gender":"female","birthDate":"1979-03-12",
                 "telecom":[{"system":"phone","value":"0570 555 012"}],
                 "address":[{"line":["Dijkweg 4"],"city":"Kerkezijl"}],
                 "generalPractitioner":[%s]}""".formatted(bsn, StoryBundle.organization(practice))));
        entries.add(StoryBundle.entry("RelatedPerson", """
                {"resourceType":"RelatedPerson","active":true,"patient":{"reference":"%s"},"name":[{"text":"H. Mentor"}],
                 "identifier":[{"system":"https://his.example.nl/contact","value":"%s-1"}],
                 "telecom":[{"system":"phone","value":"0570 555 034"}],
                 "relationship":[{"coding":[{"system":"urn:oid:2.16.840.1.113883.2.4.3.11.22.472","code":"15",
                   "display":"Mentor"}]}],"period":{"start":"2021-01-01"}}""".formatted(patient, bsn)));
        entries.add(StoryBundle.entry(
                "Observation", """
                {"resourceType":"Observation","status":"final","subject":{"reference":"%s"},"effectiveDateTime":"%s",
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"665671000146101"}],
                   "text":"Wilsbekwaam voor beslissingen over zorg"},"valueBoolean":false}""".formatted(patient, LocalDate.now().minusYears(1))));
        entries.add(StoryBundle.entry("Condition", StoryBundle.condition(patient, "N88", "Epilepsie")));
        entries.add(StoryBundle.entry("Condition", StoryBundle.condition(patient, "D12", "Obstipatie")));
        entries.add(StoryBundle.entry("AllergyIntolerance", """
                {"resourceType":"AllergyIntolerance","patient":{"reference":"%s"},"recordedDate":"2019-05-06",
                 "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},
                 "verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"confirmed"}]},
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"764146007"}],"text":"Penicilline"}}""".formatted(patient)));
        entries.add(StoryBundle.entry("MedicationStatement", """
                {"resourceType":"MedicationStatement","status":"active","subject":{"reference":"%s"},
                 "medicationCodeableConcept":{"coding":[{"system":"http://www.whocc.no/atc","code":"N03AF01"}],"text":"carbamazepine 200 mg"},
                 "effectiveDateTime":"2024-02-03","dosage":[{"text":"2 keer per dag 1 tablet"}]}""".formatted(patient)));
        String members = Stream.concat(Stream.of(practice), Stream.of(team))
                .map(ura -> "{\"member\":" + StoryBundle.organization(ura) + "}")
                .collect(Collectors.joining(","));
        entries.add(StoryBundle.entry("CareTeam", """
                {"resourceType":"CareTeam","status":"active","name":"Zorgteam","subject":{"reference":"%s"},
                 "participant":[%s]}""".formatted(patient, members)));
        return StoryBundle.transaction(entries);
    }

    /** A section of the plan of disability care. */
    static String section(String patient, String code, String title, String text) {
        return """
                {"resourceType":"CarePlan","status":"active","intent":"plan","title":"%s","description":"%s",
                 "category":[{"coding":[{"system":"https://mgz-gateway.nl/fhir/CodeSystem/mgz-careplan-kind","code":"%s"}]}],
                 "subject":{"reference":"Patient/%s"},"created":"%s",
                 "activity":[{"detail":{"status":"in-progress","description":"%s"}}]}""".formatted(title, text, code, patient, LocalDate.now(), text);
    }

    /** Whether to be admitted to a hospital, agreed with the mentor. */
    static String directive(String patient, String mentor, String type, String day) {
        return """
                {"resourceType":"Consent","status":"active",
                 "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"treatment"}]},
                 "category":[{"coding":[{"system":"http://snomed.info/sct","code":"129125009"}]}],
                 "patient":{"reference":"Patient/%s"},"dateTime":"%s","policy":[{"uri":"https://wetten.overheid.nl/"}],
                 "provision":{"type":"%s","code":[{"coding":[{"system":"http://snomed.info/sct","code":"32485007","display":"Opname in ziekenhuis"}]}],
                   "actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"CONSENTER"}]},
                     "reference":{"reference":"%s"}}]}}""".formatted(patient, day, type, mentor);
    }

    static String endpoint(String ura, String address) {
        return """
                {"resourceType":"Endpoint","status":"active","name":"Berichten",
                 "connectionType":{"system":"http://terminology.hl7.org/CodeSystem/endpoint-connection-type","code":"hl7-fhir-rest"},
                 "managingOrganization":%s,
                 "payloadType":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/endpoint-payload-type","code":"any"}]}],
                 "address":"%s"}""".formatted(StoryBundle.organization(ura), address);
    }

    static String subscription(String topic, String address) {
        return """
                {"resourceType":"Subscription","status":"requested","reason":"Op de hoogte blijven",
                 "criteria":"https://mgz-gateway.nl/fhir/SubscriptionTopic/%s",
                 "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json",
                  "_payload":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content",
                    "valueCode":"id-only"}]}}}""".formatted(topic, address);
    }

    /** A question of the practice, and the Task that asks for its answer, with what is sent along. */
    static String question(String patient, String asks, String asked, String kind, String words, String alongside) {
        String question = StoryBundle.urn();
        return StoryBundle.transaction(List.of(
                StoryBundle.entry(question, "ServiceRequest", """
                {"resourceType":"ServiceRequest","status":"active","intent":"order","priority":"routine","subject":{"reference":"Patient/%s"},
                 "category":[{"coding":[{"system":"%s","code":"%s"}]}],"authoredOn":"%s","requester":%s,
                 "reasonCode":[{"text":"%s"}]}""".formatted(
                                patient, KINDS, kind, now(), StoryBundle.organization(asks), words)),
                StoryBundle.entry("Task", """
                {"resourceType":"Task","status":"requested","intent":"order","priority":"routine","focus":{"reference":"%s"},
                 "code":{"coding":[{"system":"%s","code":"%s"}]},"for":{"reference":"Patient/%s"},"authoredOn":"%s",
                 "requester":%s,"owner":%s,
                 "input":[{"type":{"text":"bijlage"},"valueReference":{"reference":"%s"}}]}""".formatted(
                                question,
                                KINDS,
                                kind,
                                patient,
                                now(),
                                StoryBundle.organization(asks),
                                StoryBundle.organization(asked),
                                alongside))));
    }

    static String message(String patient, String task, String words) {
        return """
                {"resourceType":"Communication","status":"completed","subject":{"reference":"Patient/%s"},
                 "about":[{"reference":"Task/%s"}],"sent":"%s","payload":[{"contentString":"%s"}]}""".formatted(patient, task, now(), words);
    }

    /** An answer in words, of the type of an advice. */
    static String advice(String patient, String by, String words) {
        return """
                {"resourceType":"Composition","status":"final","title":"Advies","date":"%s",
                 "type":{"coding":[{"system":"http://loinc.org","code":"11488-4"}]},
                 "subject":{"reference":"Patient/%s"},"author":[{"display":"%s"}],
                 "section":[{"title":"Advies","text":{"status":"generated",
                   "div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">%s</div>"}}]}""".formatted(now(), patient, by, words);
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
