package nl.mgz.gateway.summary;

import java.time.Instant;
import java.util.Set;
import nl.mgz.gateway.careplan.Moments;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * In which section a resource is told, if in any. Statuses decide: what its source calls ended is no current medication. Where a
 * status is absent or not known the resource is told: leaving out could harm.
 */
final class Belonging {

    /** Categories of a Condition that is no illness: legal status, representation. */
    static final Set<String> LEGAL = Set.of("303186005", "151701000146105");

    static final String LEGALLY_CAPABLE = "665671000146101";

    private static final Set<String> ACP = Set.of("713603004", "411600B", "190099");
    private static final String POLICY = "713603004";
    private static final Set<String> POLICIES = Set.of("385987000", "1351964001", "713148004", "225353007");
    private static final Set<String> NO_LONGER =
            Set.of("entered-in-error", "cancelled", "stopped", "completed", "draft", "declined");
    private static final Set<String> MEDICATION_PLANS = Set.of("order", "plan", "original-order", "instance-order");
    private static final String ADMINISTRATION_AGREEMENT = "422037009";

    private final Instant at;

    Belonging(Instant at) {
        this.at = at;
    }

    Instant at() {
        return at;
    }

    boolean in(SummarySection section, Resource resource) {
        return section.types().contains(resource.fhirType())
                && !(resource instanceof QuestionnaireResponse)
                && switch (section) {
                    case PROBLEMS -> !isLegal((Condition) resource) && isOpen((Condition) resource);
                    case HISTORY ->
                        !isLegal((Condition) resource) && !isOpen((Condition) resource) && holds((Condition) resource);
                    case ALLERGIES -> isAllergy((AllergyIntolerance) resource);
                    case MEDICATION -> isCurrent(resource);
                    case PROCEDURES -> isDone((Procedure) resource);
                    case DEVICES -> isUsed(resource);
                    case ALERTS -> holds((Flag) resource);
                    case CONTACTS -> isAboutDeciding(resource);
                    case CARE_TEAM -> holds((CareTeam) resource);
                    case LIMITS -> isWish(resource);
                    case VITALS -> isVital((Observation) resource);
                    case ENCOUNTERS -> isContact((Encounter) resource);
                    case DIFFERENCES -> false;
                };
    }

    /** Whether somebody states that it was so, and it is so no longer: told only where another says that it is. */
    boolean isNoLonger(SummarySection section, Resource resource) {
        return !in(section, resource)
                && section.types().contains(resource.fhirType())
                && (resource instanceof AllergyIntolerance allergy
                        ? !has(allergy.getVerificationStatus(), "entered-in-error")
                        : isEndedMedication(resource));
    }

    private static boolean isEndedMedication(Resource resource) {
        String status = medicationStatus(resource);
        return isAgreement(resource) && Set.of("stopped", "completed").contains(status);
    }

    private static boolean isLegal(Condition condition) {
        return condition.getCategory().stream().anyMatch(category -> hasAny(category, LEGAL));
    }

    private static boolean isOpen(Condition condition) {
        return holds(condition)
                && !has(condition.getClinicalStatus(), "resolved")
                && !has(condition.getClinicalStatus(), "inactive")
                && !has(condition.getClinicalStatus(), "remission");
    }

    private static boolean holds(Condition condition) {
        return !has(condition.getVerificationStatus(), "entered-in-error")
                && !has(condition.getVerificationStatus(), "refuted");
    }

    private static boolean isAllergy(AllergyIntolerance allergy) {
        return !has(allergy.getVerificationStatus(), "entered-in-error")
                && !has(allergy.getVerificationStatus(), "refuted")
                && !has(allergy.getClinicalStatus(), "resolved");
    }

    private boolean isCurrent(Resource resource) {
        boolean ended = resource instanceof MedicationStatement statement && isOver(statement.getEffective());
        return isAgreement(resource) && !ended && !NO_LONGER.contains(medicationStatus(resource));
    }

