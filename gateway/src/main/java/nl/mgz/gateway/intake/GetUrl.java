package nl.mgz.gateway.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;

/** A URL ends up in logs, histories and proxies of others: no BSN may be in one. */
final class GetUrl {

    private static final Pattern BSN_SYSTEM = Pattern.compile(
            "NamingSystem/bsn|2\\.16\\.840\\.1\\.113883\\.2\\.4\\.6\\.3(?![0-9.])", Pattern.CASE_INSENSITIVE);

    /** {@code identifier=123456789}, with any modifier or chain before it and with or without a bar. */
    private static final Pattern BARE_NUMBER =
            Pattern.compile("(?:^|&)[^=&]*identifier[^=&]*=[^&]*(?<!\\d)\\d{9}(?!\\d)");

    private GetUrl() {}

    static Optional<Refusal> check(HttpServletRequest request) {
        String query = request.getQueryString();
        if (query == null) {
            return Optional.empty();
        }
        String decoded = decoded(query);
        boolean named = BSN_SYSTEM.matcher(decoded).find();
        return named || BARE_NUMBER.matcher(decoded).find()
                ? Optional.of(Refusal.of(
                        ErrorCode.BSN_IN_URL,
                        "A BSN does not belong in a URL, where logs keep it. Search by POST to Patient/_search, with"
                                + " identifier=http://fhir.nl/fhir/NamingSystem/bsn|… in the form body"))
                : Optional.empty();
    }

    /** Decoded twice: a system that is encoded once too often is still one. */
    private static String decoded(String query) {
        try {
            String once = URLDecoder.decode(query, StandardCharsets.UTF_8);
            return once + "&" + URLDecoder.decode(once, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return query;
        }
    }
}
