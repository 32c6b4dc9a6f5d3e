package nl.mgz.gateway.identity;

import com.nimbusds.jose.util.Base64URL;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import nl.mgz.gateway.identity.crypto.CertificateCheck;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how a request came in. The certificate is the one of the TLS connection itself, never one of a header, and it is
 * checked again at each request: a connection, or a session that is taken up again, can outlive its certificate.
 */
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final boolean plainIsClosed;
    private final @Nullable CertificateCheck check;

    /** @param check null where there is no TLS */
    Connections(boolean plainIsClosed, @Nullable CertificateCheck check) {
        this.plainIsClosed = plainIsClosed;
        this.check = check;
    }

    Connection of(HttpServletRequest request) {
        if (check == null || !(request.getAttribute(CERTIFICATES) instanceof X509Certificate[] sent)) {
            return plainIsClosed ? new Connection.Closed() : new Connection.Plain();
        }
        if (check.check(sent) instanceof CertificateCheck.Good good) {
            return new Connection.Certified(new Ura(good.certificate().ura()), new Base64URL(good.thumbprint()));
        }
        LOG.info("A connection's client certificate counts no longer; its requests are refused");
        return new Connection.Closed();
    }
}
