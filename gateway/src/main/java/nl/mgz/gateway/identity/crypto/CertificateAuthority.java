package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
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
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority in a folder that issues certificates like those of the UZI register, for a sandbox: a root, one below it that
 * issues, and their lists. Nobody else has a reason to trust it. What is there and lasts is used again.
 */
public final class CertificateAuthority {

    private static final Duration LIFE = Duration.ofDays(730);
    private static final Duration LIFE_OF_LISTS = Duration.ofDays(365);

    /** What ends sooner is made anew, so that a sandbox may run for some weeks. */
    private static final Duration LEFT = Duration.ofDays(60);

    private static final String ISSUING = "issuing.pem";
    private static final String SERVER_CA = "2.16.528.1.1003.1.3.5.5.5";

    /** @param keyFile read when something is to be signed, which at most starts nothing is */
    private record Signer(X509Certificate certificate, Path keyFile) {

        PrivateKey key() {
            return PemFiles.privateKey(keyFile);
        }
    }

    private final Path folder;
    private final Clock clock;
    private final Signer root;
    private final Signer issuing;

    private CertificateAuthority(Path folder, Clock clock, Signer root, Signer issuing) {
        this.folder = folder;
        this.clock = clock;
        this.root = root;
        this.issuing = issuing;
    }

    public static CertificateAuthority readOrCreate(Path folder, Clock clock) throws IOException {
        Path rootFile = folder.resolve("root.pem");
        Path issuingFile = folder.resolve(ISSUING);
        Files.createDirectories(folder);
        if (lasts(rootFile, clock) && lasts(issuingFile, clock)) {
            return new CertificateAuthority(
                    folder,
                    clock,
                    read(rootFile, folder.resolve("root.key")),
                    read(issuingFile, folder.resolve("issuing.key")));
        }
        Instant now = clock.instant();
        KeyPair rootKeys = Issuing.newKeys();
        X509Certificate rootCertificate = Issuing.sign(
                Issuing.selfNamed("Sandbox Root CA", rootKeys.getPublic(), now, now.plus(LIFE)),
                rootKeys.getPrivate(),
                forAuthorities(1));
        KeyPair issuingKeys = Issuing.newKeys();
        X509Certificate issuingCertificate = Issuing.sign(
                new JcaX509v3CertificateBuilder(
                        rootCertificate,
                        Issuing.newSerial(),
                        Date.from(now),
                        Date.from(now.plus(LIFE)),
                        Issuing.name("Sandbox UZI Server CA"),
                        issuingKeys.getPublic()),
                rootKeys.getPrivate(),
                forAuthorities(0));
        // Those of another authority, which this one follows.
        Files.deleteIfExists(folder.resolve("crl/root.crl"));
        Files.deleteIfExists(folder.resolve("crl/issuing.crl"));
        PemFiles.write(rootFile, List.of(rootCertificate));
        PemFiles.write(folder.resolve("root.key"), rootKeys.getPrivate());
        PemFiles.write(issuingFile, List.of(issuingCertificate));
        PemFiles.write(folder.resolve("issuing.key"), issuingKeys.getPrivate());
        return new CertificateAuthority(
                folder,
                clock,
                new Signer(rootCertificate, folder.resolve("root.key")),
                new Signer(issuingCertificate, folder.resolve("issuing.key")));
    }

    private static Signer read(Path certificate, Path key) {
        return new Signer(PemFiles.certificates(certificate).get(0), key);
    }

    private static boolean lasts(Path file, Clock clock) {
        return Files.exists(file) && lasts(PemFiles.certificates(file).get(0), clock);
    }

    private static boolean lasts(X509Certificate certificate, Clock clock) {
        return certificate.getNotAfter().toInstant().isAfter(clock.instant().plus(LEFT));
    }

