package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Certificates and private keys in PEM (RFC 7468), as every tool writes and reads them. */
final class PemFiles {

    private PemFiles() {}

    /** @throws UnusableFileException when there is no certificate in it, or anything that is none */
    static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(one -> found.add((X509Certificate) one));
        } catch (IOException | CertificateException e) {
            throw new UnusableFileException("the file " + file + " cannot be read as certificates in PEM");
        }
        if (found.isEmpty()) {
            throw new UnusableFileException("the file " + file + " holds no certificate in PEM");
        }
        return found;
    }

    /** @throws UnusableFileException when it is not one private key without a password */
    static PrivateKey privateKey(Path file) {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                PEMParser parser = new PEMParser(reader)) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object one = parser.readObject(); one != null; one = parser.readObject()) {
                if (one instanceof PrivateKeyInfo key) {
                    return converter.getPrivateKey(key);
                }
                if (one instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        } catch (IOException e) {
            // The message of a parser could quote the key.
        }
        throw new UnusableFileException("the file " + file + " holds no private key in PEM without a password");
    }

    /** Replaces what is there. */
    static void write(Path file, List<X509Certificate> certificates) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (X509Certificate one : certificates) {
                writer.writeObject(one);
            }
        }
        Files.writeString(file, text.toString(), StandardCharsets.US_ASCII);
    }

    /** Replaces what is there, readable by its owner alone. */
    static void write(Path file, PrivateKey key) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new JcaPKCS8Generator(key, null));
        }
        Files.deleteIfExists(file);
        PrivateFiles.create(file, text.toString());
    }
}
