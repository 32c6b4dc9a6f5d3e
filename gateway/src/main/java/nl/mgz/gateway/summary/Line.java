package nl.mgz.gateway.summary;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.careplan.Directive;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;

/**
 * What a resource says, in one line for a person to read.
 *
 * @param what what it is about
 * @param details what is said of it
 * @param date since when, or when, as far as it is known; else empty
 */
public record Line(String what, String details, String date) {

    private static final String REFERENCE_MEDICATION = "geneesmiddel zonder omschrijving";

    /** @param byReference what may be named by the resource: medicines, devices */
    static Line of(Resource resource, Map<String, Resource> byReference) {
        return switch (resource.fhirType()) {
            case "Condition" -> condition((Condition) resource);
            case "AllergyIntolerance" -> allergy((AllergyIntolerance) resource);
            case "MedicationRequest", "MedicationStatement", "MedicationDispense" ->
                new Line(medicine(resource, byReference), dosage(resource), medicationDate(resource));
            case "Procedure" -> procedure((Procedure) resource);
            case "DeviceUseStatement" -> deviceUse((DeviceUseStatement) resource, byReference);
            case "Device" -> new Line(device((Device) resource), notes(((Device) resource).getNote()), "");
            case "Flag" -> flag((Flag) resource);
            case "RelatedPerson" -> person((RelatedPerson) resource);
            case "CareTeam" -> team((CareTeam) resource);
            case "Consent" -> consent((Consent) resource);
            case "Goal" -> goal((Goal) resource);
            case "Encounter" -> encounter((Encounter) resource);
            default -> observation((Observation) resource);
        };
    }

    private static Line condition(Condition condition) {
        return new Line(
                Dutch.concept(condition.getCode()),
                Dutch.joined(
                        status(condition.getClinicalStatus()),
                        unlessConfirmed(condition.getVerificationStatus()),
                        notes(condition.getNote())),
                first(condition.getOnset(), condition.getRecordedDateElement()));
    }

    private static Line allergy(AllergyIntolerance allergy) {
        String reactions = allergy.getReaction().stream()
                .map(reaction -> Dutch.concepts(reaction.getManifestation())
                        + (reaction.hasSeverity()
                                ? " (" + Dutch.code(reaction.getSeverity().toCode()) + ")"
                                : ""))
                .collect(Collectors.joining(", "));
        return new Line(
                Dutch.concept(allergy.getCode()),
                Dutch.joined(
                        allergy.hasCriticality()
                                ? Dutch.code(allergy.getCriticality().toCode())
                                : "",
                        reactions.isEmpty() ? "" : "reactie: " + reactions,
                        status(allergy.getClinicalStatus()),
                        unlessConfirmed(allergy.getVerificationStatus()),
                        notes(allergy.getNote())),
                first(allergy.getOnset(), allergy.getRecordedDateElement()));
    }

    static String medicine(Resource resource, Map<String, Resource> byReference) {
        Type medication = resource instanceof MedicationRequest request
                ? request.getMedication()
                : resource instanceof MedicationStatement statement
                        ? statement.getMedication()
                        : ((MedicationDispense) resource).getMedication();
        if (medication instanceof CodeableConcept concept) {
            return Dutch.concept(concept);
        }
        if (!(medication instanceof Reference reference)) {
            return REFERENCE_MEDICATION;
        }
        Resource named = reference.getResource() instanceof Resource contained
                ? contained
                : byReference.get(reference
                        .getReferenceElement()
                        .toUnqualifiedVersionless()
                        .getValue());
        if (named instanceof Medication found && found.hasCode()) {
            return Dutch.concept(found.getCode());
        }
        return reference.hasDisplay() ? reference.getDisplay() : REFERENCE_MEDICATION;
    }

    private static String dosage(Resource resource) {
        if (resource instanceof MedicationRequest request) {
            return Dutch.joined(
                    unlessActive(String.valueOf(
                            request.hasStatus() ? request.getStatus().toCode() : "")),
                    dosages(request.getDosageInstruction().stream()),
                    notes(request.getNote()));
        }
        if (resource instanceof MedicationStatement statement) {
            return Dutch.joined(
                    unlessActive(statement.hasStatus() ? statement.getStatus().toCode() : ""),
                    dosages(statement.getDosage().stream()),
                    notes(statement.getNote()));
        }
        MedicationDispense dispense = (MedicationDispense) resource;
        return Dutch.joined(
                unlessActive(dispense.hasStatus() ? dispense.getStatus().toCode() : ""),
                dosages(dispense.getDosageInstruction().stream()),
                notes(dispense.getNote()));
    }

