package nl.mgz.gateway.identity.crypto;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where is asked whether a certificate was revoked.
 *
 * @param crlFolder lists that the operator puts there ({@code *.crl}), PEM or DER; looked at again when a file changes
 * @param hosts hosts of lists and responders that certificates name; no other is ever asked
 * @param ocspResponder asked for every certificate, instead of the one that it names
 */
public record RevocationRules(
        Policy policy,
        @Nullable Path crlFolder,
        Set<String> hosts,
        @Nullable URI ocspResponder) {

    /** What must say that a certificate is not revoked. Where that has nothing to say, the certificate is refused. */
    public enum Policy {
        CRL,
        OCSP,
        /** A list; where there is none that counts, a responder. */
        EITHER,
        /** Nothing: for tests on closed networks. */
        OFF
    }

    /** Whether there is anything to ask. */
    public boolean canAnswer() {
        return policy == Policy.OFF
                || !hosts.isEmpty()
                || policy != Policy.OCSP && crlFolder != null
                || policy != Policy.CRL && ocspResponder != null;
    }
}
