package nl.mgz.gateway.capability;

import static nl.mgz.gateway.capability.DataCategory.ADMINISTRATIVE;
import static nl.mgz.gateway.capability.DataCategory.ALLERGY;
import static nl.mgz.gateway.capability.DataCategory.CAREPLAN;
import static nl.mgz.gateway.capability.DataCategory.CONSENT;
import static nl.mgz.gateway.capability.DataCategory.CONSULTATION;
import static nl.mgz.gateway.capability.DataCategory.DOCUMENT;
import static nl.mgz.gateway.capability.DataCategory.MEDICATION;
import static nl.mgz.gateway.capability.DataCategory.OBSERVATION;
import static nl.mgz.gateway.capability.DataCategory.PROBLEM;
import static nl.mgz.gateway.capability.DataCategory.SUMMARY;
import static nl.mgz.gateway.capability.ServedType.Kind.ABOUT_PATIENT;
import static nl.mgz.gateway.capability.ServedType.Kind.DIRECTORY;
import static nl.mgz.gateway.capability.ServedType.Kind.MAY_NAME_PATIENT;
import static nl.mgz.gateway.capability.ServedType.Kind.PATIENT;
import static nl.mgz.gateway.capability.ServedType.Kind.SHARED;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.capability.ServedType.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The positive list. A type that is not here does not exist for a caller; a search parameter that is not here is not
 * indexed, costs nothing on write and is refused on read. The parameters are those that the PZP guide, the PZP pilot and
 * the BgZ query list use, and those that a reader of a record expects.
 */
public final class ServedTypes {

    private static final Map<String, ServedType> TYPES = new LinkedHashMap<>();

