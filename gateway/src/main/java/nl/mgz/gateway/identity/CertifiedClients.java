package nl.mgz.gateway.identity;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;

/**
 * Clients that prove themselves twice where there is mutual TLS: by their assertion, and by a certificate of the same
 * organisation. The token is then for that certificate.
 */
final class CertifiedClients implements AuthenticationProvider {

    /** Beside an assertion: the {@link Connection} that it came by. */
    static final String CONNECTION = "mgz.connection";

    private static final Logger LOG = LoggerFactory.getLogger(CertifiedClients.class);

    private final AuthenticationProvider assertions;
    private final Partners partners;

    CertifiedClients(AuthenticationProvider assertions, Partners partners) {
        this.assertions = assertions;
        this.partners = partners;
    }

    /** A client that asked with a certificate. */
    private static final class Certified extends OAuth2ClientAuthenticationToken {

        private static final long serialVersionUID = 1L;

        private final String thumbprint;

        Certified(OAuth2ClientAuthenticationToken client, String thumbprint) {
            super(
                    Objects.requireNonNull(client.getRegisteredClient()),
                    client.getClientAuthenticationMethod(),
                    client.getCredentials());
            this.thumbprint = thumbprint;
        }
    }

    /** What a token of this client is to be bound to. */
    static Optional<String> thumbprint(Object client) {
        return client instanceof Certified certified ? Optional.of(certified.thumbprint) : Optional.empty();
    }

    @Override
    public boolean supports(Class<?> type) {
        return assertions.supports(type);
    }

    @Override
    public @Nullable Authentication authenticate(Authentication asked) {
        if (!(asked instanceof OAuth2ClientAuthenticationToken client)) {
            return null;
        }
        Object connection = client.getAdditionalParameters().get(CONNECTION);
        // First, so that an assertion stays unused that came with another's certificate.
        if (!fits(connection, String.valueOf(client.getPrincipal()))) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        Authentication known = assertions.authenticate(client);
        return connection instanceof Connection.Certified certified
                        && known instanceof OAuth2ClientAuthenticationToken one
                ? new Certified(one, certified.thumbprint().toString())
                : known;
    }

    private boolean fits(@Nullable Object connection, String clientId) {
        if (!(connection instanceof Connection.Certified certified)) {
            return connection instanceof Connection.Plain;
        }
        Optional<Partner> partner = partners.active(clientId);
        if (partner.isPresent() && !partner.get().ura().equals(certified.ura())) {
            LOG.info(
                    "No token: the client is of URA {}, its certificate of {}",
                    partner.get().ura(),
                    certified.ura());
        }
        return partner.filter(one -> one.ura().equals(certified.ura())).isPresent();
    }
}
