package nl.mgz.gateway.sandbox;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

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
        String patient = StoryBundle.urn();
        List<String> entries = new ArrayList<>();
        entries.add(StoryBundle.entry(patient, "Patient", """
                {"resourceType":"Patient","identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"}],
                 "name":[{"use":"official","family":"Demo"}],"gender":"female","birthDate":"1948-05-17",
                 "generalPractitioner":[%s]}""".formatted(bsn, StoryBundle.organization(practice))));
        entries.add(StoryBundle.entry("RelatedPerson", """
                {"resourceType":"RelatedPerson","active":true,"patient":{"reference":"%s"},"name":[{"text":"M. Mentor"}],
                 "relationship":[{"coding":[{"system":"urn:oid:2.16.840.1.113883.2.4.3.11.22.472","code":"15",
                   "display":"Mentor"}]}],"period":{"start":"2024-01-01"}}""".formatted(patient)));
        entries.add(StoryBundle.entry(
                "Observation", """
                {"resourceType":"Observation","status":"final","subject":{"reference":"%s"},"effectiveDateTime":"%s",
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"665671000146101"}],
                   "text":"Wilsbekwaam voor beslissingen over zorg"},"valueBoolean":false}""".formatted(patient, LocalDate.now().minusYears(1))));
        for (String problem : PROBLEMS) {
            String[] codeAndName = problem.split("\\|");
            entries.add(StoryBundle.entry("Condition", StoryBundle.condition(patient, codeAndName[0], codeAndName[1])));
        }
        return StoryBundle.transaction(entries);
    }
}
