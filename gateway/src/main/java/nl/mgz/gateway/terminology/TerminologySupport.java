package nl.mgz.gateway.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.LookupCodeRequest;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;

/** The validator's questions about codes, answered by {@link CodeKnowledge}. A display is not a code: it is never compared. */
public final class TerminologySupport implements IValidationSupport {

    /** Systems whose codes are made by rules. */
    private static final Set<String> GRAMMARS =
            Set.of("http://unitsofmeasure.org", "urn:ietf:bcp:13", "urn:ietf:bcp:47", "urn:iso:std:iso:4217");

    private final FhirContext context;
    private final CodeKnowledge knowledge;

    /** @param source where code systems and value sets are found */
    public TerminologySupport(FhirContext context, IValidationSupport source) {
        this.context = context;
        this.knowledge = new CodeKnowledge(source);
    }

    CodeKnowledge knowledge() {
        return knowledge;
    }

    @Override
    public FhirContext getFhirContext() {
        return context;
    }

    @Override
    public String getName() {
        return "Listed codes decide, absent systems are not checked";
    }

    /** Yes for every one: "not checked" is an answer too. */
    @Override
    public boolean isCodeSystemSupported(ValidationSupportContext root, @Nullable String system) {
        return system != null && !system.isBlank();
    }

    @Override
    public boolean isValueSetSupported(ValidationSupportContext root, @Nullable String valueSet) {
        return valueSet != null && !valueSet.isBlank();
    }

    @Override
    public @Nullable CodeValidationResult validateCode(
            ValidationSupportContext root,
            ConceptValidationOptions options,
            @Nullable String system,
            @Nullable String code,
            @Nullable String display,
            @Nullable String valueSetUrl) {
        if (code == null) {
            return null;
        }
        if (valueSetUrl == null || valueSetUrl.isBlank()) {
            return system == null ? null : answer(knowledge.inSystem(system, code), system, code, system);
        }
        Membership membership = knowledge
                .valueSet(valueSetUrl)
                .map(set -> knowledge.inValueSet(set, options.isInferSystem() ? null : system, code))
                .orElse(Membership.NOT_CHECKED);
        return answer(membership, system, code, valueSetUrl);
    }

    @Override
    public @Nullable CodeValidationResult validateCodeInValueSet(
            ValidationSupportContext root,
            ConceptValidationOptions options,
            @Nullable String system,
            @Nullable String code,
            @Nullable String display,
            IBaseResource valueSet) {
        if (code == null || !(valueSet instanceof ValueSet set)) {
            return null;
        }
        String wanted = options.isInferSystem() ? null : system;
        return answer(knowledge.inValueSet(set, wanted, code), system, code, set.getUrl());
    }

    @Override
    public LookupCodeResult lookupCode(ValidationSupportContext root, LookupCodeRequest request) {
        LookupCodeResult result =
                new LookupCodeResult().setSearchedForSystem(request.getSystem()).setSearchedForCode(request.getCode());
        knowledge
                .system(request.getSystem())
                .flatMap(content -> content.find(request.getCode()))
                .ifPresentOrElse(
                        concept -> result.setFound(true).setCodeDisplay(concept.getDisplay()),
                        () -> result.setFound(false));
        return result;
    }

    private static boolean hasGrammar(@Nullable String system) {
        return system != null && GRAMMARS.contains(system);
    }

    private @Nullable CodeValidationResult answer(
            Membership membership, @Nullable String system, String code, @Nullable String where) {
        if (membership == Membership.NOT_CHECKED && hasGrammar(system)) {
            return null;
        }
        return switch (membership) {
            case IN -> new CodeValidationResult().setCode(code).setDisplay(display(system, code));
            case NOT_CHECKED ->
                new CodeValidationResult()
                        .setCode(code)
                        .setSeverity(IssueSeverity.INFORMATION)
                        .setMessage("Not checked: the code system " + system + " is not here, and " + where
                                + " does not list its codes");
            case OUT -> {
                String message = "Unknown code: " + where + " does not have '" + code + "' of " + system;
                yield new CodeValidationResult()
                        .setSeverity(IssueSeverity.ERROR)
                        .setMessage(message)
                        .addIssue(new CodeValidationIssue(
                                message,
                                IssueSeverity.ERROR,
                                CodeValidationIssueCode.CODE_INVALID,
                                CodeValidationIssueCoding.NOT_IN_VS));
            }
        };
    }

    private @Nullable String display(@Nullable String system, String code) {
        if (system == null) {
            return null;
        }
        return knowledge
                .system(system)
                .flatMap(content -> content.find(code))
                .map(ConceptDefinitionComponent::getDisplay)
                .orElse(null);
    }
}
