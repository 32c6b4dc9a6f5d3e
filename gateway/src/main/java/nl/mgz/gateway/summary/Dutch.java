package nl.mgz.gateway.summary;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** FHIR data types as a Dutch reader sees them. Nothing is translated that a source wrote in words. */
public final class Dutch {

    private static final Map<String, String> CODES = Map.ofEntries(
            Map.entry("active", "actief"),
            Map.entry("recurrence", "teruggekeerd"),
            Map.entry("relapse", "terugval"),
            Map.entry("inactive", "niet actief"),
            Map.entry("remission", "in remissie"),
            Map.entry("resolved", "over"),
            Map.entry("unconfirmed", "niet bevestigd"),
            Map.entry("provisional", "voorlopig"),
            Map.entry("differential", "differentiaaldiagnose"),
            Map.entry("refuted", "weerlegd"),
            Map.entry("presumed", "vermoed"),
            Map.entry("on-hold", "onderbroken"),
            Map.entry("stopped", "gestopt"),
            Map.entry("completed", "afgerond"),
            Map.entry("cancelled", "geannuleerd"),
            Map.entry("intended", "voorgenomen"),
            Map.entry("not-taken", "wordt niet gebruikt"),
            Map.entry("unknown", "onbekend"),
            Map.entry("high", "hoog risico"),
            Map.entry("low", "laag risico"),
            Map.entry("unable-to-assess", "risico niet te bepalen"),
            Map.entry("mild", "licht"),
            Map.entry("moderate", "matig"),
            Map.entry("severe", "ernstig"),
            Map.entry("in-progress", "bezig"),
            Map.entry("preparation", "in voorbereiding"),
            Map.entry("not-done", "niet gedaan"),
            Map.entry("finished", "afgerond"),
            Map.entry("arrived", "aangekomen"),
            Map.entry("triaged", "getrieerd"),
            Map.entry("onleave", "tijdelijk weg"),
            Map.entry("AMB", "spreekuur of polikliniek"),
            Map.entry("EMER", "spoed"),
            Map.entry("FLD", "op locatie"),
            Map.entry("HH", "thuis"),
            Map.entry("IMP", "opname"),
            Map.entry("SS", "dagopname"),
            Map.entry("VR", "op afstand"));

    private Dutch() {}

    /** A status or class; one that has no Dutch word stays as it is. */
    public static String code(@Nullable String code) {
        return code == null ? "" : CODES.getOrDefault(code, code);
    }

    /** A concept in the words of who wrote it: its text, else the display of a code, else the code. */
    public static String concept(CodeableConcept concept) {
        return concept(concept, "zonder omschrijving");
    }

    /** @param otherwise what to say where nothing is said */
    public static String concept(CodeableConcept concept, String otherwise) {
        if (concept.hasText()) {
            return concept.getText();
        }
        Optional<String> display = concept.getCoding().stream()
                .filter(Coding::hasDisplay)
                .map(Coding::getDisplay)
                .findFirst();
        return display.orElseGet(() -> concept.getCodingFirstRep().hasCode()
                ? "code " + concept.getCodingFirstRep().getCode()
                : otherwise);
    }

    public static String concepts(List<CodeableConcept> concepts) {
        return concepts.stream().map(Dutch::concept).distinct().collect(Collectors.joining(", "));
    }

    public static String name(List<HumanName> names) {
        return names.stream()
                .filter(name -> !name.isEmpty())
                .findFirst()
                .map(name -> name.hasText() ? name.getText() : name.getNameAsSingleString())
                .orElse("zonder naam");
    }

    public static String telecom(List<ContactPoint> points) {
        return points.stream()
                .filter(ContactPoint::hasValue)
                .map(ContactPoint::getValue)
                .collect(Collectors.joining(", "));
    }

    /** A moment as far as it is known: a day of the calendar, or a year. */
    public static String date(@Nullable Type value) {
        if (value instanceof BaseDateTimeType moment && moment.hasValue()) {
            String text = moment.getValueAsString();
            return text.length() > 10 ? text.substring(0, 10) : text;
        }
        if (value instanceof Period period) {
            String start = date(period.getStartElement());
            String end = date(period.getEndElement());
            return end.isEmpty() || end.equals(start) ? start : start + " tot " + end;
        }
        return "";
    }

    public static String value(@Nullable Type value) {
        if (value instanceof Quantity quantity && quantity.hasValue()) {
            return (quantity.hasComparator() ? quantity.getComparator().toCode() + " " : "")
                    + quantity.getValue().toPlainString().replace('.', ',')
                    + (quantity.hasUnit() ? " " + quantity.getUnit() : "");
        }
        if (value instanceof CodeableConcept concept) {
            return concept(concept);
        }
        if (value instanceof BooleanType yes) {
            return yes.booleanValue() ? "ja" : "nee";
        }
        return value != null && value.isPrimitive() ? String.valueOf(value.primitiveValue()) : "";
    }

    /** What there is of these, as one phrase. */
    public static String joined(String... parts) {
        return Stream.of(parts).filter(part -> !part.isBlank()).collect(Collectors.joining("; "));
    }
}
