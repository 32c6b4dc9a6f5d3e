package nl.mgz.gateway.patient;

import java.util.List;
import java.util.Set;
import nl.mgz.gateway.capability.DataCategory;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.careplan.FormAnswers;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;

/**
 * The data category of a resource: that of its type, unless its content belongs to the proactive care plan. A treatment
 * directive is a Consent by type, and care plan by content; only a privacy Consent is one in the sense of data sharing.
 */
final class DataCategories {

    private static final String PRIVACY_SCOPE = "patient-privacy";

    /** The observations of the PZP guide; they carry no category of their own. */
    private static final Set<String> PZP_OBSERVATIONS = Set.of(
            "153851000146100", "395091006", "340171000146104", "570801000146104", "247751003", "665671000146101");

    private static final Set<String> PZP_PROCEDURES = Set.of("713603004", "411600B", "190099");

    private DataCategories() {}

    static DataCategory of(IBaseResource resource) {
        if (EmergencyReview.isOne(resource)) {
            return DataCategory.AUDIT;
        }
        if (belongsToCarePlan(resource)) {
            return DataCategory.CAREPLAN;
        }
        return ServedTypes.find(resource.fhirType()).map(ServedType::category).orElse(DataCategory.ADMINISTRATIVE);
    }

    private static boolean belongsToCarePlan(IBaseResource resource) {
        if (resource instanceof Consent consent) {
            return consent.getScope().getCoding().stream().noneMatch(code -> PRIVACY_SCOPE.equals(code.getCode()));
        }
        if (resource instanceof Observation observation) {
            return has(observation.getCode(), PZP_OBSERVATIONS);
        }
        if (resource instanceof Procedure procedure) {
            return has(procedure.getCode(), PZP_PROCEDURES);
        }
        return FormAnswers.isForm(resource)
                || (resource instanceof Encounter encounter && hasAny(encounter.getReasonCode(), PZP_PROCEDURES));
    }

    private static boolean hasAny(List<CodeableConcept> concepts, Set<String> codes) {
        return concepts.stream().anyMatch(concept -> has(concept, codes));
    }

    private static boolean has(CodeableConcept concept, Set<String> codes) {
        return concept.getCoding().stream().anyMatch(code -> codes.contains(String.valueOf(code.getCode())));
    }
}
