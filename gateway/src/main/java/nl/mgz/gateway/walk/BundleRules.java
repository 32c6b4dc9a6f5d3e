package nl.mgz.gateway.walk;

import java.util.List;
import java.util.regex.Pattern;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.intake.GetUrl;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What an entry of a Bundle may ask: the same as a request of its own may, and no more. */
@Component
class BundleRules {

    /** Conditions on a business identifier only: any other condition could be used to ask about a record. */
    private static final Pattern CONDITION = Pattern.compile("(?:[A-Za-z]+\\?)?identifier=[^&=]+");

    /** @throws nl.mgz.gateway.refusal.RefusedException that names the first entry that asks too much */
    void check(Bundle bundle) {
        List<BundleEntryComponent> entries = bundle.getEntry();
        for (int i = 0; i < entries.size(); i++) {
            String at = "Bundle.entry[" + i + "]";
            try {
                check(entries.get(i));
            } catch (nl.mgz.gateway.refusal.RefusedException e) {
                throw e.refusal().within(at).asException();
            }
        }
    }

    private static void check(BundleEntryComponent entry) {
        HTTPVerb method = entry.getRequest().getMethod();
        String url = String.valueOf(entry.getRequest().getUrl());
        if (method == null) {
            throw refuse(
                    ErrorCode.NOT_PARSEABLE,
                    "An entry of a transaction or batch needs request.method and request.url",
                    "entry.request");
        }
        String type = url.split("[/?]", 2)[0];
        if (method != HTTPVerb.GET && ServedTypes.find(type).isEmpty()) {
            throw refuse(ErrorCode.TYPE_NOT_SUPPORTED, type + " is not served here", "entry.request.url");
        }
        boolean sameType = !entry.hasResource()
                || method == HTTPVerb.PATCH
                || type.equals(entry.getResource().fhirType());
        if (!sameType) {
            throw refuse(
                    ErrorCode.NOT_PARSEABLE,
                    "request.url names another type than the resource is",
                    "entry.request.url");
        }
        switch (method) {
            case POST -> {
                if (!url.equals(type)) {
                    throw refuse(
                            ErrorCode.NOT_SUPPORTED,
                            "POST in a Bundle creates: its url is the resource type alone",
                            "entry.request.url");
                }
                checkCondition(entry.getRequest().getIfNoneExist(), type, "entry.request.ifNoneExist");
            }
            case PUT, PATCH -> {
                onOneResource(url);
                RequestWalk.requireVersion(entry.getRequest().getIfMatch(), type);
            }
            case DELETE -> onOneResource(url);
            case GET -> {
                if (url.contains("$")) {
                    throw refuse(
                            ErrorCode.NOT_SUPPORTED, "Operations are not served inside a Bundle", "entry.request.url");
                }
            }
            default -> throw refuse(ErrorCode.NOT_SUPPORTED, method + " is not served", "entry.request.method");
        }
    }

    private static void onOneResource(String url) {
        if (!url.matches("[A-Za-z]+/[A-Za-z0-9.-]{1,64}")) {
            throw refuse(
                    ErrorCode.NOT_SUPPORTED,
                    "Conditional update, patch and delete are not served: name the resource by type and id",
                    "entry.request.url");
        }
    }

    /** Whether a conditional create asks no more than whether a business identifier is taken. */
    static void checkCondition(@Nullable String condition, String type, String expression) {
        boolean byIdentifier = ServedTypes.find(type)
                .map(served -> served.parameters().contains("identifier"))
                .orElse(false);
        if (condition != null && GetUrl.hasBsn(condition)) {
            throw refuse(
                    ErrorCode.NOT_SUPPORTED,
                    "No condition by BSN: a Patient is matched by its BSN without one",
                    expression);
        }
        if (condition != null && !(byIdentifier && CONDITION.matcher(condition).matches())) {
            throw refuse(
                    ErrorCode.NOT_SUPPORTED,
                    "A conditional create asks by business identifier, on a type that is searched by it: identifier=system|value and nothing else",
                    expression);
        }
    }

    private static nl.mgz.gateway.refusal.RefusedException refuse(ErrorCode code, String text, String expression) {
        return Refusal.of(code, text, expression).asException();
    }
}
