package nl.mgz.gateway.identity;

import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Finds the client of a token request in its assertion. The library's own converter insists on a parameter
 * {@code client_id}, which SMART Backend Services does not have.
 */
final class AssertionConverter implements AuthenticationConverter {

    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final int LONGEST = 8_000;

    private final Connections connections;

    AssertionConverter(Connections connections) {
        this.connections = connections;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        String assertion = only(request, "client_assertion");
        if (!TYPE.equals(only(request, "client_assertion_type")) || assertion == null || assertion.length() > LONGEST) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        try {
            // Not believed yet: it says whose keys the signature has to be checked with.
            String subject = SignedJWT.parse(assertion).getJWTClaimsSet().getSubject();
            String named = only(request, "client_id");
            if (subject == null || named != null && !named.equals(subject)) {
                throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
            }
            return new OAuth2ClientAuthenticationToken(
                    subject,
                    new ClientAuthenticationMethod(TYPE),
                    assertion,
                    Map.of(CertifiedClients.CONNECTION, connections.of(request)));
        } catch (ParseException e) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
    }

    /** A parameter that is there twice has no value. */
    private static @Nullable String only(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values != null && values.length == 1 ? values[0] : null;
    }
}
