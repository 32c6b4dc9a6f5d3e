package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** An authority that stamps whatever it is asked to (RFC 3161): for the sandbox and for tests, trusted by nobody else. */
public final class TimeStampAuthority {

    /** An OID made from a random UUID (ITU-T X.667): a policy that promises nothing. */
    private static final ASN1ObjectIdentifier POLICY =
            new ASN1ObjectIdentifier("2.25.197262461894203176021342297803621940271");

    private static final Duration LIFE = Duration.ofDays(3650);
    private static final int SERIAL_BITS = 64;

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;

    public TimeStampAuthority(X509Certificate certificate, PrivateKey key, Clock clock) {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    /** A new one that signed its own certificate. */
    public static TimeStampAuthority create(String name, Clock clock) {
        KeyPair keys = Issuing.newKeys();
        X509Certificate certificate = Issuing.sign(
                Issuing.selfNamed(
                        name, keys.getPublic(), clock.instant(), clock.instant().plus(LIFE)),
                keys.getPrivate(),
                List.of(
                        Issuing.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
                        Issuing.extension(
                                Extension.extendedKeyUsage,
                                true,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))));
        return new TimeStampAuthority(certificate, keys.getPrivate(), clock);
    }

    /** The one of {@code tsa.pem} and {@code tsa.key} in a folder, made when it is not there. */
    public static TimeStampAuthority readOrCreate(Path folder, String name, Clock clock) throws IOException {
        Path certificateFile = folder.resolve("tsa.pem");
        Path keyFile = folder.resolve("tsa.key");
        if (Files.exists(certificateFile) && Files.exists(keyFile)) {
            return new TimeStampAuthority(
                    PemFiles.certificates(certificateFile).get(0), PemFiles.privateKey(keyFile), clock);
        }
        Files.createDirectories(folder);
        TimeStampAuthority made = create(name, clock);
        PemFiles.write(certificateFile, List.of(made.certificate));
        PemFiles.write(keyFile, made.key);
        return made;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * @param request the body of an {@code application/timestamp-query}
     * @return the body of the {@code application/timestamp-reply}; for what is no request, one that refuses
     */
    public byte[] answer(byte[] request) {
        Date now = Date.from(clock.instant());
        try {
            TimeStampResponseGenerator responses = new TimeStampResponseGenerator(tokens(now), TSPAlgorithms.ALLOWED);
            try {
                return responses
                        .generate(new TimeStampRequest(request), new BigInteger(SERIAL_BITS, new SecureRandom()), now)
                        .getEncoded();
            } catch (IOException | IllegalArgumentException e) {
                return responses
                        .generateFailResponse(PKIStatus.REJECTION, PKIFailureInfo.badDataFormat, "not a request")
                        .getEncoded();
            }
        } catch (TSPException | IOException | OperatorCreationException | CertificateEncodingException e) {
            throw new IllegalStateException("this authority cannot sign", e);
        }
    }

    private TimeStampTokenGenerator tokens(Date now)
            throws OperatorCreationException, CertificateEncodingException, TSPException {
        DigestCalculator sha256 = new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256));
        // Else the library takes the time of the machine, and a checker compares that with the certificate too.
        AttributeTable signingTime =
                new AttributeTable(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(now))));
        TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder()
                        .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(signingTime))
                        .build(Issuing.SIGNATURE, key, certificate),
                sha256,
                POLICY);
        tokens.addCertificates(new JcaCertStore(Set.of(certificate)));
        tokens.setResolution(TimeStampTokenGenerator.R_MILLISECONDS);
        return tokens;
    }
}
