package nl.mgz.gateway.careplan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/**
 * A plan in the shapes of one version of the PZP guide. Only meaning that both versions have is moved; what would have to be made
 * up, or falls away, is a finding. Nothing of it is stored: the gateway keeps what it was sent.
 */
public final class PzpConversion {

    private static final String SNOMED = "http://snomed.info/sct";
    private static final String ACP = "713603004";
    private static final String INFORM = "223449006";
    private static final String ORGAN_DONATION = "570801000146104";
    private static final String CAPABLE = "665671000146101";
    private static final Set<String> POLICIES = Set.of("385987000", "1351964001", "713148004", "225353007");

    private static final String CAPABLE_EXTENSION = "ext-LegallyCapable-MedicalTreatmentDecisions";
    private static final String ENCOUNTER_EXTENSION = "ext-EncounterReference";

    private final PzpVersion version;
    private final List<Resource> converted = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private PzpConversion(PzpVersion version) {
        this.version = version;
    }

    /**
     * @param resources changed where they have another shape; what becomes another type has no id
     * @param findings what does not convert
     */
    public record Converted(List<Resource> resources, List<Finding> findings) {}

    /** @param plan copies that may be changed */
    public static Converted to(PzpVersion version, Collection<? extends Resource> plan) {
        PzpConversion conversion = new PzpConversion(version);
        List<Resource> resources = new ArrayList<>(plan);
        if (version == PzpVersion.BETA3) {
            conversion.capabilityIntoPatient(resources);
        }
        resources.forEach(conversion::add);
        return new Converted(List.copyOf(conversion.converted), List.copyOf(conversion.findings));
    }

    private void add(Resource resource) {
        if (version == PzpVersion.RC2) {
            toRc2(resource);
        } else {
            toBeta3(resource);
        }
    }

    private void keep(Resource resource) {
        List<CanonicalType> profiles = resource.getMeta().getProfile();
        profiles.forEach(one -> one.setValue(version.profile(one.getValue())));
        converted.add(resource);
    }

    private void toRc2(Resource resource) {
        if (resource instanceof Communication communication && has(communication.getTopic(), INFORM)) {
            converted.add(request(communication));
            return;
        }
        if (resource instanceof Patient patient) {
            capabilityOutOf(patient);
        }
        if (resource instanceof Goal goal
                && isPolicy(goal)
                && goal.getCategory().isEmpty()) {
            goal.addCategory(new CodeableConcept(new Coding(SNOMED, ACP, "advance care planning")));
        }
        if (resource instanceof Observation observation
                && has(observation.getCode(), ORGAN_DONATION)
                && !observation.hasMethod()) {
            unconverted(
                    resource,
                    "rc2 asks how the choice about organ donation became known (method), and beta3 does not record it");
            return;
        }
        if (resource instanceof DomainResource domain
                && domain.hasExtension(PzpVersion.BETA3.profileNamed(ENCOUNTER_EXTENSION))) {
            remark(
                    resource,
                    "The conversation that it came of is named by an extension of beta3, for which rc2 has no element: it was"
                            + " left in place");
        }
        keep(resource);
    }

    private void toBeta3(Resource resource) {
        if (resource instanceof CommunicationRequest request
                && request.getCategory().stream().anyMatch(category -> has(category, INFORM))) {
            converted.add(communication(request));
            return;
        }
        if (resource instanceof Goal goal && isPolicy(goal)) {
            goal.getCategory().removeIf(category -> has(category, ACP));
        }
        if (resource instanceof Procedure procedure && !has(procedure.getCode(), ACP)) {
            unconverted(
                    resource, "beta3 knows a conversation by SNOMED CT 713603004 only, and this one has another code");
            return;
        }
        if (resource instanceof RelatedPerson person && !hasRole(person)) {
            unconverted(resource, "beta3 asks for the role of a contact person, and none is recorded");
            return;
        }
        keep(resource);
    }

    /** It stays as it was sent, under the version that it was sent in. */
    private void unconverted(Resource resource, String why) {
        findings.add(new Finding(true, "Not converted: " + why, reference(resource)));
        converted.add(resource);
    }

    private void remark(Resource resource, String text) {
        findings.add(new Finding(false, text, reference(resource)));
    }

    private static String reference(Resource resource) {
        return FormAnswers.reference(resource);
    }

    /** That the patient was told to inform relatives becomes the request to do so. */
    private CommunicationRequest request(Communication told) {
        CommunicationRequest request = new CommunicationRequest();
        request.getMeta().addProfile(version.profileNamed("ACP-InformRelativesRequest"));
        told.getIdentifier().forEach(one -> request.addIdentifier(one.copy()));
        request.setStatus(
                told.getStatus() == CommunicationStatus.COMPLETED
                        ? CommunicationRequestStatus.ACTIVE
                        : CommunicationRequestStatus.UNKNOWN);
        request.addCategory(told.getTopic().copy());
        told.getReasonCode().forEach(one -> request.addReasonCode(one.copy()));
        request.setSubject(told.getSubject().copy());
        if (told.hasEncounter()) {
            request.setEncounter(told.getEncounter().copy());
        }
        if (told.hasSent()) {
            request.setAuthoredOnElement(told.getSentElement().copy());
        }
        if (told.hasSender()) {
            request.setRequester(told.getSender().copy());
        }
        request.setSender(told.getRecipient().stream()
                .filter(PzpConversion::isPatient)
                .findFirst()
                .map(Reference::copy)
                .orElseGet(() -> told.getSubject().copy()));
        if (!told.hasSent() && !told.hasEncounter()) {
            remark(told, "rc2 asks when the request was made, and the Communication of beta3 does not say");
        }
        remark(
                told,
                "Converted from a Communication (beta3): whether the patient informed the relatives is in neither version");
        return request;
    }

