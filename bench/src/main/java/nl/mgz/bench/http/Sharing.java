package nl.mgz.bench.http;

/** What a practice and its patient do so that another organisation may see the record. */
final class Sharing {

    private Sharing() {}

    /** The practice names both as taking part in the care, and the patient says yes to whoever does. */
    static void with(Calls practice, String patient, String own, String other) throws Exception {
        practice.post("CareTeam", """
                {"resourceType":"CareTeam","status":"active","subject":{"reference":"Patient/%s"},
                 "participant":[{"member":%s},{"member":%s}]}""".formatted(patient, organization(own), organization(other)));
        practice.post("Consent", """
                {"resourceType":"Consent","status":"active",
                 "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
                 "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
                 "patient":{"reference":"Patient/%s"},"dateTime":"2026-01-15T10:00:00+01:00",
                 "performer":[{"reference":"Patient/%s"}],
                 "organization":[{"identifier":{"system":"https://mgz-gateway.nl/fhir/NamingSystem/region","value":"all"}}],
                 "policy":[{"uri":"urn:policy:regional-exchange:v1"}],
                 "provision":{"type":"permit",
                  "purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}],
                  "securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]}}""".formatted(patient, patient));
    }

    private static String organization(String ura) {
        return "{\"type\":\"Organization\",\"identifier\":{\"system\":\"http://fhir.nl/fhir/NamingSystem/ura\",\"value\":\""
                + ura + "\"}}";
    }
}
