package nl.mgz.gateway.limits;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import nl.mgz.gateway.refusal.ShortAnswer;

/** What a caller is told that asks too much: the same bytes each time, and in Retry-After how long to wait. */
public final class TooMany {

    static final String RETRY_AFTER = "Retry-After";

    private static final Refusal BSNS = Refusal.of(
            ErrorCode.RATE_LIMITED,
            "Too many people were named by BSN in a short time: wait as many seconds as Retry-After says and send this"
                    + " again. Keep the id of a Patient that you have found, and name fewer at once");
    private static final Refusal BREAK_GLASS = Refusal.of(
            ErrorCode.RATE_LIMITED,
            "The glass was broken too often in the last hour: wait as many seconds as Retry-After says. What was opened"
                    + " before stays open");
    private static final byte[] REQUESTS = Refusal.of(
                    ErrorCode.RATE_LIMITED,
                    "Too many requests in a short time: wait as many seconds as Retry-After says and send this again")
            .asJson();
    private static final byte[] AWAY = Refusal.of(
                    ErrorCode.UNAVAILABLE, "The gateway cannot count your requests now: try again in a moment")
            .asJson();
    private static final byte[] TOKENS = ("{\"error\":\"temporarily_unavailable\",\"error_description\":"
                    + "\"Too many requests: wait as many seconds as Retry-After says, and use a token until it ends\"}")
            .getBytes(StandardCharsets.UTF_8);
    private static final byte[] NO_TOKENS = "{\"error\":\"temporarily_unavailable\"}".getBytes(StandardCharsets.UTF_8);

    private TooMany() {}

    /** For a request that named people by BSN, known or not. */
    public static RefusedException bsns(Duration wait) {
        return after(BSNS, wait);
    }

    /** For a person or an organisation that breaks the glass again and again. */
    public static RefusedException breakGlass(Duration wait) {
        return after(BREAK_GLASS, wait);
    }

    private static RefusedException after(Refusal refused, Duration wait) {
        RefusedException refusal = refused.asException();
        refusal.addResponseHeader(RETRY_AFTER, String.valueOf(seconds(wait)));
        return refusal;
    }

    static void requests(HttpServletResponse response, Duration wait) throws IOException {
        send(response, ErrorCode.RATE_LIMITED.status(), seconds(wait), "application/fhir+json;charset=UTF-8", REQUESTS);
    }

    static void away(HttpServletResponse response) throws IOException {
        send(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, 5, "application/fhir+json;charset=UTF-8", AWAY);
    }

    /** As OAuth writes errors (RFC 6749, 5.2). */
    static void tokens(HttpServletResponse response, Duration wait) throws IOException {
        send(response, ErrorCode.RATE_LIMITED.status(), seconds(wait), "application/json", TOKENS);
    }

    static void noTokens(HttpServletResponse response) throws IOException {
        send(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, 5, "application/json", NO_TOKENS);
    }

    /** Rounded up: who waits that long is let through. */
    static long seconds(Duration wait) {
        return Math.max(1, (wait.toNanos() + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1));
    }

    private static void send(HttpServletResponse response, int status, long wait, String type, byte[] body)
            throws IOException {
        response.setHeader(RETRY_AFTER, String.valueOf(wait));
        ShortAnswer.send(response, status, type, body);
    }
}
