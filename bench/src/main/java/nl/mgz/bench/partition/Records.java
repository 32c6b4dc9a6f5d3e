package nl.mgz.bench.partition;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.MedicationStatement.MedicationStatementStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Made-up records: one transaction of 46 resources for each patient, and a directory that they refer to.
 *
 * <p>INVARIANT: the same index gives the same bundle, so that every mode stores the same.
 */
final class Records {

    static final String BSN = "http://fhir.nl/fhir/NamingSystem/bsn";
    static final String URA = "http://fhir.nl/fhir/NamingSystem/ura";
    static final String LOINC = "http://loinc.org";
    static final int ORGANISATIONS = 60;
    static final int ROLES = 240;

    static final List<String> MEASUREMENTS = List.of(
            "8480-6", "8462-4", "29463-7", "8302-2", "8867-4", "59408-5", "8310-5", "72514-3", "2339-0", "39156-5");

    private static final String SNOMED = "http://snomed.info/sct";
    private static final LocalDate ANCHOR = LocalDate.of(2026, 11, 1);
    private static final int OBSERVATIONS = 30;
    private static final int CONDITIONS = 7;
    private static final int MEDICATIONS = 6;
    private static final int ALLERGIES = 2;

    private Records() {}

    /** A number of nine digits that passes the check of a BSN, from a range that is not issued. */
    static String bsn(int index) {
        for (int number = 999_000_00 - index * 11 - 1; ; number++) {
            String digits = Integer.toString(number);
            int sum = 0;
            for (int i = 0; i < 8; i++) {
                sum += (9 - i) * (digits.charAt(i) - '0');
            }
            if (sum % 11 < 10) {
                return digits + sum % 11;
            }
        }
    }

    static String ura(int index) {
        return Integer.toString(90_000_000 + index);
    }

    static Bundle directory() {
        Bundle bundle = transaction();
        for (int i = 0; i < ORGANISATIONS; i++) {
            Organization organization = new Organization().setActive(true).setName("Praktijk " + i);
            organization.addIdentifier().setSystem(URA).setValue(ura(i));
            add(bundle, "organisation-" + i, organization);
        }
        for (int i = 0; i < ROLES; i++) {
            Practitioner practitioner = new Practitioner();
            practitioner.addName().setFamily("Behandelaar" + i).addGiven("A.");
            Reference person = add(bundle, "practitioner-" + i, practitioner);
            PractitionerRole role = new PractitionerRole()
                    .setPractitioner(person)
                    .setOrganization(reference("Organization", "organisation-" + i % ORGANISATIONS));
            role.addCode(code(SNOMED, "309343006"));
            add(bundle, "role-" + i, role);
        }
        return bundle;
    }

    /** @param directory the ids that the entries of {@link #directory()} got */
    static Bundle record(int index, List<IdType> directory) {
        Random dice = new Random(index * 7919L + 17);
        Bundle bundle = transaction();
        IdType organisation = directory.get(dice.nextInt(ORGANISATIONS));
        IdType role = directory.get(ORGANISATIONS + 2 * dice.nextInt(ROLES) + 1);
        Reference subject = add(bundle, key(index, "patient"), patient(index, dice, organisation));
        for (int i = 0; i < OBSERVATIONS; i++) {
            add(bundle, key(index, "observation-" + i), observation(i, dice, subject, role));
        }
        for (int i = 0; i < CONDITIONS; i++) {
            add(bundle, key(index, "condition-" + i), condition(dice, subject));
        }
        for (int i = 0; i < MEDICATIONS; i++) {
            add(bundle, key(index, "medication-" + i), medication(dice, subject));
        }
        for (int i = 0; i < ALLERGIES; i++) {
            add(bundle, key(index, "allergy-" + i), allergy(dice, subject));
        }
        return bundle;
    }

    static Patient patient(int index, Random dice, IdType organisation) {
        Patient patient = new Patient();
        patient.setActive(true).addIdentifier().setSystem(BSN).setValue(bsn(index));
        patient.addName().setFamily("Proefpersoon" + index).addGiven("P" + dice.nextInt(200));
        patient.setGender(dice.nextBoolean() ? AdministrativeGender.FEMALE : AdministrativeGender.MALE)
                .setBirthDate(day(dice, 365 * 95))
                .addGeneralPractitioner(new Reference(organisation))
                .setManagingOrganization(new Reference(organisation));
        patient.addAddress()
                .addLine("Straat " + dice.nextInt(300))
                .setCity("Doetinchem")
                .setPostalCode("7000 AA");
        return patient;
    }

    private static Observation observation(int place, Random dice, Reference subject, IdType role) {
        Observation observation = new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(code(LOINC, MEASUREMENTS.get(place % MEASUREMENTS.size())))
                .setSubject(subject.copy())
                .setEffective(moment(dice))
                .setValue(new Quantity(60 + dice.nextInt(90)).setUnit("1"));
        observation.addCategory(code("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs"));
        observation.addPerformer(new Reference(role));
        return observation;
    }

    private static Condition condition(Random dice, Reference subject) {
        Condition condition = new Condition()
                .setSubject(subject.copy())
                .setCode(code(SNOMED, Integer.toString(44054000 + dice.nextInt(400))))
                .setClinicalStatus(code("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"))
                .setOnset(moment(dice))
                .setRecordedDate(day(dice, 3650));
        condition.addCategory(code(SNOMED, "439401001"));
        return condition;
    }

    private static MedicationStatement medication(Random dice, Reference subject) {
        return new MedicationStatement()
                .setStatus(MedicationStatementStatus.ACTIVE)
                .setSubject(subject.copy())
                .setMedication(code("http://www.whocc.no/atc", "C0" + dice.nextInt(9) + "AA0" + dice.nextInt(9)))
                .setEffective(moment(dice));
    }

    private static AllergyIntolerance allergy(Random dice, Reference subject) {
        return new AllergyIntolerance()
                .setPatient(subject.copy())
                .setCode(code(SNOMED, Integer.toString(91930000 + dice.nextInt(100))))
                .setRecordedDate(day(dice, 3650));
    }

    static Bundle transaction() {
        return new Bundle().setType(BundleType.TRANSACTION);
    }

    static Reference add(Bundle bundle, String key, DomainResource resource) {
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + uuid(key))
                .setResource((Resource) resource)
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl(resource.fhirType());
        return reference(resource.fhirType(), key);
    }

    private static Reference reference(String type, String key) {
        return new Reference("urn:uuid:" + uuid(key)).setType(type);
    }

    static CodeableConcept code(String system, String code) {
        CodeableConcept concept = new CodeableConcept();
        concept.addCoding().setSystem(system).setCode(code);
        return concept;
    }

    private static DateTimeType moment(Random dice) {
        return new DateTimeType(day(dice, 3650));
    }

    private static Date day(Random dice, int within) {
        return Date.from(ANCHOR.minusDays(1 + dice.nextInt(within))
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant());
    }

    private static String key(int index, String name) {
        return index + "/" + name;
    }

    private static String uuid(String key) {
        return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
