package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.jspecify.annotations.Nullable;

/**
 * Time stamps over SHA-256 digests (RFC 3161). A token counts when one of the given authorities' own certificates signed
 * it: those are pinned, so what an answer brings along makes nobody trusted.
 */
public final class TimeStamps {

    private static final int NONCE_BITS = 64;
    private static final int DIGEST_LENGTH = 32;

    private final List<X509CertificateHolder> authorities = new ArrayList<>();

    /** @param authorities the certificates that sign time stamps, not those of the CA above them */
    public TimeStamps(List<X509Certificate> authorities) {
        try {
            for (X509Certificate one : authorities) {
                this.authorities.add(new JcaX509CertificateHolder(one));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be written", e);
        }
    }

    /** @throws UnusableFileException when the file holds no certificates in PEM */
    public static TimeStamps trusting(Path certificates) {
        return new TimeStamps(PemFiles.certificates(certificates));
    }

    /**
     * What to send to an authority, as {@code application/timestamp-query}.
     *
     * @param encoded the bytes to send
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Request(byte[] encoded, BigInteger nonce, byte[] digest) {}

    /** What a check found. */
    public sealed interface Checked {}

    /**
     * The digest was there at this time, says the authority.
     *
     * @param token what to keep: it can be checked again
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Stamped(Instant time, byte[] token) implements Checked {}

    public record Refused(Reason reason) implements Checked {}

    public enum Reason {
        /** Neither a response nor a token of RFC 3161. */
        UNREADABLE,
        /** The authority did not want to. */
        NOT_GRANTED,
        /** It stamps another digest. */
        OTHER_DIGEST,
        /** It answers another request. */
        OTHER_NONCE,
        /** None of the given certificates signed it. */
        UNKNOWN_AUTHORITY,
        /** The certificate is not for time stamps alone, was not valid then, or the signature is wrong. */
        BAD_SIGNATURE
    }

    /** @param sha256 32 bytes */
    public static Request request(byte[] sha256) {
        if (sha256.length != DIGEST_LENGTH) {
            throw new IllegalArgumentException("a SHA-256 digest has 32 bytes");
        }
        BigInteger nonce = new BigInteger(NONCE_BITS, new SecureRandom());
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        // The certificate comes along, so that a token can be read by others without asking us.
        generator.setCertReq(true);
        try {
            TimeStampRequest request = generator.generate(NISTObjectIdentifiers.id_sha256, sha256, nonce);
            return new Request(request.getEncoded(), nonce, sha256.clone());
        } catch (IOException e) {
            throw new IllegalStateException("a request that cannot be written", e);
        }
    }

    /** Checks the answer to a request that was just sent. */
    public Checked response(byte[] response, Request request) {
        TimeStampToken token;
        try {
            TimeStampResponse parsed = new TimeStampResponse(response);
            if (parsed.getStatus() != PKIStatus.GRANTED && parsed.getStatus() != PKIStatus.GRANTED_WITH_MODS) {
                return new Refused(Reason.NOT_GRANTED);
            }
            token = parsed.getTimeStampToken();
        } catch (IOException | TSPException | RuntimeException e) {
            return new Refused(Reason.UNREADABLE);
        }
        if (token == null) {
            return new Refused(Reason.UNREADABLE);
        }
        return request.nonce().equals(token.getTimeStampInfo().getNonce())
                ? check(token, request.digest())
                : new Refused(Reason.OTHER_NONCE);
    }

    /** Checks a token that was kept. */
    public Checked token(byte[] token, byte[] sha256) {
        try {
            return check(new TimeStampToken(new CMSSignedData(token)), sha256);
        } catch (CMSException | IOException | TSPException | RuntimeException e) {
            return new Refused(Reason.UNREADABLE);
        }
    }

    private Checked check(TimeStampToken token, byte[] sha256) {
        TimeStampTokenInfo info = token.getTimeStampInfo();
        if (!NISTObjectIdentifiers.id_sha256.equals(info.getMessageImprintAlgOID())
                || !MessageDigest.isEqual(info.getMessageImprintDigest(), sha256)) {
            return new Refused(Reason.OTHER_DIGEST);
        }
        Optional<X509CertificateHolder> authority =
                authorities.stream().filter(one -> token.getSID().match(one)).findFirst();
        if (authority.isEmpty()) {
            return new Refused(Reason.UNKNOWN_AUTHORITY);
        }
        try {
            // Signature, signed certificate hash, validity at the time it states, and timeStamping as the only purpose.
            token.validate(verifier(authority.get()));
            return new Stamped(info.getGenTime().toInstant(), token.getEncoded());
        } catch (TSPException | IOException e) {
            return new Refused(Reason.BAD_SIGNATURE);
        }
    }

    private static SignerInformationVerifier verifier(X509CertificateHolder authority) throws TSPException {
        try {
            return new JcaSimpleSignerInfoVerifierBuilder().build(authority);
        } catch (OperatorCreationException | java.security.cert.CertificateException e) {
            throw new TSPException("no verifier for this certificate", e);
        }
    }

    /** The status text of a response that was not granted, for the operator; null where there is none. */
    public static @Nullable String statusText(byte[] response) {
        try {
            return new TimeStampResponse(response).getStatusString();
        } catch (IOException | TSPException | RuntimeException e) {
            return null;
        }
    }
}