    /** Of what a pharmacy records only the agreement to administer is a plan; a delivery is none. */
    private static boolean isAgreement(Resource resource) {
        if (resource instanceof MedicationDispense dispense) {
            return has(dispense.getCategory(), ADMINISTRATION_AGREEMENT);
        }
        return !(resource instanceof MedicationRequest request)
                || !request.hasIntent()
                || MEDICATION_PLANS.contains(request.getIntent().toCode());
    }

    private static String medicationStatus(Resource resource) {
        if (resource instanceof MedicationRequest request) {
            return request.hasStatus() ? request.getStatus().toCode() : "";
        }
        if (resource instanceof MedicationStatement statement) {
            return statement.hasStatus() ? statement.getStatus().toCode() : "";
        }
        MedicationDispense dispense = (MedicationDispense) resource;
        // The agreement is made once its record is complete; that it is over, another status says.
        return dispense.hasStatus() && !"completed".equals(dispense.getStatus().toCode())
                ? dispense.getStatus().toCode()
                : "";
    }

    private static boolean isDone(Procedure procedure) {
        return (!procedure.hasStatus()
                        || !"entered-in-error".equals(procedure.getStatus().toCode()))
                && !hasAny(procedure.getCode(), ACP);
    }

    private static boolean isUsed(Resource resource) {
        if (resource instanceof Device device) {
            return !device.hasStatus() || "active".equals(device.getStatus().toCode());
        }
        DeviceUseStatement use = (DeviceUseStatement) resource;
        return !use.hasStatus() || !NO_LONGER.contains(use.getStatus().toCode());
    }

    private boolean holds(Flag flag) {
        return (!flag.hasStatus() || "active".equals(flag.getStatus().toCode())) && !isOver(flag.getPeriod());
    }

    private boolean holds(CareTeam team) {
        return (!team.hasStatus() || "active".equals(team.getStatus().toCode())) && !isOver(team.getPeriod());
    }

    private boolean isAboutDeciding(Resource resource) {
        if (resource instanceof RelatedPerson person) {
            return (!person.hasActive() || person.getActive()) && !isOver(person.getPeriod());
        }
        return resource instanceof Condition condition
                ? isLegal(condition) && isOpen(condition) && !hasEnded(condition.getAbatement())
                : isCapacity((Observation) resource);
    }

    static boolean isCapacity(Observation observation) {
        return holds(observation) && has(observation.getCode(), LEGALLY_CAPABLE);
    }

    private static boolean isWish(Resource resource) {
        if (resource instanceof Goal goal) {
            return goal.hasLifecycleStatus()
                    && Set.of("active", "accepted", "on-hold")
                            .contains(goal.getLifecycleStatus().toCode())
                    && (goal.getCategory().stream().anyMatch(category -> has(category, POLICY))
                            || hasAny(goal.getDescription(), POLICIES));
        }
        Consent consent = (Consent) resource;
        return consent.getStatus() == Consent.ConsentState.ACTIVE
                && (has(consent.getScope(), "treatment") || has(consent.getScope(), "adr"));
    }

    private static boolean isVital(Observation observation) {
        return holds(observation)
                && observation.getCategory().stream().anyMatch(category -> has(category, "vital-signs"));
    }

    private static boolean holds(Observation observation) {
        return !observation.hasStatus()
                || !Set.of("entered-in-error", "cancelled")
                        .contains(observation.getStatus().toCode());
    }

    private static boolean isContact(Encounter encounter) {
        return !encounter.hasStatus()
                || !Set.of("planned", "cancelled", "entered-in-error")
                        .contains(encounter.getStatus().toCode());
    }

    private boolean isOver(@Nullable Type time) {
        DateTimeType end = time instanceof Period period ? period.getEndElement() : null;
        return end != null && end.hasValue() && Moments.endOf(end).isBefore(at);
    }

    private boolean hasEnded(@Nullable Type abatement) {
        return isOver(abatement)
                || (abatement instanceof DateTimeType end
                        && end.hasValue()
                        && end.getValue().toInstant().isBefore(at));
    }

    private static boolean has(CodeableConcept concept, String code) {
        return hasAny(concept, Set.of(code));
    }

    private static boolean hasAny(CodeableConcept concept, Set<String> codes) {
        return concept.getCoding().stream().anyMatch(coding -> codes.contains(String.valueOf(coding.getCode())));
    }
}
