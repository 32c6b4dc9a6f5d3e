package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Asks OCSP responders (RFC 6960): the one of the settings, else the one that the certificate names where its host is
 * allowed. An answer counts when the issuer signed it, or somebody whom the issuer itself let sign such answers.
 */
final class OcspClient {

    private static final int LARGEST = 100_000;
    private static final int NONCE_LENGTH = 16;
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration SKEW = Duration.ofSeconds(60);

    private record Answer(Revocation.Status status, Instant until) {}

    private final @Nullable URI responder;
    private final Set<String> hosts;
    private final Fetch fetch;
    private final Clock clock;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    OcspClient(RevocationRules rules, Fetch fetch, Clock clock) {
        this.responder = rules.ocspResponder();
        this.hosts = rules.hosts();
        this.fetch = fetch;
        this.clock = clock;
    }

    Revocation.Status status(X509Certificate certificate, X509Certificate issuer) {
        String key = CertificateCheck.thumbprint(certificate);
        Answer known = answers.get(key);
        if (known != null && clock.instant().isBefore(known.until())) {
            return known.status();
        }
        try {
            Optional<Answer> answer = ask(certificate, new JcaX509CertificateHolder(issuer));
            if (answers.size() >= MOST_REMEMBERED) {
                answers.clear();
            }
            answer.ifPresent(one -> answers.put(key, one));
            return answer.map(Answer::status).orElse(Revocation.Status.UNKNOWN);
        } catch (CertificateEncodingException
                | IOException
                | OCSPException
                | OperatorCreationException
                | CertException
                | IllegalArgumentException
                | IllegalStateException e) {
            // Whatever it sent is no answer.
            return Revocation.Status.UNKNOWN;
        }
    }

    private Optional<Answer> ask(X509Certificate certificate, X509CertificateHolder issuer)
            throws IOException, OCSPException, OperatorCreationException, CertException, CertificateEncodingException {
        Optional<URI> address = responder != null ? Optional.of(responder) : named(certificate);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
        // SHA-1 names the certificate here and protects nothing; it is what every responder knows.
        CertificateID asked =
                new CertificateID(digests.get(CertificateID.HASH_SHA1), issuer, certificate.getSerialNumber());
        byte[] random = new byte[NONCE_LENGTH];
        new SecureRandom().nextBytes(random);
        ASN1OctetString nonce = new DEROctetString(random);
        byte[] request = new OCSPReqBuilder()
                .addRequest(asked)
                .setRequestExtensions(new Extensions(
                        new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, nonce.getEncoded())))
                .build()
                .getEncoded();
        Optional<byte[]> sent = fetch.post(address.get(), "application/ocsp-request", request, LARGEST);
        return sent.isEmpty() ? Optional.empty() : read(sent.get(), asked, nonce, issuer, digests);
    }

    private Optional<Answer> read(
            byte[] sent,
            CertificateID asked,
            ASN1OctetString nonce,
            X509CertificateHolder issuer,
            DigestCalculatorProvider digests)
            throws IOException, OCSPException, OperatorCreationException, CertException {
        OCSPResp response = new OCSPResp(sent);
        if (response.getStatus() != OCSPResp.SUCCESSFUL
                || !(response.getResponseObject() instanceof BasicOCSPResp basic)
                || !isSigned(basic, issuer, digests)
                || !answers(basic, nonce)) {
            return Optional.empty();
        }
        for (SingleResp one : basic.getResponses()) {
            if (one.getCertID().getSerialNumber().equals(asked.getSerialNumber())
                    && one.getCertID().matchesIssuer(issuer, digests)
                    && isOfNow(one)) {
                return Optional.of(new Answer(status(one.getCertStatus()), until(one)));
            }
        }
        return Optional.empty();
    }

    /** Responders that sign in advance send no nonce; their answers end soon. A nonce that is not ours is a replay. */
    private static boolean answers(BasicOCSPResp basic, ASN1OctetString nonce) throws IOException {
        Extension sent = basic.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        return sent == null || Arrays.equals(sent.getExtnValue().getOctets(), nonce.getEncoded());
    }

    private static Revocation.Status status(@Nullable CertificateStatus stated) {
        if (stated == CertificateStatus.GOOD) {
            return Revocation.Status.GOOD;
        }
        return stated instanceof RevokedStatus ? Revocation.Status.REVOKED : Revocation.Status.UNKNOWN;
    }

    private boolean isOfNow(SingleResp one) {
        Instant now = clock.instant();
        return !one.getThisUpdate().toInstant().isAfter(now.plus(SKEW))
                && until(one).isAfter(now);
    }

    /** Without an end an answer is of its moment. */
    private static Instant until(SingleResp one) {
        Date end = one.getNextUpdate();
        return end == null ? one.getThisUpdate().toInstant().plus(SKEW) : end.toInstant();
    }

    private boolean isSigned(BasicOCSPResp basic, X509CertificateHolder issuer, DigestCalculatorProvider digests)
            throws OCSPException, OperatorCreationException, CertException {
        try {
            ContentVerifierProvider byIssuer = new JcaContentVerifierProviderBuilder().build(issuer);
            if (basic.isSignatureValid(byIssuer)) {
                return true;
            }
            for (X509CertificateHolder one : basic.getCerts()) {
                if (isDelegate(one, issuer, byIssuer)
                        && names(basic.getResponderId(), one, digests)
                        && basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(one))) {
                    return true;
                }
            }
        } catch (java.security.cert.CertificateException e) {
            return false;
        }
        return false;
    }

    private boolean isDelegate(
            X509CertificateHolder one, X509CertificateHolder issuer, ContentVerifierProvider byIssuer)
            throws CertException {
        ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(one.getExtensions());
        return usage != null
                && usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
                && one.isValidOn(Date.from(clock.instant()))
                && one.getIssuer().equals(issuer.getSubject())
                && one.isSignatureValid(byIssuer);
    }

    private static boolean names(RespID id, X509CertificateHolder one, DigestCalculatorProvider digests)
            throws OCSPException, OperatorCreationException {
        return id.equals(new RespID(one.getSubject()))
                || id.equals(new RespID(one.getSubjectPublicKeyInfo(), digests.get(RespID.HASH_SHA1)));
    }

    private Optional<URI> named(X509Certificate certificate) throws IOException {
        byte[] extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) {
            return Optional.empty();
        }
        return Arrays.stream(
                        AuthorityInformationAccess.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension))
                                .getAccessDescriptions())
                .filter(one -> AccessDescription.id_ad_ocsp.equals(one.getAccessMethod()))
                .flatMap(one -> Fetch.address(one.getAccessLocation(), hosts).stream())
                .findFirst();
    }
}
