package nl.mgz.gateway.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.ShortAnswer;
import org.springframework.dao.DataAccessException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets nobody in whom the gateway does not know. It runs before anything else looks at a request. */
public final class AuthenticationFilter extends OncePerRequestFilter {

    private static final String CALLER = "nl.mgz.caller";

    private static final String PRESUMED = "nl.mgz.presumed";

    /** What is read of one patient, or searched for: it changes nothing, and what it shows is looked at before it leaves. */
    private static final Pattern READ =
            Pattern.compile("/fhir/[A-Z][A-Za-z]{1,50}(/[A-Za-z0-9.-]{1,64}(/\\$[a-z-]{1,50})?)?");

    /** What anybody may see: what the gateway is, how to get in, and its documentation. Nothing about anybody. */
    private static final Pattern OPEN =
            Pattern.compile("/fhir/(metadata|\\.well-known/smart-configuration|swagger-ui(/[\\w.-]*)?|api-docs)/?");

    private static final byte[] REFUSAL = Refusal.of(
                    ErrorCode.UNAUTHENTICATED,
                    "Send a valid access token in the header Authorization: Bearer ..., got from the token endpoint that"
                            + " /fhir/.well-known/smart-configuration names")
            .asJson();
    private static final byte[] AWAY = Refusal.of(
                    ErrorCode.UNAVAILABLE, "The gateway cannot look you up now: try again in a moment")
            .asJson();

    private final Authentication authentication;

    public AuthenticationFilter(Authentication authentication) {
        this.authentication = authentication;
    }

    /** The caller of a request that this filter let in, or that got a token; empty for what anybody may see. */
    public static Optional<Caller> caller(HttpServletRequest request) {
        return Optional.ofNullable((Caller) request.getAttribute(CALLER));
    }

    /**
     * Whether the caller takes part. Who was looked up before the request does; of who was presumed to, it has to be asked
     * before the answer leaves.
     *
     * @param revisions of the directory, on which the answer rests ({@link Presumption#holds})
     */
    public static boolean isPartner(HttpServletRequest request, Collection<Long> revisions) {
        return !(request.getAttribute(PRESUMED) instanceof Presumption presumption) || presumption.holds(revisions);
    }

    /** Who was presumed to be a partner and is none. */
    public static void forget(HttpServletRequest request) {
        request.removeAttribute(CALLER);
        request.removeAttribute(PRESUMED);
    }

    /** The answer to whom the gateway does not know. */
    public static void turnAway(HttpServletResponse response) throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer");
        ShortAnswer.send(response, HttpServletResponse.SC_UNAUTHORIZED, ShortAnswer.FHIR, REFUSAL);
    }

    /** Who got a token by this request. */
    static void recognised(HttpServletRequest request, Caller caller) {
        request.setAttribute(CALLER, caller);
    }

    /** Whether a request is for what anybody may see. */
    public static boolean isOpen(HttpServletRequest request) {
        // As it was sent: what the container makes of dots, semicolons and percents is not what the next one makes of
        // it.
        return OPEN.matcher(request.getRequestURI()).matches() && "GET".equals(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isOpen(request)) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Caller> caller;
        try {
            caller = mayBePresumed(request) ? presumedOrKnown(request) : authentication.of(request);
        } catch (DataAccessException e) {
            response.setHeader("Retry-After", "5");
            ShortAnswer.send(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, ShortAnswer.FHIR, AWAY);
            return;
        }
        if (caller.isEmpty()) {
            turnAway(response);
            return;
        }
        request.setAttribute(CALLER, caller.get());
        chain.doFilter(request, response);
    }

    private static boolean mayBePresumed(HttpServletRequest request) {
        return "GET".equals(request.getMethod())
                && READ.matcher(request.getRequestURI()).matches();
    }

    private Optional<Caller> presumedOrKnown(HttpServletRequest request) {
        Optional<Presumption> presumption = authentication.presumed(request);
        presumption.ifPresent(one -> request.setAttribute(PRESUMED, one));
        return presumption.map(Presumption::caller).or(() -> authentication.of(request));
    }
}
