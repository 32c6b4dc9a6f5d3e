package nl.mgz.gateway.terminology;

import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import nl.mgz.gateway.definitions.CanonicalAliases;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.jspecify.annotations.Nullable;

/**
 * Decides membership from what is here, in three values. A value set that lists its codes decides by itself, also where
 * its code system is absent: 33 of the 103 code systems of zib2020 are, and a plain validator calls their codes wrong.
 */
final class CodeKnowledge {

    private static final int DEEPEST_IMPORT = 20;

    private final IValidationSupport source;
    private final ConcurrentMap<String, CodeSystemContent> systems = new ConcurrentHashMap<>();

    /** @param source where code systems and value sets are fetched by canonical */
    CodeKnowledge(IValidationSupport source) {
        this.source = source;
    }

    /** The content of a system; empty when it is not here or holds no concept. */
    Optional<CodeSystemContent> system(String url) {
        // Only what is here is remembered: callers may name any number of systems that are not.
        String system = withoutVersion(url);
        CodeSystemContent known = systems.get(system);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<CodeSystemContent> opened = open(system);
        opened.ifPresent(content -> systems.putIfAbsent(system, content));
        return opened;
    }

    private Optional<CodeSystemContent> open(String url) {
        return source.fetchCodeSystem(url) instanceof CodeSystem found
                        && found.getContent() != CodeSystemContentMode.NOTPRESENT
                        && found.hasConcept()
                ? Optional.of(new CodeSystemContent(found))
                : Optional.empty();
    }

    /** A value set by its canonical, or by another name of the same. */
    Optional<ValueSet> valueSet(String url) {
        String canonical = withoutVersion(url);
        return fetch(canonical).or(() -> fetch(CanonicalAliases.ofValueSet(canonical)));
    }

    private Optional<ValueSet> fetch(String canonical) {
        return source.fetchValueSet(canonical) instanceof ValueSet found ? Optional.of(found) : Optional.empty();
    }

    /** Whether the system has the code. */
    Membership inSystem(String system, String code) {
        return system(system).map(content -> content.contains(code)).orElse(Membership.NOT_CHECKED);
    }

    /** @param system null or empty where the caller has a bare code, as for the FHIR type {@code code} */
    Membership inValueSet(ValueSet set, @Nullable String system, String code) {
        return inValueSet(set, system == null ? "" : withoutVersion(system), code, 0);
    }

    private Membership inValueSet(ValueSet set, String system, String code, int depth) {
        if (depth > DEEPEST_IMPORT) {
            return Membership.NOT_CHECKED;
        }
        if (!set.hasCompose()) {
            return set.hasExpansion()
                    ? Membership.of(listed(set.getExpansion().getContains(), system, code))
                    : Membership.NOT_CHECKED;
        }
        Membership included = set.getCompose().getInclude().stream()
                .map(include -> inSet(include, system, code, depth))
                .reduce(Membership.OUT, Membership::or);
        Membership excluded = set.getCompose().getExclude().stream()
                .map(exclude -> inSet(exclude, system, code, depth))
                .reduce(Membership.OUT, Membership::or);
        return included.and(excluded.not());
    }

    private Membership inSet(ConceptSetComponent set, String system, String code, int depth) {
        Membership imported = set.getValueSet().stream()
                .map(CanonicalType::getValue)
                .map(url -> valueSet(url)
                        .map(found -> inValueSet(found, system, code, depth + 1))
                        .orElse(Membership.NOT_CHECKED))
                .reduce(Membership.IN, Membership::and);
        return set.hasSystem() ? imported.and(bySystem(set, system, code)) : imported;
    }

    private Membership bySystem(ConceptSetComponent set, String system, String code) {
        if (!system.isEmpty() && !system.equals(set.getSystem())) {
            return Membership.OUT;
        }
        if (set.hasConcept()) {
            return Membership.of(set.getConcept().stream().anyMatch(one -> code.equals(one.getCode())));
        }
        Optional<CodeSystemContent> content = system(set.getSystem());
        if (content.isEmpty()) {
            return Membership.NOT_CHECKED;
        }
        return set.hasFilter()
                ? content.get().matches(code, set.getFilter())
                : content.get().contains(code);
    }

    private static boolean listed(List<ValueSetExpansionContainsComponent> contains, String system, String code) {
        return contains.stream()
                .anyMatch(one -> (code.equals(one.getCode())
                                && !one.getAbstract()
                                && (system.isEmpty() || system.equals(one.getSystem())))
                        || listed(one.getContains(), system, code));
    }

    static String withoutVersion(String canonical) {
        int bar = canonical.indexOf('|');
        return bar < 0 ? canonical : canonical.substring(0, bar);
    }
}
