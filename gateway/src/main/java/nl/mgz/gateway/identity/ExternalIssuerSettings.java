package nl.mgz.gateway.identity;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Another token service than ours ({@code mgz.identity}): of none by default, of all that it takes or of nothing.
 *
 * @param externalIssuer its name, as it stands in the claim {@code iss} of its tokens
 * @param externalTokenEndpoint where clients get those
 * @param externalJwks file with its public keys as a JWK set
 * @param externalJwksUrl where it keeps those itself, on a host that {@code jwks-hosts} or {@code jwks-private-hosts} names
 */
@ConfigurationProperties("mgz.identity")
record ExternalIssuerSettings(
        @Nullable String externalIssuer,
        @Nullable String externalTokenEndpoint,
        @Nullable Path externalJwks,
        @Nullable String externalJwksUrl) {

    ExternalIssuerSettings {
        boolean complete = externalIssuer != null
                && externalTokenEndpoint != null
                && (externalJwks == null) != (externalJwksUrl == null);
        boolean none = externalIssuer == null
                && externalTokenEndpoint == null
                && externalJwks == null
                && externalJwksUrl == null;
        if (!complete && !none) {
            throw new IllegalArgumentException("an external issuer needs mgz.identity.external-issuer,"
                    + " external-token-endpoint and either external-jwks or external-jwks-url");
        }
    }
}
