package nl.mgz.gateway.intake;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** The formats in which FHIR is spoken here: JSON and XML, for what comes and for what goes. HAPI knows more of them. */
final class Formats {

    private static final Set<String> BODIES = Set.of(
            "application/fhir+json",
            "application/json",
            "text/json",
            "application/json-patch+json",
            "application/fhir+xml",
            "application/xml",
            "text/xml",
            "application/x-www-form-urlencoded");

    private static final Pattern NOT_SERVED =
            Pattern.compile("turtle|ndjson|rdf|ttl|n-quads", Pattern.CASE_INSENSITIVE);

    private static final Pattern FORMAT = Pattern.compile("(?:^|&)_format=([^&]*)");

    private Formats() {}

    static Optional<Refusal> check(HttpServletRequest request) {
        String query = request.getQueryString();
        if (query != null && FORMAT.matcher(query).results().anyMatch(found -> !isServed(found.group(1)))) {
            return Optional.of(Refusal.of(ErrorCode.PARAMETER_INVALID, "_format must be json or xml"));
        }
        String type = request.getContentType();
        boolean hasBody = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        if (hasBody && !BODIES.contains(mediaType(type))) {
            return Optional.of(Refusal.of(
                    ErrorCode.FORMAT_NOT_SUPPORTED,
                    "Content-Type must be application/fhir+json or application/fhir+xml"));
        }
        return Optional.empty();
    }

    private static boolean isServed(String format) {
        return !NOT_SERVED.matcher(format).find()
                && (format.contains("json") || format.contains("xml") || format.startsWith("html"));
    }

    private static String mediaType(@Nullable String contentType) {
        return String.valueOf(contentType).split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** A request that asks for another format as well is answered in JSON. */
    static HttpServletRequest onlyServed(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept == null || !NOT_SERVED.matcher(accept).find() ? request : new AcceptsJson(request);
    }

    private static final class AcceptsJson extends HttpServletRequestWrapper {

        AcceptsJson(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getHeader(String name) {
            return "Accept".equalsIgnoreCase(name) ? "application/fhir+json" : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return "Accept".equalsIgnoreCase(name)
                    ? Collections.enumeration(List.of("application/fhir+json"))
                    : super.getHeaders(name);
        }
    }
}
