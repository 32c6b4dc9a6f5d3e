package nl.mgz.gateway.limits;

import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Before the token endpoint, whose checks of signatures are what costs most for a request of a stranger. */
final class TokenLimitFilter extends OncePerRequestFilter {

    private static final int LONGEST = 8_000;

    private final Limits limits;

    TokenLimitFilter(Limits limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Duration> wait;
        try {
            wait = limits.token(request.getRemoteAddr(), named(request));
        } catch (DataAccessException e) {
            TooMany.noTokens(response);
            return;
        }
        if (wait.isPresent()) {
            TooMany.tokens(response, wait.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    private static @Nullable String named(HttpServletRequest request) {
        String assertion = request.getParameter("client_assertion");
        if (assertion == null || assertion.length() > LONGEST) {
            return request.getParameter("client_id");
        }
        try {
            return SignedJWT.parse(assertion).getJWTClaimsSet().getSubject();
        } catch (ParseException e) {
            return null; // The token endpoint will say so; it counts for its address.
        }
    }
}
