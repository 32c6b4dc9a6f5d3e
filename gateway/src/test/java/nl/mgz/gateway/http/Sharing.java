package nl.mgz.gateway.http;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a patient and an organisation do so that others may see a record. */
public final class Sharing {

    private Sharing() {}

    /**
     * The usual organisation names others as taking part in the care, and the patient lets every care organisation see
     * everything that is not very restricted.
     */
    public static void withCareOrganisations(Gateway gateway, String patient, String... uras) {
        created(gateway.post("CareTeam", careTeam(patient, List.of(uras))));
        created(gateway.post("Consent", permit(patient)));
    }

    private static void created(Gateway.Answer answer) {
        if (answer.status() != 201) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
    }

    /** The usual organisation and others, by URA. */
    public static String careTeam(String patient, List<String> uras) {
        String members = Stream.concat(Stream.of(Gateway.USUAL), uras.stream())
                .map(ura -> "{\"member\":" + organization(ura) + "}")
                .collect(Collectors.joining(","));
        return """
                {"resourceType":"CareTeam","status":"active","name":"Zorgteam",
                 "subject":{"reference":"Patient/%s"},"participant":[%s]}""".formatted(patient, members);
    }

    /** An organisation by its URA. */
    public static String organization(String ura) {
        return "{\"type\":\"Organization\",\"identifier\":{\"system\":\"http://fhir.nl/fhir/NamingSystem/ura\",\"value\":\""
                + ura + "\"}}";
    }

    /** The patient's yes to all care organisations of the region. */
    public static String permit(String patient) {
        return consent(patient, "active", """
                {"type":"permit","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}],
                 "securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]}""");
    }

    /** The patient's no to one organisation. */
    public static String refusalOf(String patient, String ura) {
        return consent(
                patient,
                "active",
                "{\"type\":\"deny\",\"actor\":[{\"role\":{\"coding\":[{\"code\":\"IRCP\"}]},\"reference\":"
                        + organization(ura) + "}]}");
    }

    /** A Consent that the patient signed, for what every organisation of the region holds. */
    public static String consent(String patient, String status, String provision) {
        return """
                {"resourceType":"Consent","status":"%s",
                 "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
                 "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
                 "patient":{"reference":"Patient/%s"},"dateTime":"2026-01-15T10:00:00+01:00",
                 "performer":[{"reference":"Patient/%s"}],
                 "organization":[{"identifier":{"system":"https://mgz-gateway.nl/fhir/NamingSystem/region","value":"all"}}],
                 "policy":[{"uri":"urn:policy:regional-exchange:v1"}],
                 "provision":%s}""".formatted(status, patient, patient, provision);
    }
}
