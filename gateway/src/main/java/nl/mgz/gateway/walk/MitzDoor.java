package nl.mgz.gateway.walk;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.audit.RequestTrail;
import nl.mgz.gateway.identity.Authentication;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.ShortAnswer;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Before {@link MitzNoticeServlet}: lets nobody in but the organisation that the settings name, by its certificate. Mitz asks
 * for no token of ours.
 *
 * <p>INVARIANT: a notice that was not taken in whole, for whatever reason, ends the answers about everybody: what it said is
 * not known.
 */
final class MitzDoor extends OncePerRequestFilter {

    private static final byte[] REFUSAL = Refusal.of(
                    ErrorCode.UNAUTHENTICATED, "Notices are taken over mutual TLS, from the register of consents alone")
            .asJson();

    private final Authentication authentication;
    private final Optional<Ura> sender;
    private final MitzNotices notices;

    /** @param sender empty where notices are taken from nobody */
    MitzDoor(Authentication authentication, Optional<Ura> sender, MitzNotices notices) {
        this.authentication = authentication;
        this.sender = sender;
        this.notices = notices;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        RequestTrail trail = RequestTrail.of(request);
        trail.understood("mitz-notice", Set.of());
        Optional<Ura> from = authentication.certified(request);
        if (from.isEmpty() || !from.equals(sender)) {
            ShortAnswer.send(response, HttpServletResponse.SC_UNAUTHORIZED, ShortAnswer.FHIR, REFUSAL);
            return;
        }
        trail.sentBy(from.get(), "Mitz");
        boolean taken = false;
        try {
            chain.doFilter(request, response);
            taken = response.getStatus() < HttpServletResponse.SC_BAD_REQUEST || !"POST".equals(request.getMethod());
        } finally {
            if (!taken) {
                notices.aboutSomebody();
            }
        }
    }
}
