package nl.mgz.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What a care organisation sends: small resources, each valid by itself, and the Bundles that carry them. */
final class Records {

    static final String AUTHOR = "https://mgz-gateway.nl/fhir/NamingSystem/author-organization";
    static final String CATEGORY = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-data-category";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NEXT_URA = new AtomicInteger(70_000_000);

    private Records() {}

    static String newUra() {
        return String.valueOf(NEXT_URA.incrementAndGet());
    }

    static String organization(String ura, String name) {
        return """
                {"resourceType":"Organization",
                 "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%s"}],
                 "active":true,"name":"%s"}""".formatted(ura, name);
    }

    /** @param subject a reference, such as {@code Patient/id} or {@code urn:uuid:…} */
    static String condition(String subject, String text) {
        return People.condition("?", text).replace("Patient/?", subject);
    }

    static String observation(String subject, String value) {
        return """
                {"resourceType":"Observation","status":"final",
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"255362007"}],"text":"Subjectief"},
                 "subject":{"reference":"%s"},"effectiveDateTime":"2026-03-02","valueString":"%s"}""".formatted(subject, value);
    }

    static String encounter(String subject) {
        return """
                {"resourceType":"Encounter","status":"finished",
                 "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"VR"},
                 "subject":{"reference":"%s"}}""".formatted(subject);
    }

    /** A device that names no patient. */
    static String device(String name) {
        return """
                {"resourceType":"Device","type":{"text":"%s"}}""".formatted(name);
    }

    static String treatmentDirective(String patientId) {
        return """
                {"resourceType":"Consent","status":"active",
                 "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"treatment"}]},
                 "category":[{"coding":[{"system":"http://snomed.info/sct","code":"129125009"}]}],
                 "patient":{"reference":"Patient/%s"},"dateTime":"2026-02-10",
                 "policy":[{"uri":"https://wetten.overheid.nl/"}],
                 "provision":{"type":"deny","code":[{"coding":[{"system":"http://snomed.info/sct","code":"305351004"}]}]}}""".formatted(patientId);
    }

    static String privacyConsent(String patientId) {
        return """
                {"resourceType":"Consent","status":"active",
                 "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
                 "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
                 "patient":{"reference":"Patient/%s"},"dateTime":"2026-01-15",
                 "policy":[{"uri":"https://wetten.overheid.nl/"}],
                 "provision":{"type":"permit"}}""".formatted(patientId);
    }

    static String confidential(String resource) {
        ObjectNode tree = tree(resource);
        tree.withObjectProperty("meta")
                .withArrayProperty("security")
                .addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality")
                .put("code", "R");
        return tree.toString();
    }

    static String urn() {
        return "urn:uuid:" + UUID.randomUUID();
    }

    static ObjectNode tree(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + json, e);
        }
    }

    /** An entry that creates. */
    static ObjectNode post(String fullUrl, String resource) {
        ObjectNode entry = entry("POST", tree(resource).path("resourceType").asText());
        entry.put("fullUrl", fullUrl).set("resource", tree(resource));
        return entry;
    }

    static ObjectNode post(String resource) {
        return post(urn(), resource);
    }

    static ObjectNode put(String url, String ifMatch, String resource) {
        ObjectNode entry = entry("PUT", url);
        entry.put("fullUrl", "https://example.nl/fhir/" + url).set("resource", tree(resource));
        if (ifMatch != null) {
            entry.withObjectProperty("request").put("ifMatch", ifMatch);
        }
        return entry;
    }

    static ObjectNode get(String url) {
        return entry("GET", url);
    }

    private static ObjectNode entry(String method, String url) {
        ObjectNode entry = JSON.createObjectNode();
        entry.putObject("request").put("method", method).put("url", url);
        return entry;
    }

    static String transaction(ObjectNode... entries) {
        return bundle("transaction", entries).toString();
    }

    static String batch(ObjectNode... entries) {
        return bundle("batch", entries).toString();
    }

    private static ObjectNode bundle(String type, ObjectNode... entries) {
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", type);
        // FHIR has no empty arrays.
        List.of(entries).forEach(entry -> bundle.withArrayProperty("entry").add(entry));
        return bundle;
    }

    /** A first push: a patient and one problem. */
    static String push(String bsn, String family, String birthDate, String problem) {
        String patient = urn();
        return transaction(post(patient, People.patient(bsn, family, birthDate)), post(condition(patient, problem)));
    }

    /** The id in the location of an entry of a Bundle's answer. */
    static String idOf(Gateway.Answer answer, int entry) {
        String location = answer.json()
                .path("entry")
                .path(entry)
                .path("response")
                .path("location")
                .asText();
        if (location.isEmpty()) {
            throw new AssertionError("entry " + entry + " has no location: " + answer.text());
        }
        return location.replaceAll("^.*?[A-Za-z]+/([^/]+)/_history/.*$", "$1");
    }

    /** The codes that a resource is tagged with in one system. */
    static List<String> tags(JsonNode resource, String system) {
        List<String> codes = new ArrayList<>();
        resource.path("meta").path("tag").forEach(tag -> {
            if (system.equals(tag.path("system").asText())) {
                codes.add(tag.path("code").asText());
            }
        });
        return codes;
    }

    static ObjectNode withTag(String json, String system, String code) {
        ObjectNode resource = tree(json);
        resource.withObjectProperty("meta")
                .withArrayProperty("tag")
                .addObject()
                .put("system", system)
                .put("code", code);
        return resource;
    }
}
