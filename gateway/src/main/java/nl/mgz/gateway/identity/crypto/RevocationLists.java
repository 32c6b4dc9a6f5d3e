package nl.mgz.gateway.identity.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revocation lists (RFC 5280 section 5): from the operator's folder, and from the addresses in certificates where their
 * host is allowed. A list counts when the authority that issued the certificate signed it, it is of now, and it covers the
 * certificate.
 */
final class RevocationLists {

    private static final Logger LOG = LoggerFactory.getLogger(RevocationLists.class);
    private static final int LARGEST = 20_000_000;
    private static final int CRL_SIGN = 6;

    private record OfFile(FileTime modified, long size, List<X509CRL> lists) {}

    private final @Nullable Path folder;
    private final Set<String> hosts;
    private final Fetch fetch;
    private final Clock clock;
    private final Map<Path, OfFile> files = new ConcurrentHashMap<>();
    private final Map<URI, X509CRL> fetched = new ConcurrentHashMap<>();

    RevocationLists(RevocationRules rules, Fetch fetch, Clock clock) {
        this.folder = rules.crlFolder();
        this.hosts = rules.hosts();
        this.fetch = fetch;
        this.clock = clock;
    }

    Revocation.Status status(X509Certificate certificate, X509Certificate issuer) {
        Revocation.Status found = status(inFolder(), certificate, issuer);
        return found == Revocation.Status.UNKNOWN
                ? status(named(certificate, issuer).stream(), certificate, issuer)
                : found;
    }

    private Revocation.Status status(Stream<X509CRL> lists, X509Certificate certificate, X509Certificate issuer) {
        List<X509CRL> usable =
                lists.filter(list -> counts(list, certificate, issuer)).toList();
        if (usable.isEmpty()) {
            return Revocation.Status.UNKNOWN;
        }
        return usable.stream().anyMatch(list -> list.getRevokedCertificate(certificate.getSerialNumber()) != null)
                ? Revocation.Status.REVOKED
                : Revocation.Status.GOOD;
    }

    private boolean counts(X509CRL list, X509Certificate certificate, X509Certificate issuer) {
        return list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                && isOfNow(list)
                && covers(list, certificate)
                && isSignedBy(list, issuer);
    }

    private boolean isOfNow(X509CRL list) {
        Instant now = clock.instant();
        return !list.getThisUpdate().toInstant().isAfter(now)
                && list.getNextUpdate() != null
                && list.getNextUpdate().toInstant().isAfter(now);
    }

    private static boolean isSignedBy(X509CRL list, X509Certificate issuer) {
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return false;
        }
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** A list about some certificates, or some reasons, says nothing about the others. */
    private static boolean covers(X509CRL list, X509Certificate certificate) {
        Set<String> critical = list.getCriticalExtensionOIDs();
        if (critical != null
                && critical.stream()
                        .anyMatch(oid ->
                                !Extension.issuingDistributionPoint.getId().equals(oid))) {
            return false;
        }
        byte[] extension = list.getExtensionValue(Extension.issuingDistributionPoint.getId());
        if (extension == null) {
            return true;
        }
        try {
            IssuingDistributionPoint part =
                    IssuingDistributionPoint.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension));
            boolean authority = certificate.getBasicConstraints() >= 0;
            return !part.isIndirectCRL()
                    && !part.onlyContainsAttributeCerts()
                    && part.getOnlySomeReasons() == null
                    && !(authority ? part.onlyContainsUserCerts() : part.onlyContainsCACerts())
                    && (part.getDistributionPoint() == null || names(certificate, part.getDistributionPoint()));
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean names(X509Certificate certificate, DistributionPointName point) {
        List<GeneralName> wanted = fullNames(point);
        return points(certificate).stream()
                .flatMap(one -> fullNames(one).stream())
                .anyMatch(wanted::contains);
    }

    private static List<DistributionPointName> points(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.cRLDistributionPoints.getId());
        if (extension == null) {
            return List.of();
        }
        List<DistributionPointName> names = new ArrayList<>();
        try {
            for (DistributionPoint one : CRLDistPoint.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension))
                    .getDistributionPoints()) {
                // With reasons, or by another issuer, it is no list of everything.
                if (one.getDistributionPoint() != null && one.getReasons() == null && one.getCRLIssuer() == null) {
                    names.add(one.getDistributionPoint());
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
        return names;
    }

    private static List<GeneralName> fullNames(DistributionPointName point) {
        return point.getType() == DistributionPointName.FULL_NAME
                ? List.of(GeneralNames.getInstance(point.getName()).getNames())
                : List.of();
    }

    private Stream<X509CRL> inFolder() {
        if (folder == null) {
            return Stream.empty();
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> now = all.filter(file -> file.toString().endsWith(".crl"))
                    .sorted()
                    .toList();
            files.keySet().retainAll(now);
            return now.stream().flatMap(file -> ofFile(file).stream());
        } catch (IOException e) {
            LOG.warn("The folder of revocation lists cannot be read: {}", folder);
            return Stream.empty();
        }
    }

    private List<X509CRL> ofFile(Path file) {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            OfFile known = files.get(file);
            if (known == null || !known.modified().equals(modified) || known.size() != size) {
                known = new OfFile(modified, size, size > LARGEST ? List.of() : parse(Files.readAllBytes(file)));
                files.put(file, known);
                if (known.lists().isEmpty()) {
                    LOG.warn("No revocation list can be read in {}", file);
                }
            }
            return known.lists();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Lists at the certificate's own addresses. One that was fetched is kept until it ends. */
    private List<X509CRL> named(X509Certificate certificate, X509Certificate issuer) {
        List<X509CRL> lists = new ArrayList<>();
        for (DistributionPointName point : points(certificate)) {
            for (GeneralName name : fullNames(point)) {
                Fetch.address(name, hosts)
                        .flatMap(address -> at(address, certificate, issuer))
                        .ifPresent(lists::add);
            }
        }
        return lists;
    }

    private Optional<X509CRL> at(URI address, X509Certificate certificate, X509Certificate issuer) {
        X509CRL known = fetched.get(address);
        if (known != null && isOfNow(known)) {
            return Optional.of(known);
        }
        Optional<X509CRL> list = fetch.get(address, LARGEST)
                .flatMap(bytes -> parse(bytes).stream()
                        .filter(one -> counts(one, certificate, issuer))
                        .findFirst());
        list.ifPresent(one -> fetched.put(address, one));
        return list;
    }

    static List<X509CRL> parse(byte[] bytes) {
        try {
            return CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(bytes)).stream()
                    .map(X509CRL.class::cast)
                    .toList();
        } catch (CRLException | CertificateException e) {
            return List.of();
        }
    }
}
