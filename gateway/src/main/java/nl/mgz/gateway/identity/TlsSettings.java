package nl.mgz.gateway.identity;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.identity.crypto.RevocationRules;
import nl.mgz.gateway.identity.crypto.UziCertificate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Mutual TLS with client certificates of the UZI register ({@code mgz.tls}). It is on when there is a server certificate.
 *
 * @param address that it listens on
 * @param certificate file with the server's certificate and those above it, PEM
 * @param key file with the server's private key, PEM without a password
 * @param clientAuthorities file with the authorities that client certificates must come from, PEM
 * @param required that nobody gets a token or data over plain HTTP any more. There is no exception for loopback: behind a
 *     proxy on the same machine everybody comes from there.
 * @param caOids kinds of authority that a client certificate may state
 * @param passTypes kinds of pass that it may be of
 * @param permanentIdentifierRequired that it has the URA as a permanentIdentifier too
 */
@ConfigurationProperties("mgz.tls")
public record TlsSettings(
        @DefaultValue("8443") int port,
        @DefaultValue("127.0.0.1") String address,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Path clientAuthorities,
        @DefaultValue("true") boolean required,

        @DefaultValue({
            "2.16.528.1.1003.1.3.5.5.2",
            "2.16.528.1.1003.1.3.5.5.3",
            "2.16.528.1.1003.1.3.5.5.4",
            "2.16.528.1.1003.1.3.5.5.5"
        })
        Set<String> caOids,

        @DefaultValue("S") Set<String> passTypes,
        @DefaultValue("false") boolean permanentIdentifierRequired,
        @DefaultValue Revocation revocation) {

    public TlsSettings {
        if (certificate != null && (key == null || clientAuthorities == null)) {
            throw new IllegalArgumentException(
                    "mgz.tls.certificate needs mgz.tls.key and mgz.tls.client-authorities too");
        }
        if (certificate == null && (key != null || clientAuthorities != null)) {
            throw new IllegalArgumentException(
                    "mgz.tls.key and mgz.tls.client-authorities need mgz.tls.certificate too");
        }
        if (certificate != null && !revocation.rules().canAnswer()) {
            throw new IllegalArgumentException("mgz.tls.revocation.policy " + revocation.policy()
                    + " has nothing to ask: set mgz.tls.revocation.crl-folder, .ocsp-responder or .hosts");
        }
    }

    /**
     * How it is known that a certificate was not revoked.
     *
     * @param crlFolder folder with revocation lists (*.crl)
     * @param hosts hosts of lists and responders named in certificates that may be asked; no others are
     * @param ocspResponder asked about every certificate
     */
    public record Revocation(
            @DefaultValue("either") RevocationRules.Policy policy,
            @Nullable Path crlFolder,
            @DefaultValue Set<String> hosts,
            @Nullable URI ocspResponder) {

        RevocationRules rules() {
            return new RevocationRules(
                    policy,
                    crlFolder,
                    hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()),
                    ocspResponder);
        }
    }

    /** Where tokens are got over mutual TLS, when that is another place than the usual one. */
    Optional<String> tokenEndpoint(GatewayAddress address) {
        return isOn() && !address.isHttps() ? Optional.of(address.overTls(port) + "/oauth2/token") : Optional.empty();
    }

    boolean isOn() {
        return certificate != null;
    }

    /** Whether plain HTTP gets no tokens and no data. */
    boolean closesPlainHttp() {
        return isOn() && required;
    }

    UziCertificate.Rules uziRules() {
        return new UziCertificate.Rules(caOids, passTypes, permanentIdentifierRequired);
    }

    Files files() {
        return new Files(
                Objects.requireNonNull(certificate),
                Objects.requireNonNull(key),
                Objects.requireNonNull(clientAuthorities));
    }

    /** The three that are there when it is on. */
    record Files(Path certificate, Path key, Path clientAuthorities) {}
}
