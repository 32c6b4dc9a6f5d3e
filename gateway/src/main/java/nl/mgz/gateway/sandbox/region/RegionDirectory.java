package nl.mgz.gateway.sandbox.region;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.sandbox.region.RegionFiles.Row;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.Endpoint;
import org.hl7.fhir.r4.model.Endpoint.EndpointStatus;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.HealthcareService.DaysOfWeek;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Location.LocationMode;
import org.hl7.fhir.r4.model.Location.LocationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;

/** The organisations of the region and who works there, as read from the tables. The same in every region. */
final class RegionDirectory {

    private final Map<String, Row> organisations = byKey("organisations.tsv");
    private final Map<String, Row> locations = byKey("locations.tsv");
    private final Map<String, Row> practitioners = byKey("practitioners.tsv");
    private final List<Row> services = RegionFiles.table("services.tsv");

    private RegionDirectory() {}

    static RegionDirectory read() {
        return new RegionDirectory();
    }

    private static Map<String, Row> byKey(String table) {
        return RegionFiles.table(table).stream()
                .collect(Collectors.toMap(row -> row.get("key"), Function.identity(), (a, b) -> a, LinkedHashMap::new));
    }

    /** The fullUrl of an entry: fixed for ever by its type and key. */
    static String key(String type, String key) {
        return "urn:uuid:" + uuid(type, key);
    }

    private static String uuid(String type, String key) {
        return Codes.uuid("mgz-region/directory/" + type + "/" + key);
    }

    List<Row> organisations() {
        return List.copyOf(organisations.values());
    }

    Region.Worker worker(String key) {
        Row row = practitioner(key);
        PersonName.Family family = new PersonName.Family(row.get("prefix"), row.get("family"));
        return new Region.Worker(
                row.get("organisation"),
                number(row),
                row.get("given") + " " + family.full(),
                row.get("roleSystem"),
                row.get("role"));
    }

    Row organisation(String key) {
        return row(organisations, key);
    }

    Row location(String key) {
        return row(locations, key);
    }

    Row practitioner(String key) {
        return row(practitioners, key);
    }

    private static Row row(Map<String, Row> table, String key) {
        Row row = table.get(key);
        if (row == null) {
            throw new IllegalArgumentException("not in the directory: " + key);
        }
        return row;
    }

    List<Row> locationsWhere(Predicate<Row> wanted) {
        return locations.values().stream().filter(wanted).toList();
    }

    /** Those who work there in one of these roles (UZI role code or care role of the gateway). */
    List<Row> workers(String organisation, String... roles) {
        List<String> wanted = List.of(roles);
        return practitioners.values().stream()
                .filter(row -> row.get("organisation").equals(organisation) && wanted.contains(row.get("role")))
                .toList();
    }

    Bundle bundle() {
        PushDraft draft = new PushDraft("mgz-region/directory");
        organisations.values().forEach(row -> addOrganisation(draft, row));
        locations.values().forEach(row -> addLocation(draft, row));
        practitioners.values().forEach(row -> addPractitioner(draft, row));
        practitioners.values().forEach(row -> addRole(draft, row));
        services.forEach(row -> addService(draft, row));
        organisations.values().forEach(row -> addEndpoint(draft, row));
        return draft.bundle();
    }

    private static Reference to(String type, String key) {
        return PushDraft.reference(uuid(type, key), type);
    }

    private static void addOrganisation(PushDraft draft, Row row) {
        Organization organisation = new Organization().setActive(true).setName(row.get("name"));
        organisation.addIdentifier(Codes.identifier(Ura.SYSTEM, row.get("ura")));
        organisation.addIdentifier(Codes.identifier(Codes.AGB, row.get("agb")));
        organisation.addType(Codes.concept(Codes.ORGANISATION_TYPE, row.get("type"), row.get("typeName")));
        organisation.addTelecom(workPhone(row));
        organisation.addAddress(Postal.of(row).work());
        organisation.addEndpoint(to("Endpoint", row.get("key")));
        draft.addOnce(uuid("Organization", row.get("key")), organisation, Ura.SYSTEM, row.get("ura"));
    }

    private static ContactPoint workPhone(Row row) {
        return new ContactPoint()
                .setSystem(ContactPointSystem.PHONE)
                .setUse(ContactPointUse.WORK)
                .setValue(row.get("phone"));
    }

    private static void addLocation(PushDraft draft, Row row) {
        Location location = new Location()
                .setStatus(LocationStatus.ACTIVE)
                .setMode(LocationMode.INSTANCE)
                .setName(row.get("name"))
                .setAddress(Postal.of(row).work())
                .setManagingOrganization(to("Organization", row.get("organisation")));
        location.addIdentifier(Codes.identifier(Codes.DIRECTORY_ENTRY, row.get("key")));
        location.addTelecom(workPhone(row));
        draft.addOnce(uuid("Location", row.get("key")), location, Codes.DIRECTORY_ENTRY, row.get("key"));
    }