    static {
        add(
                "Patient",
                PATIENT,
                null,
                ADMINISTRATIVE,
                "identifier name family given birthdate gender general-practitioner organization active");
        add("RelatedPerson", ABOUT_PATIENT, "patient", SUMMARY, "patient identifier name relationship active");

        add("AllergyIntolerance", ABOUT_PATIENT, "patient", ALLERGY, "patient clinical-status code category date");
        add("Appointment", MAY_NAME_PATIENT, "participant.actor", SUMMARY, "patient status date");
        add("CarePlan", ABOUT_PATIENT, "subject", CAREPLAN, "patient subject category status date encounter");
        add("CareTeam", ABOUT_PATIENT, "subject", SUMMARY, "patient subject status participant category");
        add(
                "Communication",
                ABOUT_PATIENT,
                "subject",
                CAREPLAN,
                "patient subject category status sent encounter reason-code");
        add(
                "CommunicationRequest",
                ABOUT_PATIENT,
                "subject",
                CAREPLAN,
                "patient subject category status authored encounter");
        add("Composition", ABOUT_PATIENT, "subject", DOCUMENT, "patient subject type date status encounter author");
        add(
                "Condition",
                ABOUT_PATIENT,
                "subject",
                PROBLEM,
                "patient subject code category clinical-status verification-status onset-date recorded-date encounter");
        add("Consent", ABOUT_PATIENT, "patient", CONSENT, "patient scope category status date period actor");
        add("Coverage", ABOUT_PATIENT, "beneficiary", ADMINISTRATIVE, "patient beneficiary payor status");
        add("Device", MAY_NAME_PATIENT, "patient", SUMMARY, "patient type identifier status");
        add("DeviceRequest", ABOUT_PATIENT, "subject", SUMMARY, "patient subject code device status authored-on");
        add("DeviceUseStatement", ABOUT_PATIENT, "subject", SUMMARY, "patient subject device device-type");
        add("DiagnosticReport", ABOUT_PATIENT, "subject", OBSERVATION, "patient subject code category date status");
        add("DocumentReference", ABOUT_PATIENT, "subject", DOCUMENT, "patient subject type category date status");
        add(
                "Encounter",
                ABOUT_PATIENT,
                "subject",
                CONSULTATION,
                "patient subject date class type status reason-reference");
        add("EpisodeOfCare", ABOUT_PATIENT, "patient", CONSULTATION, "patient date status condition type");
        add("Flag", ABOUT_PATIENT, "subject", PROBLEM, "patient subject category date");
        add(
                "Goal",
                ABOUT_PATIENT,
                "subject",
                CAREPLAN,
                "patient subject category description lifecycle-status start-date");
        add("Immunization", ABOUT_PATIENT, "patient", SUMMARY, "patient date status vaccine-code");
        add("ImmunizationRecommendation", ABOUT_PATIENT, "patient", SUMMARY, "patient date");
        add("MedicationAdministration", ABOUT_PATIENT, "subject", MEDICATION, "patient subject status effective-time");
        add(
                "MedicationDispense",
                ABOUT_PATIENT,
                "subject",
                MEDICATION,
                "patient subject status category medication whenhandedover");
        add(
                "MedicationRequest",
                ABOUT_PATIENT,
                "subject",
                MEDICATION,
                "patient subject status category medication authoredon intent code");
        add(
                "MedicationStatement",
                ABOUT_PATIENT,
                "subject",
                MEDICATION,
                "patient subject status category medication effective code");
        add("NutritionOrder", ABOUT_PATIENT, "patient", SUMMARY, "patient status datetime");
        add(
                "Observation",
                ABOUT_PATIENT,
                "subject",
                OBSERVATION,
                "patient subject code category date status encounter value-concept method has-member derived-from specimen");
        add("Procedure", ABOUT_PATIENT, "subject", SUMMARY, "patient subject code category date status encounter");
        add(
                "QuestionnaireResponse",
                ABOUT_PATIENT,
                "subject",
                DOCUMENT,
                "patient subject questionnaire authored status encounter");
        add(
                "ServiceRequest",
                ABOUT_PATIENT,
                "subject",
                CONSULTATION,
                "patient subject code category status authored requester performer encounter");
        add("Specimen", ABOUT_PATIENT, "subject", OBSERVATION, "patient subject type collected");
        add(
                "Task",
                ABOUT_PATIENT,
                "for",
                CONSULTATION,
                "patient subject code status owner requester focus group-identifier authored-on modified business-status");

        add("Organization", DIRECTORY, null, ADMINISTRATIVE, "identifier name type active partof");
        add(
                "OrganizationAffiliation",
                DIRECTORY,
                null,
                ADMINISTRATIVE,
                "primary-organization participating-organization role active");
        add("Practitioner", DIRECTORY, null, ADMINISTRATIVE, "identifier name family active");
        add(
                "PractitionerRole",
                DIRECTORY,
                null,
                ADMINISTRATIVE,
                "identifier practitioner organization role specialty active service");
        add("Location", DIRECTORY, null, ADMINISTRATIVE, "identifier name organization partof status address-city");
        add(
                "HealthcareService",
                DIRECTORY,
                null,
                ADMINISTRATIVE,
                "identifier name organization location service-type service-category active endpoint");
        add("Endpoint", DIRECTORY, null, ADMINISTRATIVE, "identifier organization connection-type status");

        add("Medication", SHARED, null, MEDICATION, "code identifier status");
        add("Questionnaire", SHARED, null, ADMINISTRATIVE, "url identifier name title status version");
    }

    private ServedTypes() {}

    private static void add(
            String name, Kind kind, @Nullable String element, DataCategory category, String parameters) {
        Set<String> all = new TreeSet<>(Set.of(parameters.split(" ")));
        all.add("_id");
        all.add("_lastUpdated");
        TYPES.put(name, new ServedType(name, kind, element, category, all));
    }

    public static Collection<ServedType> all() {
        return TYPES.values();
    }

    public static Optional<ServedType> find(String name) {
        return Optional.ofNullable(TYPES.get(name));
    }
}
