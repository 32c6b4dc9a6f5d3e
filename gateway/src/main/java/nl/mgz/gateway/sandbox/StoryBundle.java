package nl.mgz.gateway.sandbox;

import java.util.List;
import java.util.UUID;
import nl.mgz.gateway.identity.Ura;

/** How the systems of a story write what they send. */
final class StoryBundle {

    private StoryBundle() {}

    static String transaction(List<String> entries) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + String.join(",", entries) + "]}";
    }

    static String entry(String type, String resource) {
        return entry(urn(), type, resource);
    }

    /** @param fullUrl by what other entries refer to it */
    static String entry(String fullUrl, String type, String resource) {
        return "{\"fullUrl\":\"" + fullUrl + "\",\"resource\":" + resource
                + ",\"request\":{\"method\":\"POST\",\"url\":\"" + type + "\"}}";
    }

    static String urn() {
        return "urn:uuid:" + UUID.randomUUID();
    }

    static String organization(String ura) {
        return "{\"type\":\"Organization\",\"identifier\":{\"system\":\"" + Ura.SYSTEM + "\",\"value\":\"" + ura
                + "\"}}";
    }

    /** @param code of ICPC-1-NL */
    static String condition(String patient, String code, String text) {
        return """
                {"resourceType":"Condition","subject":{"reference":"%s"},
                 "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
                 "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icpc-1-nl","code":"%s"}],"text":"%s"}}""".formatted(patient, code, text);
    }
}
