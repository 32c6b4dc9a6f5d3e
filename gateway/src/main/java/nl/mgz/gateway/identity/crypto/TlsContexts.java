package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Both ends of mutual TLS, from files in PEM. The JDK speaks it. */
public final class TlsContexts {

    /** Of the certificates and keys in memory: they protect nothing there. */
    private static final char[] NO_PASSWORD = new char[0];

    private TlsContexts() {}

    /**
     * The gateway's end.
     *
     * @param certificate the server's certificate, then those above it
     * @throws UnusableFileException when a file cannot be used, or the two do not belong together
     */
    public static SSLContext server(Path certificate, Path key, CertificateCheck clients) {
        return context(keys(certificate, key), new TrustManager[] {new UziTrustManager(clients)});
    }

    /**
     * A client's end.
     *
     * @param authorities whom the client believes about the gateway
     */
    public static SSLContext client(Path certificate, Path key, Path authorities) {
        try {
            KeyStore trusted = empty();
            List<X509Certificate> all = PemFiles.certificates(authorities);
            for (int i = 0; i < all.size(); i++) {
                trusted.setCertificateEntry("authority-" + i, all.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trusted);
            return context(keys(certificate, key), factory.getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java trusts nobody", e);
        }
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static KeyManager[] keys(Path certificate, Path key) {
        List<X509Certificate> chain = PemFiles.certificates(certificate);
        PrivateKey own = PemFiles.privateKey(key);
        if (!KeyPairs.belongTogether(chain.get(0).getPublicKey(), own)) {
            throw new UnusableFileException("the key in " + key + " is not that of the certificate in " + certificate);
        }
        try {
            KeyStore store = empty();
            store.setKeyEntry("own", own, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableFileException(
                    "the certificate in " + certificate + " and the key in " + key + " cannot be used together");
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
