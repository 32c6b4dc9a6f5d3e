package nl.mgz.gateway.sandbox.region;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;

/** The code and identifier systems of the region, and the shapes in which they are written. */
final class Codes {

    static final String BSN = "http://fhir.nl/fhir/NamingSystem/bsn";
    static final String AGB = "http://fhir.nl/fhir/NamingSystem/agb-z";
    static final String UZI_PERSON = "http://fhir.nl/fhir/NamingSystem/uzi-nr-pers";
    static final String UZI_ROLE = "http://fhir.nl/fhir/NamingSystem/uzi-rolcode";
    static final String ORGANISATION_TYPE = "http://nictiz.nl/fhir/NamingSystem/organization-type";

    static final String SNOMED = "http://snomed.info/sct";
    static final String LOINC = "http://loinc.org";
    static final String ICPC = "http://hl7.org/fhir/sid/icpc-1-nl";
    static final String ATC = "http://www.whocc.no/atc";
    static final String UCUM = "http://unitsofmeasure.org";
    static final String CONTACT_ROLE = "urn:oid:2.16.840.1.113883.2.4.3.11.22.472";
    static final String REPRESENTATION = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.3";
    static final String ADVANCE_DIRECTIVE = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.14.1";

    static final String HL7 = "http://terminology.hl7.org/CodeSystem/";
    static final String NULL_FLAVOR = HL7 + "v3-NullFlavor";
    static final String ROLE_CODE = HL7 + "v3-RoleCode";

    static final String NICTIZ = "http://nictiz.nl/fhir/StructureDefinition/";
    static final String EXTENSION = "http://hl7.org/fhir/StructureDefinition/";

    private static final String GATEWAY = "https://mgz-gateway.nl/fhir/";
    static final String MGZ = GATEWAY + "StructureDefinition/";
    static final String CARE_ROLE = GATEWAY + "CodeSystem/mgz-care-role";
    static final String CAREPLAN_KIND = GATEWAY + "CodeSystem/mgz-careplan-kind";
    static final String SIGNALING_PHASE = GATEWAY + "CodeSystem/mgz-signaling-phase";
    static final String CONSULTATION_KIND = GATEWAY + "CodeSystem/mgz-consultation-kind";
    static final String URGENCY = GATEWAY + "CodeSystem/mgz-nts-urgency";
    /** Directory entries without a national number: locations, roles, services, endpoints. */
    static final String DIRECTORY_ENTRY = GATEWAY + "NamingSystem/region-directory-entry";
    /** Employees without a UZI card. */
    static final String EMPLOYEE = GATEWAY + "NamingSystem/region-employee";
    /** Records in the source systems of the region. */
    static final String RECORD = GATEWAY + "NamingSystem/region-record";

    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx");

    private Codes() {}

    static CodeableConcept concept(String system, String code) {
        return new CodeableConcept(new Coding().setSystem(system).setCode(code));
    }

    static CodeableConcept concept(String system, String code, String display) {
        return new CodeableConcept(new Coding(system, code, display));
    }

    static CodeableConcept snomed(String code, String display) {
        return concept(SNOMED, code, display);
    }

    static Identifier identifier(String system, String value) {
        return new Identifier().setSystem(system).setValue(value);
    }

    /** The identifier a source system gives its own record, as in the Dutch advance care planning examples. */
    static Identifier recordIdentifier(String value) {
        return identifier(RECORD, value).setType(concept(HL7 + "v2-0203", "RI", "Resource identifier"));
    }

    static String uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    static DateTimeType day(LocalDate date) {
        return new DateTimeType(date.toString());
    }

    static DateTimeType at(ZonedDateTime time) {
        return new DateTimeType(INSTANT.format(time));
    }

    static ZonedDateTime time(LocalDate date, int hour, int minute) {
        return date.atTime(hour, minute).atZone(AMSTERDAM);
    }

    static Period from(LocalDate start) {
        return new Period().setStartElement(day(start));
    }
}
