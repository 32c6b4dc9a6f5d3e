package nl.mgz.gateway.terminology;

import java.util.List;
import java.util.Optional;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupComponent;
import org.hl7.fhir.r4.model.ConceptMap.SourceElementComponent;
import org.hl7.fhir.r4.model.ConceptMap.TargetElementComponent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;

/** The terminology operations (https://hl7.org/fhir/R4/terminology-service.html), for what is held here. */
public final class CodeQuestions {

    private final CodeKnowledge knowledge;
    private final CodeExpansion expansion;
    private final Definitions definitions;

    public CodeQuestions(TerminologySupport support, Definitions definitions) {
        this.knowledge = support.knowledge();
        this.expansion = new CodeExpansion(support);
        this.definitions = definitions;
    }

    /** {@code CodeSystem/$validate-code}: whether the system has the code. */
    public Parameters validateInSystem(String system, String code) {
        return answer(knowledge.inSystem(system, code), system, code, "The system " + system);
    }

    /** {@code ValueSet/$validate-code}. @param system empty where the caller gives a bare code */
    public Parameters validateInValueSet(String url, String system, String code) {
        ValueSet set = valueSet(url);
        return answer(knowledge.inValueSet(set, system, code), system, code, "The value set " + url);
    }

    private Parameters answer(Membership membership, String system, String code, String where) {
        Parameters answer = new Parameters();
        answer.addParameter("result", new BooleanType(membership != Membership.OUT));
        if (membership == Membership.NOT_CHECKED) {
            answer.addParameter(
                    "message",
                    new StringType(
                            where + " cannot be checked for this code: the code system is not held here in whole"));
        } else if (membership == Membership.OUT) {
            answer.addParameter("message", new StringType(where + " does not have the code"));
        }
        concept(system, code)
                .map(ConceptDefinitionComponent::getDisplay)
                .ifPresent(display -> answer.addParameter("display", new StringType(display)));
        return answer;
    }

    /** {@code ValueSet/$expand}. @param filter text that code or display must contain, or null */
    public ValueSet expand(String url, @Nullable String filter, int count, int offset) {
        ValueSet set = valueSet(url);
        List<Coding> codes = expansion
                .expand(set)
                .orElseThrow(() -> Refusal.of(
                                ErrorCode.PARAMETER_INVALID,
                                "The value set cannot be expanded: it takes codes from a system that is not held here in whole")
                        .asException());
        List<Coding> wanted =
                codes.stream().filter(code -> matches(code, filter)).toList();
        ValueSet expanded = set.copy();
        expanded.setCompose(null);
        expanded.getExpansion().setTotal(wanted.size()).setOffset(offset).setTimestamp(new java.util.Date());
        wanted.stream()
                .skip(offset)
                .limit(count)
                .forEach(code -> expanded.getExpansion()
                        .addContains()
                        .setSystem(code.getSystem())
                        .setCode(code.getCode())
                        .setDisplay(code.getDisplay()));
        return expanded;
    }

    private static boolean matches(Coding code, @Nullable String filter) {
        if (filter == null || filter.isBlank()) {
            return true;
        }
        String wanted = filter.toLowerCase(java.util.Locale.ROOT);
        return (code.getCode() + " " + code.getDisplay())
                .toLowerCase(java.util.Locale.ROOT)
                .contains(wanted);
    }

    /** {@code CodeSystem/$lookup}. */
    public Parameters lookup(String system, String code) {
        CodeSystemContent content = knowledge
                .system(system)
                .orElseThrow(() -> Refusal.of(ErrorCode.NOT_FOUND, "The code system is not held here")
                        .asException());
        ConceptDefinitionComponent concept = content.find(code)
                .orElseThrow(() -> Refusal.of(ErrorCode.NOT_FOUND, "The code system does not have this code")
                        .asException());
        Parameters answer = new Parameters();
        answer.addParameter("name", new StringType(content.system().getName()));
        answer.addParameter("version", new StringType(content.system().getVersion()));
        answer.addParameter("display", new StringType(concept.getDisplay()));
        concept.getDesignation().forEach(designation -> {
            var part = answer.addParameter().setName("designation");
            part.addPart().setName("language").setValue(new CodeType(designation.getLanguage()));
            part.addPart().setName("value").setValue(new StringType(designation.getValue()));
        });
        concept.getProperty().forEach(property -> {
            var part = answer.addParameter().setName("property");
            part.addPart().setName("code").setValue(new CodeType(property.getCode()));
            part.addPart().setName("value").setValue(property.getValue());
        });
        return answer;
    }

    /** {@code ConceptMap/$translate}. @param url of the map, or null for every map that has the code as a source */
    public Parameters translate(@Nullable String url, String system, String code) {
        Parameters answer = new Parameters();
        List<Parameters.ParametersParameterComponent> matches = definitions
                .all(ConceptMap.class)
                .filter(map -> url == null || url.equals(map.getUrl()))
                .flatMap(map -> map.getGroup().stream()
                        .filter(group -> system.equals(group.getSource()))
                        .flatMap(group -> group.getElement().stream()
                                .filter(element -> code.equals(element.getCode()))
                                .flatMap(element -> element.getTarget().stream()
                                        .map(target -> match(map, group, element, target)))))
                .toList();
        answer.addParameter("result", new BooleanType(!matches.isEmpty()));
        matches.forEach(answer::addParameter);
        if (matches.isEmpty()) {
            answer.addParameter("message", new StringType("No map that is held here translates this code"));
        }
        return answer;
    }

    private static Parameters.ParametersParameterComponent match(
            ConceptMap map,
            ConceptMapGroupComponent group,
            SourceElementComponent element,
            TargetElementComponent target) {
        Parameters.ParametersParameterComponent match = new Parameters.ParametersParameterComponent();
        match.setName("match");
        match.addPart()
                .setName("equivalence")
                .setValue(new CodeType(target.getEquivalence().toCode()));
        match.addPart()
                .setName("concept")
                .setValue(new Coding(group.getTarget(), target.getCode(), target.getDisplay()));
        match.addPart().setName("source").setValue(new StringType(map.getUrl()));
        return match;
    }

    private Optional<ConceptDefinitionComponent> concept(String system, String code) {
        return system.isEmpty() ? Optional.empty() : knowledge.system(system).flatMap(content -> content.find(code));
    }

    private ValueSet valueSet(String url) {
        return knowledge
                .valueSet(url)
                .orElseThrow(() -> Refusal.of(ErrorCode.NOT_FOUND, "The value set is not held here")
                        .asException());
    }
}
