package nl.mgz.gateway.consent.fhir;

import java.util.List;
import java.util.Map;

/** What another consent source permits, as a Consent that the rules can weigh. */
final class OtherSource {

    /** The other source has seen to it who signed; for the rules both the patient and whoever speaks for a child did. */
    static final String SIGNED_BY = "RelatedPerson/another-consent-source";

    private OtherSource() {}

    /**
     * The most general permit there is, so that no refusal that is stored here gives way to it. It is weighed for one holder and
     * one asker only.
     */
    static Map<String, Object> permit(String patient, String policy) {
        return Map.of(
                "resourceType", "Consent",
                "id", "another-consent-source",
                "status", "active",
                "scope", Map.of("coding", List.of(Map.of("code", "patient-privacy"))),
                "patient", Map.of("reference", patient),
                "dateTime", "2000-01-01",
                "performer", List.of(Map.of("reference", patient), Map.of("reference", SIGNED_BY)),
                "organization", List.of(Map.of("reference", ReferenceText.EVERY_HOLDER)),
                "policy", List.of(Map.of("uri", policy)),
                "provision", Map.of("type", "permit", "purpose", List.of(Map.of("code", "TREAT"))));
    }
}
