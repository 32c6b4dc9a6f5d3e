package nl.mgz.gateway.identity;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The caller as a request declares it ({@code mgz.identity}). A declaration proves nothing: it is taken only because the
 * gateway listens on loopback as long as it has no better.
 *
 * @param operator URA that authors what comes without a declaration
 */
@ConfigurationProperties("mgz.identity")
public record DeclaredCaller(@DefaultValue("99999990") String operator) {

    public DeclaredCaller {
        if (Ura.parse(operator).isEmpty()) {
            throw new IllegalArgumentException("mgz.identity.operator must be a URA: eight digits");
        }
    }

    /** The request header that names the calling organisation by its URA. */
    public static final String HEADER = "X-MGZ-Organization";

    /** @return empty when the header is there and is no URA */
    public Optional<Caller> of(@Nullable String header) {
        return Ura.parse(header == null ? operator : header.strip()).map(Caller::new);
    }
}
