package nl.mgz.gateway.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Which profile of ours goes with which resource: by type, and within some types by the code that makes its kind. The
 * README of the profiles has the same table.
 */
final class ImposedProfiles {

    private static final String BASE = "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-";

    private static final Map<String, String> OBSERVATIONS = Map.of(
            "153851000146100", "SpecificCareWishes",
            "395091006", "PreferredPlaceOfDeath",
            "340171000146104", "EuthanasiaPosition",
            "570801000146104", "OrganDonationChoice",
            "247751003", "SenseOfPurpose",
            "665671000146101", "LegallyCapable");

    private static final Map<String, String> CONSENTS =
            Map.of("treatment", "TreatmentDirective", "adr", "AdvanceDirective", "patient-privacy", "PrivacyConsent");

    private static final Map<String, String> COMPOSITIONS =
            Map.of("60591-5", "PatientSummary", "11591000146107", "ContactReport");

    private static final Map<String, String> CONDITIONS =
            Map.of("303186005", "LegalSituation", "151701000146105", "LegalSituation");

    private static final Map<String, String> CARE_PLANS = Map.of(
            "signaling-plan", "SignalingPlan",
            "communication-profile", "CommunicationProfile",
            "crisis-agreements", "CrisisAgreements",
            "epilepsy-protocol", "EpilepsyProtocol",
            "swallowing-risk", "SwallowingRisk",
            "daily-baseline", "DailyBaseline",
            "risks", "Risks");

    private static final Map<String, String> POLICY_GOALS = Map.of(
            "713603004", "MedicalPolicyGoal",
            "385987000", "MedicalPolicyGoal",
            "1351964001", "MedicalPolicyGoal",
            "713148004", "MedicalPolicyGoal");

    private static final Map<String, String> CONSULTATIONS = Map.of(
            "meekijkconsult", "Consultation",
            "achterwacht", "Consultation",
            "aanrijdteam", "Consultation",
            "regionaal-centrum", "Consultation");

    private ImposedProfiles() {}

    /** @return the canonical; our package may have none of that name, for not every type has a profile */
    static Optional<String> of(JsonNode resource) {
        String type = resource.path("resourceType").asText("");
        Optional<String> name = switch (type) {
            case "" -> Optional.empty();
            case "Observation" -> Optional.of(observation(resource));
            case "Consent" -> byCode(CONSENTS, resource.path("scope"));
            case "Composition" -> byCode(COMPOSITIONS, resource.path("type"));
            case "Condition" ->
                Optional.of(byCode(CONDITIONS, resource.path("category")).orElse("Problem"));
            case "CarePlan" ->
                Optional.of(byCode(CARE_PLANS, resource.path("category")).orElse(type));
            case "Goal" ->
                Optional.of(byCode(POLICY_GOALS, resource.path("category"))
                        .or(() -> byCode(POLICY_GOALS, resource.path("description")))
                        .orElse(type));
            case "CommunicationRequest" ->
                byCode(Map.of("223449006", "InformRelativesRequest"), resource.path("category"));
            case "ServiceRequest" ->
                Optional.of(byCode(CONSULTATIONS, resource.path("category"))
                        .map(kind -> kind + "Request")
                        .orElse(type));
            case "Task" ->
                Optional.of(byCode(CONSULTATIONS, resource.path("code"))
                        .map(kind -> kind + "Task")
                        .orElse(type));
            default -> Optional.of(type);
        };
        return name.map(BASE::concat);
    }

    static boolean isOurs(String canonical) {
        return canonical.startsWith(BASE);
    }

    private static String observation(JsonNode resource) {
        return byCode(OBSERVATIONS, resource.path("code"))
                .or(() -> byCode(Map.of("vital-signs", "VitalSigns"), resource.path("category")))
                .orElse("Observation");
    }

    /** @param concepts a CodeableConcept or an array of them */
    private static Optional<String> byCode(Map<String, String> profiles, JsonNode concepts) {
        Stream<JsonNode> all =
                concepts.isArray() ? StreamSupport.stream(concepts.spliterator(), false) : Stream.of(concepts);
        return all.flatMap(
                        concept -> StreamSupport.stream(concept.path("coding").spliterator(), false))
                .map(coding -> coding.path("code").asText(""))
                .filter(profiles::containsKey)
                .map(profiles::get)
                .findFirst();
    }
}