    static String dosages(Stream<Dosage> dosages) {
        return dosages.map(dosage -> dosage.hasText() ? dosage.getText() : rate(dosage))
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining(", daarna "));
    }

    /** What a dose says without a text of its own. */
    private static String rate(Dosage dosage) {
        String dose = dosage.getDoseAndRate().stream()
                .map(one -> Dutch.value(one.getDose()))
                .collect(Collectors.joining(" "));
        var repeat = dosage.getTiming().getRepeat();
        String often = repeat.hasFrequency() && repeat.hasPeriod() && repeat.hasPeriodUnit()
                ? repeat.getFrequency() + " keer per " + repeat.getPeriod().toPlainString() + " "
                        + repeat.getPeriodUnit().toCode()
                : "";
        return Dutch.joined(dose, often, Dutch.concepts(dosage.getAdditionalInstruction()));
    }

    private static String medicationDate(Resource resource) {
        if (resource instanceof MedicationRequest request) {
            return Dutch.date(request.getAuthoredOnElement());
        }
        return resource instanceof MedicationStatement statement
                ? first(statement.getEffective(), statement.getDateAssertedElement())
                : Dutch.date(((MedicationDispense) resource).getWhenHandedOverElement());
    }

    private static Line procedure(Procedure procedure) {
        return new Line(
                Dutch.concept(procedure.getCode()),
                Dutch.joined(
                        procedure.hasStatus() ? Dutch.code(procedure.getStatus().toCode()) : "",
                        Dutch.concepts(procedure.getBodySite()),
                        notes(procedure.getNote())),
                Dutch.date(procedure.getPerformed()));
    }

    private static Line deviceUse(DeviceUseStatement use, Map<String, Resource> byReference) {
        Resource named = byReference.get(
                use.getDevice().getReferenceElement().toUnqualifiedVersionless().getValue());
        String what = named instanceof Device device
                ? device(device)
                : use.getDevice().hasDisplay() ? use.getDevice().getDisplay() : "hulpmiddel zonder omschrijving";
        return new Line(
                what,
                Dutch.joined(Dutch.concept(use.getBodySite(), ""), notes(use.getNote())),
                Dutch.date(use.getTiming()));
    }

    private static String device(Device device) {
        return device.hasType()
                ? Dutch.concept(device.getType())
                : device.getDeviceName().stream()
                        .map(name -> name.getName())
                        .findFirst()
                        .orElse("hulpmiddel zonder omschrijving");
    }

    private static Line flag(Flag flag) {
        return new Line(
                Dutch.concept(flag.getCode()), Dutch.concepts(flag.getCategory()), Dutch.date(flag.getPeriod()));
    }

    private static Line person(RelatedPerson person) {
        return new Line(
                Dutch.name(person.getName()),
                Dutch.joined(Dutch.concepts(person.getRelationship()), Dutch.telecom(person.getTelecom())),
                Dutch.date(person.getPeriod()));
    }

    private static Line team(CareTeam team) {
        String members = team.getParticipant().stream()
                .map(participant -> participant.getMember().getDisplay())
                .filter(name -> name != null && !name.isBlank())
                .collect(Collectors.joining(", "));
        return new Line(team.hasName() ? team.getName() : "zorgteam", members, Dutch.date(team.getPeriod()));
    }

    private static Line consent(Consent consent) {
        return Directive.isOne(consent)
                ? new Line(
                        Directive.treatment(consent),
                        Dutch.joined(Directive.decision(consent), Directive.comment(consent)),
                        Dutch.date(consent.getDateTimeElement()))
                : new Line(
                        "Wilsverklaring: "
                                + Dutch.concept(consent.getProvision().getCodeFirstRep(), "zonder omschrijving"),
                        Directive.comment(consent),
                        Dutch.date(consent.getDateTimeElement()));
    }

    private static Line goal(Goal goal) {
        return new Line(
                "Doel: " + Dutch.concept(goal.getDescription()),
                notes(goal.getNote()),
                first(goal.getStart(), goal.getStatusDateElement()));
    }

    private static Line encounter(Encounter encounter) {
        return new Line(
                encounter.hasType()
                        ? Dutch.concepts(encounter.getType())
                        : "Contact " + Dutch.code(encounter.getClass_().getCode()),
                Dutch.joined(
                        encounter.hasStatus() ? Dutch.code(encounter.getStatus().toCode()) : "",
                        Dutch.concepts(encounter.getReasonCode())),
                Dutch.date(encounter.getPeriod()));
    }

    private static Line observation(Observation observation) {
        String parts = observation.getComponent().stream()
                .map(part -> Dutch.concept(part.getCode()) + " " + Dutch.value(part.getValue()))
                .collect(Collectors.joining(", "));
        return new Line(
                Dutch.concept(observation.getCode()),
                Dutch.joined(
                        Dutch.value(observation.getValue()),
                        parts,
                        observation.hasDataAbsentReason() ? Dutch.concept(observation.getDataAbsentReason()) : "",
                        notes(observation.getNote())),
                Dutch.date(observation.getEffective()));
    }

    private static String status(CodeableConcept status) {
        return Dutch.code(status.getCodingFirstRep().getCode());
    }

    /** What is confirmed needs no word; what is not must have one. */
    private static String unlessConfirmed(CodeableConcept verification) {
        return verification.getCoding().stream()
                .filter(coding -> String.valueOf(coding.getSystem()).startsWith("http://terminology.hl7.org/"))
                .map(coding -> coding.getCode())
                .filter(code -> !"confirmed".equals(code))
                .map(Dutch::code)
                .findFirst()
                .orElse("");
    }

    private static String unlessActive(String status) {
        return "active".equals(status) ? "" : Dutch.code(status);
    }

    private static String notes(java.util.List<org.hl7.fhir.r4.model.Annotation> notes) {
        return notes.stream()
                .map(note -> String.valueOf(note.getText()))
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("; "));
    }

    private static String first(Type one, Type other) {
        String date = Dutch.date(one);
        return date.isEmpty() ? Dutch.date(other) : date;
    }
}
