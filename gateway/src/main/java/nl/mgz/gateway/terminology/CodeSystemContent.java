package nl.mgz.gateway.terminology;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetFilterComponent;

/** A code system opened for questions: its concepts by code, who is above whom, and whether it is whole. */
final class CodeSystemContent {

    private final CodeSystem system;
    private final Map<String, ConceptDefinitionComponent> concepts = new HashMap<>();
    private final Map<String, Set<String>> parents = new HashMap<>();

    CodeSystemContent(CodeSystem system) {
        this.system = system;
        system.getConcept().forEach(concept -> add(concept, null));
    }

    private void add(ConceptDefinitionComponent concept, @org.jspecify.annotations.Nullable String parent) {
        String key = key(concept.getCode());
        concepts.put(key, concept);
        Set<String> above = parents.computeIfAbsent(key, code -> new HashSet<>());
        if (parent != null) {
            above.add(key(parent));
        }
        concept.getProperty().stream()
                .filter(property -> Set.of("parent", "subsumedBy").contains(property.getCode()))
                .forEach(property -> above.add(key(property.getValue().primitiveValue())));
        concept.getConcept().forEach(child -> add(child, concept.getCode()));
    }

    CodeSystem system() {
        return system;
    }

    boolean whole() {
        return system.getContent() == CodeSystemContentMode.COMPLETE;
    }

    Stream<ConceptDefinitionComponent> concepts() {
        return concepts.values().stream();
    }

    Optional<ConceptDefinitionComponent> find(String code) {
        return Optional.ofNullable(concepts.get(key(code)));
    }

    Membership contains(String code) {
        if (concepts.containsKey(key(code))) {
            return Membership.IN;
        }
        return whole() ? Membership.OUT : Membership.NOT_CHECKED;
    }

    /** All filters hold (https://hl7.org/fhir/R4/valueset.html#filters); an operator that is not known here is not checked. */
    Membership matches(String code, List<ConceptSetFilterComponent> filters) {
        Membership known = contains(code);
        if (known != Membership.IN) {
            return known;
        }
        return filters.stream().map(filter -> matches(code, filter)).reduce(Membership.IN, Membership::and);
    }

    private Membership matches(String code, ConceptSetFilterComponent filter) {
        String value = filter.getValue();
        if (filter.getOp() == null || value == null) {
            return Membership.NOT_CHECKED;
        }
        return switch (filter.getOp()) {
            case ISA -> Membership.of(below(code, value) || key(code).equals(key(value)));
            case DESCENDENTOF -> Membership.of(below(code, value));
            case ISNOTA -> Membership.of(!below(code, value) && !key(code).equals(key(value)));
            case EQUAL -> Membership.of(properties(code, filter.getProperty()).anyMatch(value::equals));
            case IN ->
                Membership.of(properties(code, filter.getProperty()).anyMatch(List.of(value.split(","))::contains));
            case NOTIN ->
                Membership.of(properties(code, filter.getProperty()).noneMatch(List.of(value.split(","))::contains));
            case EXISTS ->
                Membership.of(
                        properties(code, filter.getProperty()).findAny().isPresent() == Boolean.parseBoolean(value));
            case REGEX -> Membership.of(properties(code, filter.getProperty()).anyMatch(regex(value)));
            default -> Membership.NOT_CHECKED;
        };
    }

    private static Predicate<String> regex(String value) {
        return Pattern.compile(value).asMatchPredicate();
    }

    private Stream<String> properties(String code, String property) {
        ConceptDefinitionComponent concept = concepts.get(key(code));
        if (concept == null) {
            return Stream.empty();
        }
        if ("concept".equals(property) || "code".equals(property)) {
            return Stream.of(concept.getCode());
        }
        if ("display".equals(property)) {
            return Stream.ofNullable(concept.getDisplay());
        }
        return concept.getProperty().stream()
                .filter(one -> one.getCode().equals(property) && one.hasValue())
                .map(one -> one.getValue().isPrimitive() ? one.getValue().primitiveValue() : "");
    }

    private boolean below(String code, String ancestor) {
        Set<String> seen = new HashSet<>();
        return below(key(code), key(ancestor), seen);
    }

    private boolean below(String code, String ancestor, Set<String> seen) {
        if (!seen.add(code)) {
            return false;
        }
        Set<String> above = parents.getOrDefault(code, Set.of());
        return above.contains(ancestor) || above.stream().anyMatch(one -> below(one, ancestor, seen));
    }

    private String key(String code) {
        boolean caseSensitive = !system.hasCaseSensitive() || system.getCaseSensitive();
        return caseSensitive ? code : code.toLowerCase(java.util.Locale.ROOT);
    }
}
