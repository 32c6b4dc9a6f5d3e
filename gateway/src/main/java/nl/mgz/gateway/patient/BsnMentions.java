package nl.mgz.gateway.patient;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nl.mgz.gateway.fhir.Elements;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.springframework.stereotype.Component;

/**
 * How many people a request names by BSN: so much may its answer tell about who is known here. It counts wherever a BSN
 * stands; one that is looked up nowhere is counted too many, and none is missed.
 */
@Component
public class BsnMentions {

    private static final Pattern NUMBER = Pattern.compile("(?<!\\d)\\d{8,9}(?!\\d)");

    /** In the parameters of a search: with the system of the BSN, or without any in a parameter about an identifier. */
    public int inParameters(Map<String, String[]> parameters) {
        Set<Bsn> named = new HashSet<>();
        parameters.forEach((name, values) -> Stream.of(values)
                .flatMap(value -> Stream.of(value.split(",")))
                .flatMap(token -> bsn(name, token).stream())
                .forEach(named::add));
        return named.size();
    }

    private static Optional<Bsn> bsn(String parameter, String token) {
        int bar = token.indexOf('|');
        String system = bar < 0 ? "" : token.substring(0, bar).strip();
        boolean may = system.isEmpty() ? parameter.contains("identifier") : Bsn.isSystem(system);
        return may ? Bsn.parse(token.substring(bar + 1).strip()) : Optional.empty();
    }

    /** In a resource that is written, or in those of a Bundle: as an identifier, and in a reference that searches. */
    public int in(IBaseResource resource) {
        Set<Bsn> named = new HashSet<>();
        Elements.each(resource, element -> collect(element, named));
        return named.size();
    }

    private static void collect(IBase element, Set<Bsn> named) {
        if (element instanceof Identifier identifier && Bsn.isBsn(identifier)) {
            Bsn.parse(identifier.getValue()).ifPresent(named::add);
        } else if (element instanceof Reference reference
                && reference.hasReference()
                && reference.getReference().contains("?")) {
            numbers(reference.getReference(), named);
        }
    }

    /** In a patch: any number that can be one, as a patch may set the digits alone. */
    public int inPatch(String body) {
        Set<Bsn> named = new HashSet<>();
        numbers(body, named);
        return named.size();
    }

    private static void numbers(String text, Set<Bsn> named) {
        NUMBER.matcher(text)
                .results()
                .map(MatchResult::group)
                .flatMap(digits -> Bsn.parse(digits).stream())
                .forEach(named::add);
    }
}
