package nl.mgz.gateway.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.mgz.gateway.identity.crypto.TrustedHosts;
import nl.mgz.gateway.identity.crypto.UnusableFileException;
import nl.mgz.gateway.identity.outgoing.OutgoingConnections;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/**
 * Whose access tokens count: ours, or those of another service that the operator names, and never both. Another's token says
 * who the client is and what it states; what kind of organisation that is stands in our register alone.
 */
@Component
public class TokenIssuer {

    private static final Set<JWSAlgorithm> OURS = Set.of(JWSAlgorithm.ES384);
    private static final Set<JWSAlgorithm> THEIRS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.ES384);

    private final ExternalIssuerSettings external;
    private final GatewayAddress address;
    private final JWKSource<SecurityContext> keys;

    TokenIssuer(
            ExternalIssuerSettings external,
            GatewayAddress address,
            SigningKey key,
            KeyFetchSettings hosts,
            Clock clock) {
        this.external = external;
        this.address = address;
        this.keys = external.externalIssuer() == null
                ? new ImmutableJWKSet<>(new JWKSet(key.key().toPublicJWK()))
                : theirs(external, hosts, clock);
    }

    private static JWKSource<SecurityContext> theirs(
            ExternalIssuerSettings external, KeyFetchSettings hosts, Clock clock) {
        String url = external.externalJwksUrl();
        if (url == null) {
            return new ImmutableJWKSet<>(read(external.externalJwks()));
        }
        KeyFetch fetch = new KeyFetch(hosts, new OutgoingConnections(TrustedHosts.sockets(hosts.jwksCertificates())));
        RemoteKeys remote = new RemoteKeys(fetch::fetch, clock);
        return (selector, context) -> {
            Set<String> ids = selector.getMatcher().getKeyIDs();
            return remote.of("of the token service", url, ids == null ? Set.of() : ids)
                    .map(selector::select)
                    .orElse(List.of());
        };
    }

    private static JWKSet read(@Nullable Path file) {
        try {
            return PublicKeys.check(Files.readString(java.util.Objects.requireNonNull(file), StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableFileException("the file " + file + " holds no public keys as a JWK set");
        }
    }

    boolean isExternal() {
        return external.externalIssuer() != null;
    }

    String name() {
        return external.externalIssuer() == null ? address.issuer() : external.externalIssuer();
    }

    JWKSource<SecurityContext> keys() {
        return keys;
    }

    Set<JWSAlgorithm> algorithms() {
        return isExternal() ? THEIRS : OURS;
    }

    /** Where clients get a token. */
    public String tokenEndpoint() {
        return external.externalTokenEndpoint() == null ? address.tokenEndpoint() : external.externalTokenEndpoint();
    }

    /** The SMART configuration with the parts that depend on whose tokens count. */
    Map<String, Object> described(Map<String, Object> ours) {
        if (!isExternal()) {
            return ours;
        }
        Map<String, Object> theirs = new LinkedHashMap<>(ours);
        theirs.put("issuer", name());
        theirs.put("token_endpoint", tokenEndpoint());
        theirs.remove("jwks_uri");
        if (external.externalJwksUrl() != null) {
            theirs.put("jwks_uri", external.externalJwksUrl());
        }
        return theirs;
    }

    /** Our own token service is not there while another's tokens count. */
    @Bean
    static FilterRegistrationBean<Filter> ownTokenService(TokenIssuer issuer) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) ->
                ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_NOT_FOUND));
        registration.setName("own-token-service");
        registration.addUrlPatterns("/oauth2/*");
        registration.setOrder(-1);
        registration.setEnabled(issuer.isExternal());
        return registration;
    }
}
