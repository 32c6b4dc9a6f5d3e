package nl.mgz.gateway.identity;

import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.identity.crypto.TrustedHosts;
import nl.mgz.gateway.identity.outgoing.OutgoingConnections;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** The keys that a client's assertions are checked with: those in the register, or those at the address that stands there. */
@Component
class ClientKeys {

    static final String KEYS = "mgz.jwks";
    static final String ADDRESS = "mgz.jwks-url";

    private final RemoteKeys remote;

    @Autowired
    ClientKeys(KeyFetchSettings settings, Clock clock) {
        this(new RemoteKeys(
                new KeyFetch(settings, new OutgoingConnections(TrustedHosts.sockets(settings.jwksCertificates())))
                        ::fetch,
                clock));
    }

    ClientKeys(RemoteKeys remote) {
        this.remote = remote;
    }

    JWKSource<SecurityContext> of(RegisteredClient client) {
        String registered = client.getClientSettings().getSetting(KEYS);
        if (registered != null) {
            return new ImmutableJWKSet<>(PublicKeys.check(registered));
        }
        String address = client.getClientSettings().getSetting(ADDRESS);
        if (address == null) {
            throw new IllegalStateException("a client without keys");
        }
        return (selector, context) -> {
            Set<String> ids = selector.getMatcher().getKeyIDs();
            return remote.of(client.getClientId(), address, ids == null ? Set.of() : ids)
                    .map(selector::select)
                    .orElse(List.of());
        };
    }
}
