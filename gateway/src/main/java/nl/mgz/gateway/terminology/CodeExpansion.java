package nl.mgz.gateway.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;

/** The codes of a value set, as far as they are here. */
public final class CodeExpansion {

    private static final int MOST_CODES = 2_000;

    private final CodeKnowledge knowledge;

    public CodeExpansion(TerminologySupport support) {
        this.knowledge = support.knowledge();
    }

    /**
     * The codes of a value set as the value of a token parameter, {@code system|code,system|code}: what {@code :in} asks
     * (https://hl7.org/fhir/R4/search.html#token).
     *
     * @throws nl.mgz.gateway.refusal.RefusedException when the value set is not here, or cannot be listed from what is here
     */
    public String ofValueSet(String url) {
        ValueSet set = knowledge
                .valueSet(url)
                .orElseThrow(() -> Refusal.of(
                                ErrorCode.PARAMETER_INVALID,
                                "The value set after :in is not held here: name one that is, or list the codes")
                        .asException());
        List<Coding> codes = expand(set)
                .filter(all -> !all.isEmpty() && all.size() <= MOST_CODES)
                .orElseThrow(() -> Refusal.of(
                                ErrorCode.PARAMETER_INVALID,
                                "The value set after :in cannot be listed here: list the codes instead")
                        .asException());
        return codes.stream()
                .map(code -> code.getSystem() + "|" + code.getCode())
                .collect(Collectors.joining(","));
    }

    /** @return empty when a part of it needs a code system that is not here in whole */
    Optional<List<Coding>> expand(ValueSet set) {
        List<Coding> codes = new ArrayList<>();
        for (ConceptSetComponent include : set.getCompose().getInclude()) {
            Optional<List<Coding>> part = part(include);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            codes.addAll(part.get());
        }
        codes.removeIf(code -> knowledge.inValueSet(set, code.getSystem(), code.getCode()) == Membership.OUT);
        return Optional.of(codes);
    }

    private Optional<List<Coding>> part(ConceptSetComponent include) {
        if (include.hasConcept()) {
            return Optional.of(include.getConcept().stream()
                    .map(one -> new Coding(
                            include.getSystem(),
                            one.getCode(),
                            display(include.getSystem(), one.getCode(), one.getDisplay())))
                    .toList());
        }
        if (include.hasSystem()) {
            return knowledge
                    .system(include.getSystem())
                    .filter(CodeSystemContent::whole)
                    .map(content -> content.concepts()
                            .filter(one -> !include.hasFilter()
                                    || content.matches(one.getCode(), include.getFilter()) == Membership.IN)
                            .map(one -> new Coding(include.getSystem(), one.getCode(), one.getDisplay()))
                            .toList());
        }
        List<Coding> imported = new ArrayList<>();
        for (var url : include.getValueSet()) {
            Optional<List<Coding>> part = knowledge.valueSet(url.getValue()).flatMap(this::expand);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            imported.addAll(part.get());
        }
        return Optional.of(imported);
    }

    private @org.jspecify.annotations.Nullable String display(
            String system, String code, @org.jspecify.annotations.Nullable String own) {
        return own != null
                ? own
                : knowledge
                        .system(system)
                        .flatMap(content -> content.find(code))
                        .map(one -> one.getDisplay())
                        .orElse(null);
    }
}
