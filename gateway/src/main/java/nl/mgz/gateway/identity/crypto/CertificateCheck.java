package nl.mgz.gateway.identity.crypto;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client certificate counts, in this order: in time, signed by a pinned authority (PKIX, RFC 5280), strong
 * enough, for clients, with the names of the UZI register, and not revoked. What others have to be asked for comes last, so
 * that nobody makes us ask with a certificate of their own making.
 */
public final class CertificateCheck {

    /** How long an acceptance counts without being looked at again; what is revoked is out after that. */
    static final Duration REMEMBERED = Duration.ofSeconds(30);

    private static final int MOST_REMEMBERED = 1_000;
    private static final int LONGEST_PATH = 6;
    private static final int SMALLEST_RSA = 2048;
    private static final int SMALLEST_EC = 256;
    private static final Set<String> SIGNATURES =
            Set.of("SHA256", "SHA384", "SHA512", "RSASSA-PSS", "ED25519", "ED448");

    private final Map<X509Certificate, TrustAnchor> anchors;
    private final UziCertificate.Rules rules;
    private final Revocation revocation;
    private final Clock clock;

    private record Remembered(Good good, Instant until) {}

    private final Map<String, Remembered> remembered = new LinkedHashMap<>();

    /** @param anchors authorities that are pinned: the root, or better the ones that issue */
    public CertificateCheck(
            List<X509Certificate> anchors, UziCertificate.Rules rules, RevocationRules revocation, Clock clock) {
        this.anchors =
                anchors.stream().distinct().collect(Collectors.toMap(one -> one, one -> new TrustAnchor(one, null)));
        this.rules = rules;
        this.revocation = new Revocation(revocation, clock);
        this.clock = clock;
    }

    /** @throws UnusableFileException when the file holds no certificates in PEM */
    public static CertificateCheck of(
            Path anchors, UziCertificate.Rules rules, RevocationRules revocation, Clock clock) {
        return new CertificateCheck(PemFiles.certificates(anchors), rules, revocation, clock);
    }

    public sealed interface Result {}

    /** @param thumbprint as {@link #thumbprint} */
    public record Good(UziCertificate certificate, String thumbprint) implements Result {}

    public record Refused(CertificateFault fault) implements Result {}

    /** The SHA-256 of a certificate as RFC 8705 writes it: base64url without padding. */
    public static String thumbprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a certificate without a thumbprint", e);
        }
    }

    X509Certificate[] acceptedIssuers() {
        return anchors.keySet().toArray(X509Certificate[]::new);
    }

    /** @param sent as a client sent it: its own certificate first, then those above it */
    public Result check(X509Certificate... sent) {
        if (sent.length == 0) {
            return new Refused(CertificateFault.NONE_SENT);
        }
        String thumbprint = thumbprint(sent[0]);
        Optional<Good> known = remembered(thumbprint);
        if (known.isPresent()) {
            return known.get();
        }
        Result result = look(sent, thumbprint);
        if (result instanceof Good good) {
            // INVARIANT: only acceptances are remembered. A refusal can be of the chain that somebody else sent with
            // this
            // certificate, before anybody proved to have its key.
            remember(good, sent[0]);
        }
        return result;
    }

    private synchronized Optional<Good> remembered(String thumbprint) {
        Remembered found = remembered.get(thumbprint);
        return found != null && clock.instant().isBefore(found.until()) ? Optional.of(found.good()) : Optional.empty();
    }

    private synchronized void remember(Good good, X509Certificate certificate) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        Instant usual = clock.instant().plus(REMEMBERED);
        Instant end = certificate.getNotAfter().toInstant();
        remembered.put(good.thumbprint(), new Remembered(good, end.isBefore(usual) ? end : usual));
    }

    private Result look(X509Certificate[] sent, String thumbprint) {
        X509Certificate own = sent[0];
        CertificateFault outOfTime = time(own);
        if (outOfTime != null) {
            return new Refused(outOfTime);
        }
        List<X509Certificate> path = path(sent);
        if (path.isEmpty()) {
            return new Refused(CertificateFault.UNTRUSTED);
        }
        CertificateFault unfit = isWeak(path) ? CertificateFault.WEAK : purpose(own);
        if (unfit != null) {
            return new Refused(unfit);
        }
        UziReading reading = UziCertificate.read(own, rules);
        if (reading instanceof UziReading.Refused refused) {
            return new Refused(refused.fault());
        }
        CertificateFault revoked = revocation.check(path);
        return revoked == null ? new Good((UziCertificate) reading, thumbprint) : new Refused(revoked);
    }

    private @Nullable CertificateFault time(X509Certificate certificate) {
        Instant now = clock.instant();
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return CertificateFault.NOT_YET_VALID;
        }
        return now.isAfter(certificate.getNotAfter().toInstant()) ? CertificateFault.EXPIRED : null;
    }

    /** From the certificate itself to the pinned authority, both included; empty where there is no such path. */
    private List<X509Certificate> path(X509Certificate[] sent) {
        // An authority that has expired signs for nobody, which PKIX leaves to us.
        Set<TrustAnchor> current = anchors.entrySet().stream()
                .filter(one -> time(one.getKey()) == null)
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
        if (current.isEmpty() || sent.length > LONGEST_PATH || anchors.containsKey(sent[0])) {
            return List.of();
        }
        try {
            X509CertSelector own = new X509CertSelector();
            own.setCertificate(sent[0]);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(current, own);
            parameters.setDate(Date.from(clock.instant()));
            parameters.setMaxPathLength(LONGEST_PATH - 1);
            // Revocation is looked at afterwards, by rules that the JDK's own check does not have.
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(Arrays.asList(sent))));
            PKIXCertPathBuilderResult built = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> path = new ArrayList<>();
            built.getCertPath().getCertificates().forEach(one -> path.add((X509Certificate) one));
            path.add(built.getTrustAnchor().getTrustedCert());
            return path;
        } catch (GeneralSecurityException e) {
            return List.of();
        }
    }

    /** The signature on the pinned authority itself protects nothing: it is believed because it is pinned. */
    private static boolean isWeak(List<X509Certificate> path) {
        return path.stream().anyMatch(one -> isWeak(one.getPublicKey()))
                || path.subList(0, path.size() - 1).stream().anyMatch(CertificateCheck::isWeaklySigned);
    }

    private static boolean isWeaklySigned(X509Certificate certificate) {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        return SIGNATURES.stream().noneMatch(signature::startsWith);
    }

    private static boolean isWeak(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength() < SMALLEST_RSA;
        }
        if (key instanceof ECKey ec) {
            return ec.getParams().getOrder().bitLength() < SMALLEST_EC;
        }
        return !(key instanceof EdECKey);
    }

    private static @Nullable CertificateFault purpose(X509Certificate own) {
        boolean[] usage = own.getKeyUsage();
        if (own.getBasicConstraints() >= 0 || usage != null && usage[5]) {
            return CertificateFault.IS_AUTHORITY;
        }
        try {
            List<String> purposes = own.getExtendedKeyUsage();
            boolean forClients = purposes != null && purposes.contains(KeyPurposeId.id_kp_clientAuth.getId());
            return forClients && (usage == null || usage[0]) ? null : CertificateFault.NOT_FOR_CLIENTS;
        } catch (CertificateParsingException e) {
            return CertificateFault.NOT_FOR_CLIENTS;
        }
    }
}
