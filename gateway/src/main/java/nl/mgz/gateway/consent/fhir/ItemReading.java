package nl.mgz.gateway.consent.fhir;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import nl.mgz.gateway.consent.Span;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * What a provision can name of one resource, beside its labels: codes, its author, its date, what it belongs to, its status.
 * Types have these under different names; the first that is there counts.
 */
record ItemReading(
        Set<String> codes,
        @Nullable String author,
        @Nullable Span date,
        Set<String> related,
        @Nullable String status) {

    private static final List<String> CODES =
            List.of("code", "category", "type", "medication", "vaccineCode", "class", "scope");

    private static final List<String> AUTHORS =
            List.of("author", "recorder", "performer", "asserter", "informationSource", "sender", "source");

    private static final List<String> DATES = List.of(
            "effective",
            "performed",
            "onset",
            "occurrence",
            "period",
            "date",
            "authoredOn",
            "authored",
            "recordedDate",
            "created",
            "sent",
            "dateTime",
            "issued");

    private static final List<String> BELONGS_TO =
            List.of("encounter", "context", "partOf", "basedOn", "episodeOfCare", "focus", "about");

    static ItemReading of(Resource resource) {
        Set<String> codes = new TreeSet<>();
        CODES.forEach(name -> Elements.codings(resource, name)
                .filter(coding -> coding.hasCode())
                .forEach(coding -> codes.add(coding.getSystem() + "|" + coding.getCode())));
        return new ItemReading(
                codes,
                Elements.references(resource, AUTHORS)
                        .filter(text -> text.startsWith("Practitioner"))
                        .findFirst()
                        .orElse(null),
                date(resource).orElse(null),
                new TreeSet<>(Elements.references(resource, BELONGS_TO).toList()),
                status(resource));
    }

    static Optional<Span> date(Resource resource) {
        return DATES.stream()
                .flatMap(name -> Elements.of(resource, name))
                .flatMap(found -> interval(found).stream())
                .findFirst();
    }

    private static Optional<Span> interval(Base found) {
        if (found instanceof BaseDateTimeType moment && moment.hasValue()) {
            return Optional.ofNullable(Span.ofDate(moment.getValueAsString()));
        }
        if (found instanceof Period period && !period.isEmpty()) {
            return Optional.ofNullable(Span.ofPeriod(
                    period.getStartElement().getValueAsString(),
                    period.getEndElement().getValueAsString()));
        }
        return Optional.empty();
    }

    /** An entry in error is one, whichever of its elements says so. */
    private static @Nullable String status(Resource resource) {
        boolean inError = Stream.of("verificationStatus", "clinicalStatus")
                .flatMap(name -> Elements.codings(resource, name))
                .anyMatch(coding -> "entered-in-error".equals(coding.getCode()));
        return inError ? "entered-in-error" : Elements.text(resource, "status").orElse(null);
    }
}
