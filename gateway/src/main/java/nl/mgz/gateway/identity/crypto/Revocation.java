package nl.mgz.gateway.identity.crypto;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether certificates were revoked. It fails closed: without a word that counts the answer is not known. */
final class Revocation {

    /** What a source says about one certificate. */
    enum Status {
        GOOD,
        REVOKED,
        UNKNOWN
    }

    private final RevocationRules.Policy policy;
    private final RevocationLists lists;
    private final OcspClient responders;

    Revocation(RevocationRules rules, Clock clock) {
        Fetch fetch = new Fetch(clock);
        this.policy = rules.policy();
        this.lists = new RevocationLists(rules, fetch, clock);
        this.responders = new OcspClient(rules, fetch, clock);
    }

    /** @param path from the certificate to the authority that is pinned, which nobody can revoke */
    @Nullable
    CertificateFault check(List<X509Certificate> path) {
        for (int i = 0; i + 1 < path.size(); i++) {
            switch (status(path.get(i), path.get(i + 1))) {
                case REVOKED -> {
                    return CertificateFault.REVOKED;
                }
                case UNKNOWN -> {
                    return CertificateFault.REVOCATION_UNKNOWN;
                }
                case GOOD -> {
                    // The next one.
                }
            }
        }
        return null;
    }

    private Status status(X509Certificate certificate, X509Certificate issuer) {
        return switch (policy) {
            case OFF -> Status.GOOD;
            case CRL -> lists.status(certificate, issuer);
            case OCSP -> responders.status(certificate, issuer);
            case EITHER -> {
                Status listed = lists.status(certificate, issuer);
                yield listed == Status.UNKNOWN ? responders.status(certificate, issuer) : listed;
            }
        };
    }
}
