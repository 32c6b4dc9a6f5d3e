package nl.mgz.gateway.walk;

import java.util.Set;
import java.util.function.Predicate;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.identity.Interaction;
import nl.mgz.gateway.identity.OrganizationKind;

/** The positive list: for each kind of organisation, which interactions on which types. What is not here is refused. */
final class KindRules {

    private static final Set<String> MEDICATION = Set.of(
            "Medication",
            "MedicationAdministration",
            "MedicationDispense",
            "MedicationRequest",
            "MedicationStatement",
            "AllergyIntolerance",
            "Condition",
            "Observation",
            "Patient");

    private static final Set<String> DISPENSED =
            Set.of("Medication", "MedicationDispense", "MedicationAdministration", "MedicationStatement", "Patient");

    /** What is found and agreed in an acute contact. Lists of problems, medication and wishes stay with their owners. */
    private static final Set<String> ACUTE = Set.of(
            "Patient",
            "RelatedPerson",
            "Communication",
            "CommunicationRequest",
            "Composition",
            "Condition",
            "Consent",
            "DocumentReference",
            "Encounter",
            "EpisodeOfCare",
            "Flag",
            "Observation",
            "Procedure",
            "QuestionnaireResponse",
            "ServiceRequest",
            "Specimen",
            "Task");

    private KindRules() {}

    static boolean allow(OrganizationKind kind, String type, Interaction interaction) {
        boolean reads = interaction == Interaction.READ || interaction == Interaction.SEARCH;
        if (AuditEventProvider.TYPE.equals(type)) {
            return reads && (kind == OrganizationKind.AUDITOR || kind == OrganizationKind.PRIVACY);
        }
        if (SubscriptionProvider.TYPE.equals(type)) {
            return allowSubscriptions(kind);
        }
        return switch (kind) {
            case GP, CARE, SPECIALIST -> true;
            case HAP, TRIAGE, NURSES -> reads || ACUTE.contains(type) || isDirectory(type);
            case PHARMACY ->
                reads ? MEDICATION.contains(type) || isDirectory(type) : DISPENSED.contains(type) || isDirectory(type);
            case OPERATOR -> isDirectory(type);
            case PRIVACY -> reads && (isDirectory(type) || "Consent".equals(type) || "Task".equals(type));
            case AUDITOR -> reads && isDirectory(type);
            // An app acts for one patient: what it may see depends on a grant for that patient, not on a kind.
            case PATIENT_APP -> false;
        };
    }

    /** Who may give a patient the log: the patient's app, those who keep the patient's record, and who answers complaints. */
    static boolean allowAccessLog(OrganizationKind kind) {
        return switch (kind) {
            case GP, CARE, PRIVACY, PATIENT_APP -> true;
            default -> false;
        };
    }

    /** Who may ask for a patient's choices and what follows from them, where the patient granted it. */
    static boolean allowOwnChoices(OrganizationKind kind) {
        return kind == OrganizationKind.PATIENT_APP;
    }

    /** Who answers an acute question, or is asked along in one. */
    static boolean allowTriageContext(OrganizationKind kind) {
        return switch (kind) {
            case GP, CARE, SPECIALIST, HAP, TRIAGE, NURSES -> true;
            default -> false;
        };
    }

    /** Who may ask how often what came of triage: who writes reports, about its own, and who watches over privacy, about all. */
    static boolean allowTriageStatistics(OrganizationKind kind) {
        return kind == OrganizationKind.PRIVACY || allow(kind, "Composition", Interaction.CREATE);
    }

    /** Who may be told of what happens: who gives care, who watches over privacy, and a patient of emergencies. */
    private static boolean allowSubscriptions(OrganizationKind kind) {
        return switch (kind) {
            case GP, CARE, SPECIALIST, HAP, TRIAGE, NURSES, PHARMACY, PRIVACY, PATIENT_APP -> true;
            default -> false;
        };
    }

    private static boolean isDirectory(String type) {
        Predicate<ServedType> directory =
                served -> served.kind() == ServedType.Kind.DIRECTORY || "Questionnaire".equals(served.name());
        return ServedTypes.find(type).filter(directory).isPresent();
    }
}
