package nl.mgz.gateway.limits;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import nl.mgz.gateway.identity.AuthenticationFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Around the authentication: whom that does not know is counted by network address. A caller with a valid token is not
 * counted, whoever else shares its address.
 */
public final class StrangerLimitFilter extends OncePerRequestFilter {

    private final Limits limits;

    public StrangerLimitFilter(Limits limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean open =
                AuthenticationFilter.isOpen(request) || request.getRequestURI().startsWith("/oauth2/");
        if (!open) {
            chain.doFilter(request, response);
            if (response.getStatus() != HttpServletResponse.SC_UNAUTHORIZED || response.isCommitted()) {
                return;
            }
        }
        Optional<Duration> wait = limits.stranger(request.getRemoteAddr());
        if (wait.isPresent()) {
            response.reset();
            TooMany.requests(response, wait.get());
        } else if (open) {
            chain.doFilter(request, response);
        }
    }
}
