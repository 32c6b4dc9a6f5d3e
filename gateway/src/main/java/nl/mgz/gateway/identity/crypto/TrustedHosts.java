package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Connections to hosts whose certificates come from authorities that we trust. */
public final class TrustedHosts {

    private TrustedHosts() {}

    /**
     * @param authorities file with their certificates in PEM; null for those that Java trusts
     * @throws UnusableFileException when there are none in it
     */
    public static SSLSocketFactory sockets(@Nullable Path authorities) {
        if (authorities == null) {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
        List<X509Certificate> certificates = PemFiles.certificates(authorities);
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("authority-" + i, certificates.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableFileException("the certificates in " + authorities + " cannot be trusted as authorities");
        }
    }
}
