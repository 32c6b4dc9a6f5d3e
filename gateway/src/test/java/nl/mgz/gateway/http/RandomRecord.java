package nl.mgz.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A patient's record with something of every type that is served: small resources with random codes, days, states and labels, as
 * two organisations send them.
 */
final class RandomRecord {

    static final String MARK = "urn:proef";
    static final List<String> PROBLEMS = List.of("N88", "P76", "R05", "T90", "A03");

    private static final String LABELS = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private static final List<String> FINDINGS = List.of("255362007", "364075005", "8480-6");

    /** By type, without what all have. DATE and CODE become random, PATIENT the patient, STATUS(a,b) one of these. */
    private static final Map<String, String> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("RelatedPerson", """
                "patient":PATIENT,"active":true,"name":[{"text":"Buur CODE"}],
                "relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"SIS"}]}]""");
        TYPES.put("AllergyIntolerance", """
                "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                "code":"STATUS(active,inactive)"}]},"code":SNOMED,"category":["STATUS(medication,food)"],
                "patient":PATIENT,"recordedDate":"DATE\"""");
        TYPES.put("Appointment", """
                "status":"STATUS(booked,cancelled)","start":"DATET10:00:00+01:00","end":"DATET10:30:00+01:00",
                "participant":[{"actor":PATIENT,"status":"accepted"}]""");
        TYPES.put("CarePlan", """
                "status":"STATUS(active,completed)","intent":"plan","category":[SNOMED],"subject":PATIENT,
                "period":{"start":"DATE"},"encounter":ENCOUNTER""");
        TYPES.put(
                "CareTeam",
                "\"status\":\"STATUS(proposed,inactive)\",\"category\":[SNOMED],\"name\":\"Team\",\"subject\":PATIENT");
        TYPES.put("Communication", """
                "status":"STATUS(completed,in-progress)","category":[SNOMED],"subject":PATIENT,"sent":"DATET09:00:00+01:00",
                "reasonCode":[SNOMED],"encounter":ENCOUNTER""");
        TYPES.put("CommunicationRequest", """
                "status":"STATUS(active,completed)","category":[SNOMED],"subject":PATIENT,"authoredOn":"DATE",
                "encounter":ENCOUNTER""");
        TYPES.put("Composition", """
                "status":"STATUS(final,preliminary)","type":{"coding":[{"system":"http://loinc.org","code":"11488-4"}]},
                "subject":PATIENT,"date":"DATE","title":"Verslag","author":[{"display":"Huisarts"}],"encounter":ENCOUNTER,
                "section":[{"title":"Deel","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">x</div>"}}]""");
        TYPES.put("Condition", """
                "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
                "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icpc-1-nl","code":"PROBLEM"}],"text":"Klacht"},
                "subject":PATIENT,"onsetDateTime":"DATE","recordedDate":"DATE","encounter":ENCOUNTER""");
        TYPES.put("Coverage", """
                "status":"STATUS(active,cancelled)","beneficiary":PATIENT,"payor":[{"display":"Zorgkantoor"}]""");
        TYPES.put("Device", "\"patient\":PATIENT,\"status\":\"STATUS(active,inactive)\",\"type\":SNOMED");
        TYPES.put("DeviceRequest", """
                "status":"STATUS(active,completed)","intent":"order","codeCodeableConcept":SNOMED,"subject":PATIENT,
                "authoredOn":"DATE\"""");
        TYPES.put(
                "DeviceUseStatement",
                "\"status\":\"active\",\"subject\":PATIENT,\"device\":{\"identifier\":{\"value\":\"rolstoel\"}}");
        TYPES.put("DiagnosticReport", """
                "status":"STATUS(final,preliminary)","category":[SNOMED],"code":SNOMED,"subject":PATIENT,
                "effectiveDateTime":"DATE\"""");
        TYPES.put("DocumentReference", """
                "status":"STATUS(current,superseded)","type":SNOMED,"category":[SNOMED],"subject":PATIENT,
                "date":"DATET09:00:00+01:00","content":[{"attachment":{"title":"Brief"}}]""");
        TYPES.put("Encounter", """
                "status":"STATUS(finished,in-progress,cancelled)","subject":PATIENT,"period":{"start":"DATE","end":"DATE"},
                "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"STATUS(VR,AMB)"},"type":[SNOMED]""");
        TYPES.put("EpisodeOfCare", """
                "status":"STATUS(active,finished)","type":[SNOMED],"patient":PATIENT,"period":{"start":"DATE"}""");
        TYPES.put("Flag", """
                "status":"STATUS(active,inactive)","category":[SNOMED],"code":SNOMED,"subject":PATIENT,"period":{"start":"DATE"}""");
        TYPES.put("Goal", """
                "lifecycleStatus":"STATUS(active,completed)","category":[SNOMED],"description":SNOMED,"subject":PATIENT,
                "startDate":"DATE\"""");
        TYPES.put("Immunization", """
                "status":"STATUS(completed,not-done)","vaccineCode":SNOMED,"patient":PATIENT,"occurrenceDateTime":"DATE\"""");
        TYPES.put("ImmunizationRecommendation", """
                "patient":PATIENT,"date":"DATE","recommendation":[{"vaccineCode":[SNOMED],"forecastStatus":SNOMED}]""");
        TYPES.put("MedicationAdministration", """
                "status":"STATUS(completed,in-progress)","medicationCodeableConcept":SNOMED,"subject":PATIENT,
                "effectiveDateTime":"DATE\"""");
        TYPES.put("MedicationDispense", """
                "status":"STATUS(completed,in-progress)","medicationCodeableConcept":SNOMED,"subject":PATIENT,
                "category":SNOMED,"whenHandedOver":"DATE\"""");
        TYPES.put("MedicationRequest", """
                "status":"STATUS(active,stopped)","intent":"STATUS(order,plan)","medicationCodeableConcept":SNOMED,
                "category":[SNOMED],"subject":PATIENT,"authoredOn":"DATE\"""");
        TYPES.put("MedicationStatement", """
                "status":"STATUS(active,completed)","medicationCodeableConcept":SNOMED,"subject":PATIENT,"category":SNOMED,
                "effectiveDateTime":"DATE\"""");
        TYPES.put("NutritionOrder", """
                "status":"STATUS(active,completed)","intent":"order","patient":PATIENT,"dateTime":"DATE",
                "oralDiet":{"type":[SNOMED]}""");
        TYPES.put("Observation", """
                "status":"STATUS(final,preliminary)","category":[SNOMED],"code":SNOMED,"subject":PATIENT,
                "effectiveDateTime":"DATE","valueCodeableConcept":SNOMED,"method":SNOMED,"encounter":ENCOUNTER""");
        TYPES.put("Procedure", """
                "status":"STATUS(completed,in-progress)","category":SNOMED,"code":SNOMED,"subject":PATIENT,
                "performedDateTime":"DATE","encounter":ENCOUNTER""");
        TYPES.put("QuestionnaireResponse", """
                "status":"STATUS(completed,in-progress)","subject":PATIENT,"authored":"DATE","encounter":ENCOUNTER""");
        TYPES.put("ServiceRequest", """
                "status":"STATUS(active,completed)","intent":"order","category":[SNOMED],"code":SNOMED,"subject":PATIENT,
                "authoredOn":"DATE","encounter":ENCOUNTER""");
        TYPES.put("Specimen", "\"type\":SNOMED,\"subject\":PATIENT,\"collection\":{\"collectedDateTime\":\"DATE\"}");
        TYPES.put("Task", """
                "status":"STATUS(requested,in-progress)","intent":"order","code":SNOMED,"for":PATIENT,
                "authoredOn":"DATET08:00:00+01:00\"""");
        TYPES.put("Consent", """
                "status":"STATUS(active,inactive)",
                "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"treatment"}]},
                "category":[{"coding":[{"system":"http://snomed.info/sct","code":"129125009"}]}],
                "patient":PATIENT,"dateTime":"DATE","policy":[{"uri":"https://wetten.overheid.nl/"}],
                "provision":{"type":"deny","code":[{"coding":[{"system":"http://snomed.info/sct","code":"305351004"}]}]}""");
    }

    private final Random random;
    private final String patient;
    private int days;

    RandomRecord(Random random, String patient) {
        this.random = random;
        this.patient = patient;
    }

    /** The types of which a record has something, beside the Patient. */
    static List<String> types() {
        return List.copyOf(TYPES.keySet());
    }

    /** What one organisation holds, each under the urn by which the others refer to it. */
    Map<String, ObjectNode> of(int most) {
        List<String> wanted = new ArrayList<>(List.of("Encounter", "Encounter"));
        for (String type : TYPES.keySet()) {
            int some = List.of("Condition", "Observation").contains(type) ? 3 : 1;
            for (int i = 0; i < some; i++) {
                wanted.add(type);
            }
        }
        Map<String, ObjectNode> made = new LinkedHashMap<>();
        List<String> encounters = new ArrayList<>();
        for (String type : wanted) {
            boolean needed = "Encounter".equals(type)
                    || List.of("Condition", "Observation").contains(type);
            if (!needed && random.nextInt(100) >= most) {
                continue;
            }
            String urn = "urn:uuid:" + new UUID(random.nextLong(), random.nextLong());
            made.put(urn, one(type, encounters));
            if ("Encounter".equals(type)) {
                encounters.add(urn);
            }
        }
        return made;
    }

    private ObjectNode one(String type, List<String> encounters) {
        String json = TYPES.get(type);
        while (json.contains("STATUS(")) {
            int from = json.indexOf("STATUS(");
            int to = json.indexOf(')', from);
            json = json.substring(0, from)
                    + pick(List.of(json.substring(from + 7, to).split(",")))
                    + json.substring(to + 1);
        }
        while (json.contains("SNOMED")) {
            json = json.replaceFirst(
                    "SNOMED",
                    "{\"coding\":[{\"system\":\"urn:proef:codes\",\"code\":\"" + pick(FINDINGS)
                            + "\"}],\"text\":\"x\"}");
        }
        json = json.replace("PATIENT", "{\"reference\":\"Patient/" + patient + "\"}")
                .replace("PROBLEM", pick(PROBLEMS))
                .replace("DATE", date())
                .replace("CODE", pick(FINDINGS))
                .replace("ENCOUNTER", encounter(encounters));
        ObjectNode resource = Records.tree("{\"resourceType\":\"" + type + "\"," + json + "}");
        if (resource.path("encounter").isEmpty()) {
            resource.remove("encounter");
        }
        return labelled(resource);
    }

    private String encounter(List<String> encounters) {
        return encounters.isEmpty() || random.nextInt(100) < 30 ? "{}" : "{\"reference\":\"" + pick(encounters) + "\"}";
    }

    /** Another day for each, so that an order by date is one. */
    private String date() {
        days++;
        return "202" + (1 + days % 4) + "-0" + (1 + days % 9) + "-" + (10 + days % 18);
    }

    ObjectNode labelled(ObjectNode resource) {
        int dice = random.nextInt(100);
        if (dice < 35) {
            resource.withObjectProperty("meta")
                    .withArrayProperty("security")
                    .addObject()
                    .put("system", LABELS)
                    .put("code", dice < 5 ? "V" : "R");
        }
        return resource;
    }

    /** A mark by which it is known in both databases. */
    static void mark(ObjectNode resource, String mark) {
        String type = resource.path("resourceType").asText();
        if (List.of("QuestionnaireResponse", "Composition").contains(type)) {
            resource.putObject("identifier").put("system", MARK).put("value", mark);
        } else {
            ArrayNode identifiers = resource.withArrayProperty("identifier");
            identifiers.addObject().put("system", MARK).put("value", mark);
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
