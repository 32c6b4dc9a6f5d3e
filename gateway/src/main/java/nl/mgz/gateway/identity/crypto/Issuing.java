package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** How our own authorities make keys and certificates: P-256, which every client speaks and which is made in no time. */
final class Issuing {

    static final String SIGNATURE = "SHA256withECDSA";

    private static final int SERIAL_BITS = 120;

    private Issuing() {}

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java makes no keys of the curve P-256", e);
        }
    }

    static X500Name name(String commonName) {
        return new X500NameBuilder()
                .addRDN(BCStyle.C, "NL")
                .addRDN(BCStyle.O, commonName)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    static BigInteger newSerial() {
        return new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS);
    }

    static X509v3CertificateBuilder selfNamed(String name, PublicKey key, Instant from, Instant until) {
        return new JcaX509v3CertificateBuilder(
                name(name), newSerial(), Date.from(from), Date.from(until), name(name), key);
    }

    static Extension extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        try {
            return new Extension(type, critical, value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new IllegalStateException("an extension that cannot be written", e);
        }
    }

    static X509Certificate sign(X509v3CertificateBuilder certificate, PrivateKey key, List<Extension> extensions) {
        return sign(certificate, key, SIGNATURE, extensions);
    }

    static X509Certificate sign(
            X509v3CertificateBuilder certificate, PrivateKey key, String signature, List<Extension> extensions) {
        try {
            for (Extension one : extensions) {
                certificate.addExtension(one);
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(certificate.build(new JcaContentSignerBuilder(signature).build(key)));
        } catch (CertIOException | OperatorCreationException | CertificateException e) {
            throw new IllegalStateException("a certificate that cannot be signed", e);
        }
    }
}
