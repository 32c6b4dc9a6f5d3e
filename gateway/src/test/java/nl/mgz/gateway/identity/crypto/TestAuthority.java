package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that issues right certificates, and wrong ones, each wrong in one way. */
public final class TestAuthority {

    public static final String URA = "90000123";
    public static final String UZI = "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-" + URA + "-00.000-00000000";

    private final Instant now;
    private final KeyPair keys = Issuing.newKeys();
    private final X509Certificate certificate;

    public TestAuthority(String name, Instant now) {
        this.now = now;
        this.certificate = Issuing.sign(
                Issuing.selfNamed(
                        name, keys.getPublic(), now.minus(Duration.ofDays(10)), now.plus(Duration.ofDays(3000))),
                keys.getPrivate(),
                authority());
    }

    private static List<Extension> authority() {
        return List.of(
                Issuing.extension(Extension.basicConstraints, true, new BasicConstraints(true)),
                Issuing.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    PrivateKey key() {
        return keys.getPrivate();
    }

    /** A certificate with its key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {

        /** Writes {@code name.pem} and {@code name.key}. */
        public Issued write(Path folder, String name) {
            try {
                Files.createDirectories(folder);
                PemFiles.write(folder.resolve(name + ".pem"), List.of(certificate));
                PemFiles.write(folder.resolve(name + ".key"), key);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static void write(Path file, X509Certificate... certificates) {
        try {
            PemFiles.write(file, List.of(certificates));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static GeneralName other(String type, ASN1Encodable value) {
        return new GeneralName(GeneralName.otherName, new OtherName(new ASN1ObjectIdentifier(type), value));
    }

    public static GeneralName uzi(String text) {
        return other("2.5.5.5", new DERIA5String(text));
    }

    public static GeneralName permanent(String ura) {
        return permanent(ura, "2.16.528.1.1007.3.3");
    }

    public static GeneralName permanent(String ura, String assigner) {
        return other(
                "1.3.6.1.5.5.7.8.3",
                new DERSequence(new ASN1Encodable[] {new DERUTF8String(ura), new ASN1ObjectIdentifier(assigner)}));
    }

    /** A right one to start from. */
    public Draft draft() {
        return new Draft();
    }

    /** A right one of another organisation. */
    public Issued of(String ura) {
        return draft().names(uzi(UZI.replace(URA, ura)), permanent(ura)).issue();
    }

    /** A certificate about to be issued. */
    public final class Draft {

        private Instant from = now.minus(Duration.ofDays(1));
        private Instant until = now.plus(Duration.ofDays(300));
        private String name = "Testpraktijk";
        private List<GeneralName> names = List.of(uzi(UZI), permanent(URA));
        private List<KeyPurposeId> purposes = List.of(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth);
        private BasicConstraints constraints = new BasicConstraints(false);
        private KeyUsage usage = new KeyUsage(KeyUsage.digitalSignature);
        private String listAt;
        private String responder;
        private KeyPair own = Issuing.newKeys();
        private X509Certificate issuer = certificate;
        private PrivateKey signing = keys.getPrivate();
        private String algorithm = Issuing.SIGNATURE;

        public Draft valid(Instant since, Instant to) {
            from = since;
            until = to;
            return this;
        }

        public Draft name(String commonName) {
            name = commonName;
            return this;
        }

        public Draft names(GeneralName... all) {
            names = List.of(all);
            return this;
        }

        public Draft purposes(KeyPurposeId... all) {
            purposes = List.of(all);
            return this;
        }

        public Draft constraints(BasicConstraints value) {
            constraints = value;
            return this;
        }

        public Draft usage(int bits) {
            usage = new KeyUsage(bits);
            return this;
        }

        public Draft listAt(String url) {
            listAt = url;
            return this;
        }

        public Draft responder(String url) {
            responder = url;
            return this;
        }

        public Draft keys(KeyPair pair) {
            own = pair;
            return this;
        }

        public Draft signature(String name) {
            algorithm = name;
            return this;
        }

        public Draft by(Issued other) {
            issuer = other.certificate();
            signing = other.key();
            return this;
        }

        public Issued issue() {
            List<Extension> all = new ArrayList<>();
            all.add(Issuing.extension(Extension.basicConstraints, true, constraints));
            all.add(Issuing.extension(Extension.keyUsage, true, usage));
            if (!purposes.isEmpty()) {
                all.add(Issuing.extension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new))));
            }
            if (!names.isEmpty()) {
                all.add(Issuing.extension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new))));
            }
            if (listAt != null) {
                all.add(Issuing.extension(
                        Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
                            new DistributionPoint(new DistributionPointName(new GeneralNames(uri(listAt))), null, null)
                        })));
            }
            if (responder != null) {
                all.add(Issuing.extension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, uri(responder))));
            }
            return new Issued(
                    Issuing.sign(builder(issuer, name, own.getPublic(), from, until), signing, algorithm, all),
                    own.getPrivate());
        }
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    private static JcaX509v3CertificateBuilder builder(
            X509Certificate issuer, String name, PublicKey key, Instant from, Instant until) {
        return new JcaX509v3CertificateBuilder(
                issuer, Issuing.newSerial(), Date.from(from), Date.from(until), Issuing.name(name), key);
    }

    /** One below it that issues too. */
    public Issued subordinate(String name) {
        KeyPair pair = Issuing.newKeys();
        return new Issued(
                Issuing.sign(
                        builder(
                                certificate,
                                name,
                                pair.getPublic(),
                                now.minus(Duration.ofDays(5)),
                                now.plus(Duration.ofDays(900))),
                        keys.getPrivate(),
                        authority()),
                pair.getPrivate());
    }

    /** A list of now. */
    public byte[] list(X509Certificate... revoked) {
        return list(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)), keys.getPrivate(), null, revoked);
    }

    byte[] list(Instant from, Instant until, PrivateKey signing, Extension extra, X509Certificate... revoked) {
        try {
            X500Name issuer = new JcaX509CertificateHolder(certificate).getSubject();
            X509v2CRLBuilder list = new X509v2CRLBuilder(issuer, Date.from(from));
            if (until != null) {
                list.setNextUpdate(Date.from(until));
            }
            if (extra != null) {
                list.addExtension(extra);
            }
            for (X509Certificate one : revoked) {
                list.addCRLEntry(one.getSerialNumber(), Date.from(from), 0);
            }
            return list.build(new JcaContentSignerBuilder(Issuing.SIGNATURE).build(signing))
                    .getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
