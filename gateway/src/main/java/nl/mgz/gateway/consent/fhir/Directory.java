package nl.mgz.gateway.consent.fhir;

import static java.util.Comparator.naturalOrder;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import nl.mgz.gateway.consent.Span;
import nl.mgz.gateway.identity.Ura;
import org.jspecify.annotations.Nullable;

/** The region's organisations and people as they were at one moment: which references mean the same one. */
public final class Directory {

    private static final int DEEPEST = 10;

    /** By which number a person is known best. */
    private static final List<String> PERSON_SYSTEMS = List.of(
            "http://fhir.nl/fhir/NamingSystem/uzi-nr-pers",
            "http://fhir.nl/fhir/NamingSystem/dezi",
            "http://fhir.nl/fhir/NamingSystem/big",
            "http://fhir.nl/fhir/NamingSystem/agb-z");

    private final Map<String, String> canonical = new HashMap<>();
    private final Map<String, String> organizations = new HashMap<>();
    private final Map<String, String> partOf = new HashMap<>();
    private final Map<String, String> facilityTypes = new HashMap<>();
    private final List<Map<String, Object>> locums = new ArrayList<>();

    Directory(Collection<DirectoryFact> facts) {
        for (DirectoryFact fact : facts) {
            canonical.put(fact.type() + "/" + fact.id(), ownName(fact));
            if ("Organization".equals(fact.type())) {
                identifier(fact, List.of(Ura.SYSTEM))
                        .forEach(ura -> organizations.merge(ura, fact.id(), BinaryOperator.minBy(naturalOrder())));
            }
        }
        for (DirectoryFact fact : facts) {
            String reference = fact.type() + "/" + fact.id();
            if (fact.statement().get("facilityType") instanceof String type) {
                facilityTypes.put(canonical(reference), type);
            }
            if (fact.statement().get("partOf") instanceof String parent) {
                partOf.put(canonical(reference), parent);
            } else if (fact.statement().get("organization") instanceof String organization) {
                // A role stands for its organisation where an organisation is asked for.
                canonical.put(reference, canonical(organization));
            } else if (fact.statement().containsKey("locum")) {
                locums.add(fact.statement());
            }
        }
    }

    private static String ownName(DirectoryFact fact) {
        return switch (fact.type()) {
            case "Organization" ->
                identifier(fact, List.of(Ura.SYSTEM))
                        .map(ReferenceText::ofUra)
                        .findFirst()
                        .orElse(fact.type() + "/" + fact.id());
            case "Practitioner" ->
                Stream.concat(
                                identifier(fact, PERSON_SYSTEMS),
                                fact.identifiers().stream().map(one -> one.substring(one.indexOf('|') + 1)))
                        .map(ReferenceText::ofPerson)
                        .findFirst()
                        .orElse(fact.type() + "/" + fact.id());
            default -> fact.type() + "/" + fact.id();
        };
    }

    private static Stream<String> identifier(DirectoryFact fact, List<String> systems) {
        return systems.stream()
                .flatMap(system -> fact.identifiers().stream()
                        .filter(one -> one.startsWith(system + "|"))
                        .map(one -> one.substring(system.length() + 1)));
    }

    /** The one name of whom a reference of {@link ReferenceText} means; a reference that the directory does not know stays. */
    public String canonical(String reference) {
        return canonical.getOrDefault(reference, reference);
    }

    /** The id of the Organization that has a URA; null where the directory has none. */
    public @Nullable String organization(String ura) {
        return organizations.get(ura);
    }

    /** What kind of care provider an organisation is, as the directory says; null where it does not. */
    public @Nullable String facilityType(String organization) {
        return facilityTypes.get(organization);
    }

    /** What an organisation is part of, near and far. */
    public Set<String> partOf(String organization) {
        Set<String> all = new LinkedHashSet<>();
        String next = partOf.get(organization);
        for (int depth = 0; next != null && depth < DEEPEST && all.add(canonical(next)); depth++) {
            next = partOf.get(canonical(next));
        }
        all.remove(organization);
        return all;
    }

    boolean standsIn(String locum, Set<String> practices, Instant at) {
        return locums.stream()
                .anyMatch(one -> locum.equals(canonical(String.valueOf(one.get("locum"))))
                        && practices.contains(canonical(String.valueOf(one.get("locumOf"))))
                        && during(text(one.get("start")), text(one.get("end")), at));
    }

    static boolean during(@Nullable String start, @Nullable String end, Instant at) {
        Span period = Span.ofPeriod(start, end);
        return period != null && period.contains(at);
    }

    static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }
}
