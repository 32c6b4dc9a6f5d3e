package nl.mgz.gateway.sandbox.region;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nl.mgz.gateway.sandbox.region.Client.Relative;
import nl.mgz.gateway.sandbox.region.Client.Representation;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;

/** Writes the people around a client, both as RelatedPerson and as contact of the Patient. */
final class Relatives {

    private static final Map<String, String> ROLES = Map.of(
            "01", "Eerste relatie/contactpersoon",
            "02", "Tweede relatie/contactpersoon",
            "03", "Curator (juridisch)",
            "14", "Bewindvoerder",
            "15", "Mentor",
            "23", "Contactpersoon",
            "24", "Wettelijke vertegenwoordiger");

    private final Chart chart;

    Relatives(Chart chart) {
        this.chart = chart;
    }

    static ContactPoint homePhone(String number) {
        return new ContactPoint()
                .setSystem(ContactPointSystem.PHONE)
                .setUse(ContactPointUse.HOME)
                .setValue(number);
    }

    /** Several organisations know the same people, so a later push does not make a second one. */
    Reference add(PushDraft push, Relative relative) {
        String uuid = uuid(relative);
        RelatedPerson person = new RelatedPerson()
                .setActive(true)
                .setPatient(chart.patient())
                .addName(relative.name().official())
                .setGender(AdministrativeGender.fromCode(relative.sex()));
        person.addIdentifier(Codes.recordIdentifier(uuid));
        person.addName(relative.name().usual());
        person.addTelecom(mobile(relative));
        relationships(relative).forEach(person::addRelationship);
        return push.addOnce(uuid, person, Codes.RECORD, uuid);
    }

    void addContact(Patient patient, Relative relative) {
        Patient.ContactComponent contact =
                patient.addContact().setName(relative.name().official());
        relationships(relative).forEach(contact::addRelationship);
        contact.addTelecom(mobile(relative));
        contact.addExtension(
                Codes.EXTENSION + "patient-relatedPerson", PushDraft.reference(uuid(relative), "RelatedPerson"));
    }

    private String uuid(Relative relative) {
        return chart.uuid("relative/" + chart.client().relatives().indexOf(relative));
    }

    private ContactPoint mobile(Relative relative) {
        return new ContactPoint()
                .setSystem(ContactPointSystem.PHONE)
                .setUse(relative.relation().isEmpty() ? ContactPointUse.WORK : ContactPointUse.HOME)
                .setValue(Phones.mobile(Dice.of(chart.scene().seed()).fork(uuid(relative))));
    }

    private List<CodeableConcept> relationships(Relative relative) {
        List<CodeableConcept> relationships = new ArrayList<>();
        relationships.add(role(placeRole(relative)));
        if (relative.speaksFor()) {
            addLegalRoles(relationships, chart.client().representation());
        }
        if (!relative.relation().isEmpty()) {
            relationships.add(
                    Codes.concept(Codes.ROLE_CODE, relative.relation()).setText(relative.relationName()));
        }
        return relationships;
    }

    private String placeRole(Relative relative) {
        if (relative.relation().isEmpty()) {
            return "23";
        }
        return "0" + (1 + chart.client().relatives().indexOf(relative));
    }

    private static void addLegalRoles(List<CodeableConcept> relationships, Representation representation) {
        switch (representation) {
            case MENTOR -> relationships.add(role("15"));
            case CURATOR -> relationships.add(role("03"));
            case ADMINISTRATOR -> relationships.add(role("14"));
            case PROXY ->
                relationships.add(Codes.snomed("310141000146103", "Schriftelijk gemachtigde zorg en behandeling"));
            default -> {}
        }
        if (representation.decidesOnCare()) {
            relationships.add(role("24"));
        }
    }

    private static CodeableConcept role(String code) {
        return Codes.concept(Codes.CONTACT_ROLE, code, Objects.requireNonNull(ROLES.get(code), code));
    }
}
