package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.validation.ResourceValidator;
import nl.mgz.gateway.validation.Validation;
import nl.mgz.gateway.validation.Validation.Finding;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Validates what was sent, as it was sent: a parser that drops what it does not know would hide a fault. */
@Component
class BodyValidation {

    private static final Pattern PARAMETERS =
            Pattern.compile("\\A\\s*(?:<\\?xml[^>]*>\\s*)?<Parameters|\"resourceType\"\\s*:\\s*\"Parameters\"");

    private static final Pattern ENTRY = Pattern.compile("Bundle\\.entry\\[(\\d+)]");

    private final ResourceValidator validator;
    private final FhirContext context;

    BodyValidation(ResourceValidator validator, FhirContext context) {
        this.validator = validator;
        this.context = context;
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException with every error that was found */
    void requireValid(RequestDetails request) {
        String body = new String(request.loadRequestContents(), StandardCharsets.UTF_8);
        require(errors(body, request));
    }

    /**
     * The errors of a batch, by entry. What is wrong with the Bundle itself refuses all of it.
     *
     * @throws nl.mgz.gateway.refusal.RefusedException for an error that is in no entry
     */
    Map<Integer, Refusal> byEntry(RequestDetails request) {
        String body = new String(request.loadRequestContents(), StandardCharsets.UTF_8);
        Validation all = errors(body, request);
        Map<Integer, List<Finding>> entries = new HashMap<>();
        List<Finding> outside = new ArrayList<>();
        for (Finding error : all.errors()) {
            Matcher entry = ENTRY.matcher(error.expression());
            if (entry.find()) {
                entries.computeIfAbsent(Integer.parseInt(entry.group(1)), index -> new ArrayList<>())
                        .add(error);
            } else {
                outside.add(error);
            }
        }
        require(new Validation(outside));
        Map<Integer, Refusal> refusals = new HashMap<>();
        entries.forEach((index, errors) -> refusals.put(index, new Validation(errors).refusal()));
        return refusals;
    }

    private Validation errors(String body, RequestDetails request) {
        return isXml(request) ? validator.errorsInXml(body) : validator.errorsInJson(body);
    }

    void requireValid(IBaseResource resource) {
        require(validator.errorsInJson(context.newJsonParser().encodeResourceToString(resource)));
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
            throw Refusal.of(
                            ErrorCode.PARAMETER_INVALID,
                            "Send the resource to validate, alone or as parameter \"resource\"")
                    .asException();
        }
        if (wrapped && parameter != null) {
            return validate(parameter).asOperationOutcome();
        }
        return (isXml(request) ? validator.validateXml(body) : validator.validateJson(body)).asOperationOutcome();
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
