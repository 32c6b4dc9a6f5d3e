package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.validation.ResourceValidator;
import nl.mgz.gateway.validation.Validation;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Validates what was sent, as it was sent: a parser that drops what it does not know would hide a fault. */
@Component
class BodyValidation {

    private static final Pattern PARAMETERS =
            Pattern.compile("\\A\\s*(?:<\\?xml[^>]*>\\s*)?<Parameters|\"resourceType\"\\s*:\\s*\"Parameters\"");

    private static final String PATCHED = "mgz.patched";

    private final ResourceValidator validator;
    private final FhirContext context;

    BodyValidation(ResourceValidator validator, FhirContext context) {
        this.validator = validator;
        this.context = context;
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException with every error that was found */
    void requireValid(RequestDetails request) {
        String body = new String(request.loadRequestContents(), StandardCharsets.UTF_8);
        require(isXml(request) ? validator.validateXml(body) : validator.validateJson(body));
    }

    void requireValid(IBaseResource resource) {
        require(validate(resource));
    }

    Validation validate(IBaseResource resource) {
        return validator.validateJson(context.newJsonParser().encodeResourceToString(resource));
    }

    /**
     * The answer of {@code $validate}. What was sent alone is validated as it was sent; what came inside Parameters, as it
     * was read.
     */
    OperationOutcome outcome(@Nullable IBaseResource parameter, RequestDetails request) {
        String body = new String(request.loadRequestContents(), StandardCharsets.UTF_8);
        boolean wrapped = PARAMETERS.matcher(body).find();
        if (wrapped && parameter == null) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Send the resource to validate, alone or as parameter \"resource\"")
                    .asException();
        }
        if (wrapped && parameter != null) {
            return validate(parameter).asOperationOutcome();
        }
        return (isXml(request) ? validator.validateXml(body) : validator.validateJson(body)).asOperationOutcome();
    }

    /** Marks the request as one whose result is still to be validated. */
    void expectPatch(RequestDetails request) {
        request.getUserData().put(PATCHED, true);
    }

    void requireValidPatch(IBaseResource result, RequestDetails request) {
        if (request.getUserData().containsKey(PATCHED)) {
            requireValid(result);
        }
    }

    static boolean isXml(RequestDetails request) {
        return String.valueOf(request.getHeader("Content-Type"))
                .toLowerCase(Locale.ROOT)
                .contains("xml");
    }

    private static void require(Validation validation) {
        if (!validation.accepted()) {
            throw validation.refusal().asException();
        }
    }
}
