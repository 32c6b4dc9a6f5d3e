package nl.mgz.gateway.identity.crypto;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a TLS handshake fail when the client's certificate does not count. The log says why, the client is not told. */
final class UziTrustManager extends X509ExtendedTrustManager {

    private static final Logger LOG = LoggerFactory.getLogger(UziTrustManager.class);

    private final CertificateCheck check;

    UziTrustManager(CertificateCheck check) {
        this.check = check;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        if (check.check(chain) instanceof CertificateCheck.Refused refused) {
            // No name out of it: a certificate that nobody vouches for can say anything, and a person's has a person's.
            LOG.info(
                    "Client certificate refused: {} (SHA-256 {})",
                    refused.fault().code(),
                    chain.length == 0 ? "-" : CertificateCheck.thumbprint(chain[0]));
            throw new CertificateException(refused.fault().code());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, kind);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, @Nullable SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, kind);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        throw new CertificateException("for clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, @Nullable Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, kind);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, @Nullable SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, kind);
    }

    /** Named in the handshake, so that a client with several certificates knows which to send. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return check.acceptedIssuers();
    }
}
