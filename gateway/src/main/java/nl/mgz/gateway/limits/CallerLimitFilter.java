package nl.mgz.gateway.limits;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import nl.mgz.gateway.identity.AuthenticationFilter;
import nl.mgz.gateway.identity.Caller;
import org.springframework.dao.DataAccessException;
import org.springframework.web.filter.OncePerRequestFilter;

/** As soon as the caller is known, and before anything of its request is read. */
public final class CallerLimitFilter extends OncePerRequestFilter {

    private final Limits limits;

    public CallerLimitFilter(Limits limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller = AuthenticationFilter.caller(request);
        Optional<Duration> wait;
        try {
            wait = caller.flatMap(limits::request);
        } catch (DataAccessException e) {
            TooMany.away(response);
            return;
        }
        if (wait.isPresent()) {
            TooMany.requests(response, wait.get());
        } else {
            chain.doFilter(request, response);
        }
    }
}