    private static List<Extension> forAuthorities(int below) {
        return List.of(
                Issuing.extension(Extension.basicConstraints, true, new BasicConstraints(below)),
                Issuing.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
    }

    /** The file with the root's certificate: whom clients and gateway of the sandbox trust. */
    public Path rootFile() {
        return folder.resolve("root.pem");
    }

    /** A certificate for an organisation's server as a client, in {@code <file>.pem} and {@code <file>.key}. */
    public void client(String file, String name, String ura) throws IOException {
        // The number of a pass has nine digits; ours are those of the organisation, which real ones are not.
        String uzi = SERVER_CA + "-1-9" + ura + "-S-" + ura + "-00.000-00000000";
        ASN1EncodableVector permanent = new ASN1EncodableVector();
        permanent.add(new DERUTF8String(ura));
        permanent.add(new ASN1ObjectIdentifier("2.16.528.1.1007.3.3"));
        issue(
                file,
                name,
                KeyPurposeId.id_kp_clientAuth,
                new GeneralName(
                        GeneralName.otherName,
                        new OtherName(new ASN1ObjectIdentifier("2.5.5.5"), new DERIA5String(uzi))),
                new GeneralName(
                        GeneralName.otherName,
                        new OtherName(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.3"), new DERSequence(permanent))));
    }

    /** A certificate for a server on this machine, in {@code <file>.pem} and {@code <file>.key}. */
    public void server(String file) throws IOException {
        issue(
                file,
                "localhost",
                KeyPurposeId.id_kp_serverAuth,
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.iPAddress, "::1"));
    }

    private void issue(String file, String name, KeyPurposeId purpose, GeneralName... names) throws IOException {
        Path certificateFile = folder.resolve(file + ".pem");
        if (isOurs(certificateFile)) {
            return;
        }
        KeyPair keys = Issuing.newKeys();
        Instant now = clock.instant();
        Instant end = issuing.certificate().getNotAfter().toInstant();
        X509Certificate certificate = Issuing.sign(
                new JcaX509v3CertificateBuilder(
                        issuing.certificate(),
                        Issuing.newSerial(),
                        Date.from(now),
                        Date.from(end),
                        Issuing.name(name),
                        keys.getPublic()),
                issuing.key(),
                List.of(
                        Issuing.extension(Extension.basicConstraints, true, new BasicConstraints(false)),
                        Issuing.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
                        Issuing.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose)),
                        Issuing.extension(Extension.subjectAlternativeName, false, new GeneralNames(names))));
        PemFiles.write(folder.resolve(file + ".key"), keys.getPrivate());
        PemFiles.write(certificateFile, List.of(certificate, issuing.certificate()));
    }

    /**
     * Whether it is there and of the authority that issues now: then it lasts as long as that one. The authority's own
     * certificate stands behind it, so a look at the text tells; reading twenty certificates would be felt at each start.
     */
    private boolean isOurs(Path file) throws IOException {
        return Files.exists(file) && Files.readString(file).endsWith(Files.readString(folder.resolve(ISSUING)));
    }

    /**
     * Writes the lists of both authorities, unless they are there, {@code root.crl} and {@code issuing.crl}.
     *
     * @param revoked files of certificates, as they were given to {@link #client}
     */
    public Path lists(Collection<String> revoked) throws IOException {
        List<BigInteger> serials = new ArrayList<>();
        for (String file : revoked) {
            serials.add(
                    PemFiles.certificates(folder.resolve(file + ".pem")).get(0).getSerialNumber());
        }
        Path lists = Files.createDirectories(folder.resolve("crl"));
        list(lists.resolve("root.crl"), root, List.of());
        list(lists.resolve("issuing.crl"), issuing, serials);
        return lists;
    }

    /** Whether it is there, names these and lasts. */
    private boolean says(Path file, List<BigInteger> revoked) throws IOException {
        List<X509CRL> lists = Files.exists(file) ? RevocationLists.parse(Files.readAllBytes(file)) : List.of();
        return lists.size() == 1
                && lists.get(0)
                        .getNextUpdate()
                        .toInstant()
                        .isAfter(clock.instant().plus(LEFT))
                && revoked.stream().allMatch(one -> lists.get(0).getRevokedCertificate(one) != null);
    }

    private void list(Path file, Signer signer, List<BigInteger> revoked) throws IOException {
        if (says(file, revoked)) {
            return;
        }
        Instant now = clock.instant();
        try (StringWriter text = new StringWriter()) {
            X509v2CRLBuilder list = new X509v2CRLBuilder(
                    new JcaX509CertificateHolder(signer.certificate()).getSubject(), Date.from(now));
            list.setNextUpdate(Date.from(now.plus(LIFE_OF_LISTS)));
            list.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(now.getEpochSecond())));
            revoked.forEach(one -> list.addCRLEntry(one, Date.from(now), CRLReason.cessationOfOperation));
            try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
                writer.writeObject(list.build(new JcaContentSignerBuilder(Issuing.SIGNATURE).build(signer.key())));
            }
            // Whole or not at all: the gateway reads it when it changes.
            Path whole = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(whole, text.toString(), StandardCharsets.US_ASCII);
            Files.move(whole, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (OperatorCreationException | java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException("a list that cannot be signed", e);
        }
    }
}