    private Communication communication(CommunicationRequest request) {
        Communication told = new Communication();
        told.getMeta().addProfile(version.profileNamed("ACP-Communication"));
        request.getIdentifier().forEach(one -> told.addIdentifier(one.copy()));
        boolean stands = request.getStatus() == CommunicationRequestStatus.ACTIVE
                || request.getStatus() == CommunicationRequestStatus.COMPLETED;
        told.setStatus(stands ? CommunicationStatus.COMPLETED : CommunicationStatus.UNKNOWN);
        request.getCategory().stream()
                .filter(category -> has(category, INFORM))
                .findFirst()
                .ifPresent(category -> told.setTopic(category.copy()));
        request.getReasonCode().forEach(one -> told.addReasonCode(one.copy()));
        told.setSubject(request.getSubject().copy());
        if (request.hasEncounter()) {
            told.setEncounter(request.getEncounter().copy());
        }
        if (request.hasAuthoredOn()) {
            told.setSentElement(request.getAuthoredOnElement().copy());
        } else {
            remark(request, "beta3 asks when it was said, and the request names only a conversation, if any");
        }
        if (request.hasRequester()) {
            told.setSender(request.getRequester().copy());
        }
        told.addRecipient(
                request.hasSender()
                        ? request.getSender().copy()
                        : request.getSubject().copy());
        remark(
                request,
                "Converted to a Communication (beta3), which says that the patient was told, and not what became of it");
        return told;
    }

    private static boolean isPatient(Reference reference) {
        return "Patient".equals(reference.getReferenceElement().getResourceType());
    }

    /** beta3 keeps in the Patient what rc2 has as an observation of its own. */
    private void capabilityOutOf(Patient patient) {
        String url = PzpVersion.BETA3.profileNamed(CAPABLE_EXTENSION);
        Extension extension = patient.getExtensionByUrl(url);
        if (extension == null) {
            return;
        }
        patient.getExtension().remove(extension);
        Extension value = extension.getExtensionByUrl("legallyCapable");
        if (value == null || !(value.getValue() instanceof BooleanType capable)) {
            findings.add(new Finding(
                    true,
                    "Not converted: the extension on capacity in the Patient says neither yes nor no",
                    reference(patient)));
            return;
        }
        Observation observation = new Observation();
        observation.getMeta().addProfile(version.profileNamed("ACP-LegallyCapable"));
        observation
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept(new Coding(SNOMED, CAPABLE, null)))
                .setSubject(new Reference("Patient/" + patient.getIdElement().getIdPart()))
                .setValue(capable.copy());
        Extension comment = extension.getExtensionByUrl("legallyCapableComment");
        if (comment != null && comment.getValue() instanceof StringType text) {
            observation.addNote().setText(text.getValue());
        }
        converted.add(observation);
        findings.add(new Finding(
                true,
                "Capacity was recorded in the Patient (beta3), without who found it and when: do not rely on it for a decision"
                        + " of another moment",
                reference(patient)));
    }

    private void capabilityIntoPatient(List<Resource> plan) {
        List<Observation> found = plan.stream()
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .filter(one -> has(one.getCode(), CAPABLE))
                .toList();
        Patient patient = plan.stream()
                .filter(Patient.class::isInstance)
                .map(Patient.class::cast)
                .findFirst()
                .orElse(null);
        String url = PzpVersion.BETA3.profileNamed(CAPABLE_EXTENSION);
        if (found.isEmpty() || (patient != null && patient.hasExtension(url))) {
            return;
        }
        if (patient == null || found.size() > 1 || !(found.get(0).getValue() instanceof BooleanType capable)) {
            found.forEach(one -> findings.add(new Finding(
                    true,
                    "Not converted: beta3 has room for one finding on capacity, in the Patient. Several findings, or one without"
                            + " a yes or no, stay observations",
                    reference(one))));
            return;
        }
        Observation observation = found.get(0);
        Extension extension = new Extension(url);
        extension.addExtension("legallyCapable", capable.copy());
        observation.getNote().stream()
                .findFirst()
                .ifPresent(note -> extension.addExtension("legallyCapableComment", new StringType(note.getText())));
        patient.addExtension(extension);
        plan.remove(observation);
        findings.add(new Finding(
                true,
                "Capacity went into the Patient, as beta3 has it: who found it and when is in the observation, and falls away",
                reference(observation)));
    }

    static boolean isPolicy(Goal goal) {
        return POLICIES.stream().anyMatch(code -> has(goal.getDescription(), code))
                || goal.getCategory().stream().anyMatch(category -> has(category, ACP));
    }

    private static boolean hasRole(RelatedPerson person) {
        return person.getRelationship().stream()
                .flatMap(concept -> concept.getCoding().stream())
                .anyMatch(coding -> "urn:oid:2.16.840.1.113883.2.4.3.11.22.472".equals(coding.getSystem())
                        || "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.1".equals(coding.getSystem()));
    }

    private static boolean has(CodeableConcept concept, String code) {
        return concept.getCoding().stream().anyMatch(coding -> code.equals(coding.getCode()));
    }
}
