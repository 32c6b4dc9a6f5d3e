package nl.mgz.gateway.intake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.mgz.gateway.refusal.ElevenTest;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** A URL ends up in logs, histories and proxies of others: no BSN may be in one. */
public final class GetUrl {

    private static final Pattern BSN_SYSTEM = Pattern.compile(
            "NamingSystem/bsn|2\\.16\\.840\\.1\\.113883\\.2\\.4\\.6\\.3(?![0-9.])", Pattern.CASE_INSENSITIVE);

    /** {@code identifier=123456782}, with any modifier or chain before it and no system: of other registers the numbers are long too. */
    private static final Pattern BARE_NUMBER =
            Pattern.compile("(?:^|&)[^=&]*identifier[^=&]*=(?:[^&|]*,)?\\|?(\\d{8,9})(?=$|[&,])");

    private GetUrl() {}

    /** @param query the query string as it was sent; null where there is none */
    static Optional<Refusal> check(@Nullable String query) {
        if (query == null) {
            return Optional.empty();
        }
        if (decoded(query).indexOf('\0') >= 0) {
            return Optional.of(Refusal.of(ErrorCode.NUL_CHARACTER, "The URL has a NUL character"));
        }
        return hasBsn(query)
                ? Optional.of(Refusal.of(
                        ErrorCode.BSN_IN_URL,
                        "A BSN does not belong in a URL, where logs keep it. Search by POST to Patient/_search, with"
                                + " identifier=http://fhir.nl/fhir/NamingSystem/bsn|… in the form body"))
                : Optional.empty();
    }

    /** Whether a query, encoded once or twice, carries what is or may be a BSN. */
    public static boolean hasBsn(String query) {
        String once = decoded(query);
        String twice = decoded(once);
        return BSN_SYSTEM.matcher(once).find()
                || BSN_SYSTEM.matcher(twice).find()
                || hasBareBsn(once)
                || hasBareBsn(twice);
    }

    private static boolean hasBareBsn(String query) {
        Matcher number = BARE_NUMBER.matcher(query);
        while (number.find()) {
            if (ElevenTest.passes(number.group(1))) {
                return true;
            }
        }
        return false;
    }

    /** As far as it can be decoded: a stray percent sign hides nothing. */
    private static String decoded(String query) {
        try {
            return URLDecoder.decode(query.replaceAll("%(?![0-9A-Fa-f]{2})", "%25"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return query;
        }
    }
}
