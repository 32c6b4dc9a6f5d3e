package nl.mgz.gateway.sandbox;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What the practice of the demo sends: somebody with a mentor, who cannot decide, and six problems of which one is sensitive. */
final class DemoRecord {

    private static final List<String> PROBLEMS = List.of(
            "K86|Hypertensie",
            "T90|Diabetes mellitus type 2",
            "N88|Epilepsie",
            "R96|Astma",
            "D12|Obstipatie",
            "P76|Depressie");

    private DemoRecord() {}

    static String transaction(String bsn, String practice) {
        String patient = "urn:uuid:" + UUID.randomUUID();
        List<String> entries = new ArrayList<>();
        entries.add(entry(patient, "Patient", """
                {"resourceType":"Patient","identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"}],
                 "name":[{"use":"official","family":"Demo"}],"gender":"female","birthDate":"1948-05-17",
                 "generalPractitioner":[{"type":"Organization",
                   "identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%s"}}]}""".formatted(bsn, practice)));
        entries.add(entry("RelatedPerson", """
                {"resourceType":"RelatedPerson","active":true,"patient":{"reference":"%s"},"name":[{"text":"M. Mentor"}],
                 "relationship":[{"coding":[{"system":"urn:oid:2.16.840.1.113883.2.4.3.11.22.472","code":"15",
                   "display":"Mentor"}]}],"period":{"start":"2024-01-01"}}""".formatted(patient)));
        entries.add(entry("Observation", """
                {"resourceType":"Observation","status":"final","subject":{"reference":"%s"},"effectiveDateTime":"%s",
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"665671000146101"}],
                   "text":"Wilsbekwaam voor beslissingen over zorg"},"valueBoolean":false}""".formatted(patient, LocalDate.now().minusYears(1))));
        for (String problem : PROBLEMS) {
            String[] codeAndName = problem.split("\\|");
            entries.add(entry("Condition", """
                    {"resourceType":"Condition","subject":{"reference":"%s"},
                     "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
                     "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icpc-1-nl","code":"%s"}],"text":"%s"}}""".formatted(patient, codeAndName[0], codeAndName[1])));
        }
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + String.join(",", entries) + "]}";
    }

    private static String entry(String type, String resource) {
        return entry("urn:uuid:" + UUID.randomUUID(), type, resource);
    }

    private static String entry(String fullUrl, String type, String resource) {
        return "{\"fullUrl\":\"" + fullUrl + "\",\"resource\":" + resource
                + ",\"request\":{\"method\":\"POST\",\"url\":\"" + type + "\"}}";
    }
}
