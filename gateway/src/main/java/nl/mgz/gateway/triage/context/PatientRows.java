package nl.mgz.gateway.triage.context;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.summary.Dutch;
import nl.mgz.gateway.summary.Statement;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;

/** What the Patient itself says, as lines to read. The BSN is in none of them: who needs it finds it in the resource. */
final class PatientRows {

    private static final ZoneId REGION = ZoneId.of("Europe/Amsterdam");

    private static final Map<String, String> GENDERS =
            Map.of("male", "man", "female", "vrouw", "other", "anders", "unknown", "onbekend");

    private final Instant at;

    PatientRows(Instant at) {
        this.at = at;
    }

    List<Row> identity(List<Statement> patients) {
        List<Row> rows = new ArrayList<>();
        for (Statement one : patients) {
            Patient patient = (Patient) one.resource();
            add(rows, "Naam", name(patient.getName()), one);
            add(rows, "Roepnaam", called(patient.getName()), one);
            add(rows, "Geboren", born(patient.getBirthDateElement()), one);
            add(
                    rows,
                    "Geslacht",
                    patient.hasGender()
                            ? GENDERS.getOrDefault(patient.getGender().toCode(), "")
                            : "",
                    one);
            add(rows, "Overleden", deceased(patient), one);
            patient.getAddress().stream()
                    .filter(address -> address.getUse() != Address.AddressUse.OLD)
                    .forEach(address -> add(rows, "Adres", address(address), one));
            add(rows, "Telefoon", People.phones(patient.getTelecom()), one);
        }
        return rows;
    }

    private static void add(List<Row> rows, String what, String details, Statement statement) {
        if (!details.isBlank()) {
            rows.add(Row.of(what, details, "", statement));
        }
    }

    private static String name(List<HumanName> names) {
        return Dutch.name(names.stream()
                .sorted((one, other) ->
                        Boolean.compare(other.getUse() == NameUse.OFFICIAL, one.getUse() == NameUse.OFFICIAL))
                .toList());
    }

    private static String called(List<HumanName> names) {
        return names.stream()
                .filter(name -> name.getUse() == NameUse.USUAL || name.getUse() == NameUse.NICKNAME)
                .map(name -> name.hasText() ? name.getText() : name.getGivenAsSingleString())
                .collect(Collectors.joining(", "));
    }

    private String born(DateType date) {
        if (!date.hasValue()) {
            return "";
        }
        String text = date.getValueAsString();
        return text.length() == 10
                ? text + " ("
                        + Period.between(
                                        LocalDate.parse(text), at.atZone(REGION).toLocalDate())
                                .getYears()
                        + " jaar)"
                : text;
    }

    private static String deceased(Patient patient) {
        if (patient.getDeceased() instanceof BooleanType yes) {
            return yes.booleanValue() ? "ja" : "";
        }
        return Dutch.date(patient.getDeceased());
    }

    private static String address(Address address) {
        return address.hasText()
                ? address.getText()
                : Stream.concat(
                                address.getLine().stream().map(StringType::getValue),
                                Stream.of(address.getPostalCode(), address.getCity()))
                        .filter(part -> part != null && !part.isBlank())
                        .collect(Collectors.joining(" "));
    }

    List<Row> languages(List<Statement> patients) {
        List<Row> rows = new ArrayList<>();
        for (Statement one : patients) {
            ((Patient) one.resource())
                    .getCommunication()
                    .forEach(language -> add(
                            rows,
                            "Taal",
                            Dutch.joined(
                                    Dutch.concept(language.getLanguage()), language.getPreferred() ? "voorkeur" : ""),
                            one));
        }
        return rows;
    }

    /** Contact persons who are written in the Patient. */
    List<Row> contacts(List<Statement> patients) {
        List<Row> rows = new ArrayList<>();
        for (Statement one : patients) {
            ((Patient) one.resource())
                    .getContact()
                    .forEach(contact -> rows.add(Row.of(
                            contact.hasName() ? Dutch.name(List.of(contact.getName())) : "zonder naam",
                            Dutch.joined(
                                    Dutch.concepts(contact.getRelationship()), People.phones(contact.getTelecom())),
                            Dutch.date(contact.getPeriod()),
                            one)));
        }
        return rows;
    }
}