    private void addPractitioner(PushDraft draft, Row row) {
        PersonName name = new PersonName(
                row.get("given"), row.get("given"), new PersonName.Family(row.get("prefix"), row.get("family")), null);
        Practitioner practitioner = new Practitioner()
                .setActive(true)
                .addName(name.official())
                .setGender(AdministrativeGender.fromCode(row.get("sex")));
        String number = number(row);
        practitioner.addIdentifier(Codes.identifier(numberSystem(row), number));
        draft.addOnce(uuid("Practitioner", row.get("key")), practitioner, numberSystem(row), number);
    }

    private static boolean hasUzi(Row row) {
        return row.get("roleSystem").equals("uzi");
    }

    private static String numberSystem(Row row) {
        return hasUzi(row) ? Codes.UZI_PERSON : Codes.EMPLOYEE;
    }

    /** Fictitious: the place in the table, after 9000 for a UZI number or after the URA for an employee. */
    private String number(Row row) {
        int place = 1 + List.copyOf(practitioners.keySet()).indexOf(row.get("key"));
        String ura = organisation(row.get("organisation")).get("ura");
        return hasUzi(row) ? "9000%05d".formatted(place) : "%s-%03d".formatted(ura, place);
    }

    private static void addRole(PushDraft draft, Row row) {
        PractitionerRole role = new PractitionerRole()
                .setActive(true)
                .setPractitioner(to("Practitioner", row.get("key")))
                .setOrganization(to("Organization", row.get("organisation")));
        role.addIdentifier(Codes.identifier(Codes.DIRECTORY_ENTRY, row.get("key")));
        if (hasUzi(row)) {
            role.addSpecialty(Codes.concept(Codes.UZI_ROLE, row.get("role"), row.get("roleName")));
        } else {
            role.addCode(Codes.concept(Codes.CARE_ROLE, row.get("role"), row.get("roleName")));
        }
        if (row.has("extraRole")) {
            role.addCode(Codes.concept(Codes.CARE_ROLE, row.get("extraRole")));
        }
        draft.addOnce(uuid("PractitionerRole", row.get("key")), role, Codes.DIRECTORY_ENTRY, row.get("key"));
    }

    private static void addService(PushDraft draft, Row row) {
        HealthcareService service = new HealthcareService()
                .setActive(true)
                .setName(row.get("name"))
                .setComment(row.get("comment"))
                .setProvidedBy(to("Organization", row.get("organisation")));
        service.addIdentifier(Codes.identifier(Codes.DIRECTORY_ENTRY, row.get("key")));
        service.addType(kind(row.get("kind")).setText(row.get("name")));
        if (row.has("specialty")) {
            service.addSpecialty(Codes.concept(Codes.UZI_ROLE, row.get("specialty")));
        }
        service.addEndpoint(to("Endpoint", row.get("organisation")));
        addHours(service, row.get("hours"));
        draft.addOnce(uuid("HealthcareService", row.get("key")), service, Codes.DIRECTORY_ENTRY, row.get("key"));
    }

    /** Only what can be asked for in a consultation has a code; triage and locum cover are named in words. */
    private static CodeableConcept kind(String kind) {
        return List.of("meekijkconsult", "achterwacht", "aanrijdteam").contains(kind)
                ? Codes.concept(Codes.CONSULTATION_KIND, kind)
                : new CodeableConcept();
    }

    private static void addHours(HealthcareService service, String hours) {
        if (hours.equals("24/7")) {
            service.addAvailableTime().setAllDay(true);
        } else if (hours.equals("kantooruren")) {
            var time = service.addAvailableTime();
            List.of(DaysOfWeek.MON, DaysOfWeek.TUE, DaysOfWeek.WED, DaysOfWeek.THU, DaysOfWeek.FRI)
                    .forEach(time::addDaysOfWeek);
            time.setAvailableStartTime("08:00:00").setAvailableEndTime("17:00:00");
        }
    }

    private static void addEndpoint(PushDraft draft, Row row) {
        String slug = "endpoint-" + row.get("key");
        Endpoint endpoint = new Endpoint()
                .setStatus(EndpointStatus.ACTIVE)
                .setConnectionType(new Coding(Codes.HL7 + "endpoint-connection-type", "hl7-fhir-rest", "HL7 FHIR"))
                .setName("FHIR R4 van " + row.get("name"))
                .setManagingOrganization(to("Organization", row.get("key")))
                .setAddress("https://fhir." + row.get("key") + ".example/r4");
        endpoint.addIdentifier(Codes.identifier(Codes.DIRECTORY_ENTRY, slug));
        endpoint.addPayloadType(new CodeableConcept(new Coding(Codes.HL7 + "endpoint-payload-type", "any", "Any")));
        endpoint.addPayloadMimeType("application/fhir+json");
        draft.addOnce(uuid("Endpoint", row.get("key")), endpoint, Codes.DIRECTORY_ENTRY, slug);
    }
}
