package nl.mgz.gateway.audit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import nl.mgz.gateway.consent.fhir.PatientRecords.State;
import nl.mgz.gateway.identity.AuthenticationFilter;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Around everything: keeps an answer back until what it shows is on record. */
public final class AuditFilter extends OncePerRequestFilter {

    /** One text for both reasons: which of them it was would tell that a patient's choices changed just now. */
    private static final byte[] REFUSAL = Refusal.of(
                    ErrorCode.UNAVAILABLE,
                    "Nothing is shown: the audit trail cannot be written, or what the answer rests on changed while it was"
                            + " made. Try again in a moment")
            .asJson();

    /** As OAuth says it, to who asks for a token. */
    private static final byte[] NO_TOKEN =
            "{\"error\":\"temporarily_unavailable\"}".getBytes(StandardCharsets.US_ASCII);

    private static final int FIRST_REFUSAL = 400;

    private final AuditTrail trail;
    private final Clock clock;
    private final Function<HttpServletRequest, Map<String, State>> basis;

    /** @param basis the states of patients that the answer to a request rests on */
    public AuditFilter(AuditTrail trail, Clock clock, Function<HttpServletRequest, Map<String, State>> basis) {
        this.trail = trail;
        this.clock = clock;
        this.basis = basis;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return AuthenticationFilter.isOpen(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        RequestTrail mine = RequestTrail.begin(request, clock.instant());
        ContentCachingResponseWrapper held = new ContentCachingResponseWrapper(response);
        if (isForToken(request)) {
            mine.understood("token", Set.of());
        }
        boolean away = false;
        try {
            chain.doFilter(request, held);
        } catch (DataAccessException | TransactionException e) {
            away = true;
        } catch (IOException | ServletException | RuntimeException e) {
            // Nothing of the answer has left; that somebody asked stays on record.
            trail.ended(mine, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, Map.of());
            throw e;
        }
        // Ours, by which the event is found; a library's own, or one that the caller chose, gives way.
        response.setHeader("X-Request-Id", mine.requestId().toString());
        try {
            // INVARIANT: no answer leaves that is on record after a withdrawal which it does not know. But who wrote
            // something is told so: a 503 would say that nothing was written, and who asks again would write it twice.
            Map<String, State> restsOn = mine.tellsOnlyWhatItWrote() ? Map.of() : basis.apply(request);
            // What is hidden takes as much looking as what is not there.
            if (!away && !isPartner(request, held.getStatus() < FIRST_REFUSAL ? restsOn : Map.of())) {
                turnAway(mine, request, response);
                return;
            }
            // A part of the database may be away and the trail still there: then the failure is on record.
            away |= !trail.ended(mine, away ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : held.getStatus(), restsOn);
        } catch (AuditFailedException | DataAccessException | TransactionException e) {
            away = true;
        }
        if (away) {
            refuse(mine, response);
        } else {
            held.copyBodyToResponse();
        }
    }

    /** INVARIANT: what was made for a caller that was presumed to be a partner leaves only if it is one. */
    private static boolean isPartner(HttpServletRequest request, Map<String, State> restsOn) {
        return AuthenticationFilter.isPartner(
                request, restsOn.values().stream().map(State::directory).toList());
    }

    private void turnAway(RequestTrail mine, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        mine.showsNothing();
        AuthenticationFilter.forget(request);
        trail.ended(mine, HttpServletResponse.SC_UNAUTHORIZED, Map.of());
        response.reset();
        response.setHeader("X-Request-Id", mine.requestId().toString());
        AuthenticationFilter.turnAway(response);
    }

    private static boolean isForToken(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/oauth2/");
    }

    private static void refuse(RequestTrail mine, HttpServletResponse response) throws IOException {
        boolean token = mine.isForToken();
        byte[] body = token ? NO_TOKEN : REFUSAL;
        response.reset();
        response.setHeader("X-Request-Id", mine.requestId().toString());
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType(token ? "application/json" : "application/fhir+json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Retry-After", "5");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
