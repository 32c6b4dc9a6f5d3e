package nl.mgz.gateway.identity.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import nl.mgz.gateway.identity.crypto.RevocationRules.Policy;
import nl.mgz.gateway.identity.crypto.TestAuthority.Issued;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate counts when something that counts itself says that it was not revoked. Silence is a refusal. */
class RevocationTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final CertificateCheck.Refused REVOKED = new CertificateCheck.Refused(CertificateFault.REVOKED);
    private static final CertificateCheck.Refused UNKNOWN =
            new CertificateCheck.Refused(CertificateFault.REVOCATION_UNKNOWN);

    @TempDir
    Path folder;

    private final TestAuthority authority = new TestAuthority("Test CA", NOW);
    private final AtomicReference<Instant> time = new AtomicReference<>(NOW);
    private final List<String> asked = new ArrayList<>();
    private final AtomicReference<Function<byte[], byte[]>> answer = new AtomicReference<>(request -> new byte[0]);
    private final HttpServer server = listen();

    private HttpServer listen() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.setExecutor(Executors.newCachedThreadPool());
            made.createContext("/", this::handle);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().getPath());
        byte[] request = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestURI().getPath().startsWith("/elsewhere")) {
            exchange.getResponseHeaders().add("Location", at("/list.crl"));
            exchange.sendResponseHeaders(302, -1);
        } else {
            byte[] body = answer.get().apply(request);
            exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, 0);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String at(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    private final class Now extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return time.get();
        }
    }

    private CertificateCheck check(RevocationRules rules) {
        return new CertificateCheck(
                List.of(authority.certificate()),
                new UziCertificate.Rules(CertificateCheckTest.CA_OIDS, Set.of("S"), false),
                rules,
                new Now());
    }

    private RevocationRules fromFolder() {
        return new RevocationRules(Policy.CRL, folder, Set.of(), null);
    }

    private RevocationRules fromHosts(Policy policy, String... hosts) {
        return new RevocationRules(policy, null, Set.of(hosts), null);
    }

    private void put(String name, byte[] list) throws IOException {
        Files.write(folder.resolve(name), list);
    }

    private static CertificateCheck.Result of(CertificateCheck check, Issued one) {
        return check.check(one.certificate());
    }

    @Nested
    class AListInTheFolder {

        private final Issued own = authority.draft().issue();
        private CertificateCheck check;

        @BeforeEach
        void startAnew() {
            check = check(fromFolder());
        }

        @Test
        void thatNamesTheCertificateRefusesItAndNoOther() throws Exception {
            put("a.crl", authority.list(authority.draft().issue().certificate(), own.certificate()));
            assertThat(of(check, own)).isEqualTo(REVOKED);
            assertThat(of(check, authority.draft().issue())).isInstanceOf(CertificateCheck.Good.class);
        }

        @Test
        void takesEffectWhenItIsReplaced() throws Exception {
            put("a.crl", authority.list());
            assertThat(of(check, own)).isInstanceOf(CertificateCheck.Good.class);
            put("a.crl", authority.list(own.certificate()));
            time.set(NOW.plus(CertificateCheck.REMEMBERED).plusSeconds(1));
            assertThat(of(check, own)).isEqualTo(REVOKED);
        }

        @Test
        void thatIsNotThereRefusesEverybody() {
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void thatCannotBeReadRefusesEverybody() throws Exception {
            put("a.crl", "nonsense".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void thatHasEndedRefusesEverybody() throws Exception {
            put("a.crl", authority.list(NOW.minusSeconds(500), NOW.minusSeconds(1), authority.key(), null));
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void thatNeverEndsSaysNothing() throws Exception {
            put("a.crl", authority.list(NOW.minusSeconds(500), null, authority.key(), null));
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void thatIsOfTomorrowSaysNothing() throws Exception {
            put("a.crl", authority.list(NOW.plusSeconds(5), NOW.plusSeconds(500), authority.key(), null));
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void thatAnotherKeySignedSaysNothing() throws Exception {
            put(
                    "a.crl",
                    authority.list(
                            NOW.minusSeconds(5),
                            NOW.plusSeconds(500),
                            Issuing.newKeys().getPrivate(),
                            null));
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void thatIsOfAnotherAuthoritySaysNothing() throws Exception {
            put("a.crl", new TestAuthority("Another CA", NOW).list());
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void thatOnlyTellsWhatChangedSaysNothing() throws Exception {
            Extension delta = Issuing.extension(Extension.deltaCRLIndicator, true, new ASN1Integer(1));
            put("a.crl", authority.list(NOW.minusSeconds(5), NOW.plusSeconds(500), authority.key(), delta));
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void thatIsAboutAPartOfTheCertificatesSaysNothingAboutTheOthers() throws Exception {
            DistributionPointName part = new DistributionPointName(
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "http://x.example/1.crl")));
            put(
                    "a.crl",
                    authority.list(
                            NOW.minusSeconds(5),
                            NOW.plusSeconds(500),
                            authority.key(),
                            Issuing.extension(
                                    Extension.issuingDistributionPoint,
                                    true,
                                    new IssuingDistributionPoint(part, false, false, null, false, false))));
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
            assertThat(of(
                            check,
                            authority.draft().listAt("http://x.example/1.crl").issue()))
                    .isInstanceOf(CertificateCheck.Good.class);
        }

        @Test
        void thatIsAboutAuthoritiesSaysNothingAboutClients() throws Exception {
            put(
                    "a.crl",
                    authority.list(
                            NOW.minusSeconds(5),
                            NOW.plusSeconds(500),
                            authority.key(),
                            Issuing.extension(
                                    Extension.issuingDistributionPoint,
                                    true,
                                    new IssuingDistributionPoint(null, false, true, null, false, false))));
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void mustBeThereForEveryAuthorityOnTheWay() throws Exception {
            Issued below = authority.subordinate("Issuing CA");
            put("a.crl", authority.list());
            assertThat(check.check(authority.draft().by(below).issue().certificate(), below.certificate()))
                    .as("nothing about what the lower one issued")
                    .isEqualTo(UNKNOWN);
            put("a.crl", authority.list(below.certificate()));
            assertThat(check.check(authority.draft().by(below).issue().certificate(), below.certificate()))
                    .isNotInstanceOf(CertificateCheck.Good.class);
        }
    }

    @Nested
    class AListAtAnAddress {

        private final Issued own = authority.draft().listAt(at("/list.crl")).issue();

        @BeforeEach
        void serve() {
            answer.set(request -> authority.list(own.certificate()));
        }

        @Test
        void isAskedWhereItsHostIsAllowedAndKeptUntilItEnds() {
            CertificateCheck check = check(fromHosts(Policy.CRL, "localhost"));
            assertThat(of(check, own)).isEqualTo(REVOKED);
            assertThat(of(check, own)).isEqualTo(REVOKED);
            assertThat(of(check, authority.draft().listAt(at("/list.crl")).issue()))
                    .isInstanceOf(CertificateCheck.Good.class);
            assertThat(asked).containsExactly("/list.crl");
            time.set(NOW.plus(Duration.ofDays(2)));
            assertThat(of(check, own))
                    .as("the list has ended, and so has the new one")
                    .isEqualTo(UNKNOWN);
            assertThat(asked).hasSize(2);
        }

        @Test
        void isNotAskedAtAnyOtherHost() {
            assertThat(of(check(fromHosts(Policy.CRL, "crl.example")), own)).isEqualTo(UNKNOWN);
            assertThat(of(check(new RevocationRules(Policy.CRL, folder, Set.of(), null)), own))
                    .isEqualTo(UNKNOWN);
            assertThat(asked).isEmpty();
        }

        @Test
        void isNotFollowedElsewhere() {
            Issued sent = authority.draft().listAt(at("/elsewhere.crl")).issue();
            assertThat(of(check(fromHosts(Policy.CRL, "localhost")), sent)).isEqualTo(UNKNOWN);
            assertThat(asked).containsExactly("/elsewhere.crl");
        }

        @Test
        void isDroppedWhenItIsTooLong() {
            answer.set(request -> new byte[21_000_000]);
            assertThat(of(check(fromHosts(Policy.CRL, "localhost")), own)).isEqualTo(UNKNOWN);
        }

        @Test
        void isLeftAloneForAWhileWhenItDoesNotAnswer() {
            answer.set(request -> new byte[0]);
            CertificateCheck check = check(fromHosts(Policy.CRL, "localhost"));
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
            assertThat(asked).hasSize(1);
        }

        @Test
        void isWaitedForSomeSecondsOnly() {
            answer.set(request -> {
                try {
                    Thread.sleep(30_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return new byte[0];
            });
            long start = System.nanoTime();
            assertThat(of(check(fromHosts(Policy.CRL, "localhost")), own)).isEqualTo(UNKNOWN);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        }

        @Test
        void isNotAskedForACertificateThatNobodySigned() {
            Issued stranger = new TestAuthority("Test CA", NOW)
                    .draft()
                    .listAt(at("/list.crl"))
                    .issue();
            assertThat(of(check(fromHosts(Policy.CRL, "localhost")), stranger))
                    .isEqualTo(new CertificateCheck.Refused(CertificateFault.UNTRUSTED));
            assertThat(asked).isEmpty();
        }
    }

    @Nested
    class AResponder {

        private final Issued own = authority.draft().responder(at("/ocsp")).issue();
        private final CertificateCheck check = check(fromHosts(Policy.OCSP, "localhost"));

        private Signed answers(CertificateStatus status) {
            Signed signed = new Signed(status);
            answer.set(signed);
            return signed;
        }

        @Test
        void thatSaysGoodLetsIn() {
            answers(CertificateStatus.GOOD);
            assertThat(of(check, own)).isInstanceOf(CertificateCheck.Good.class);
        }

        @Test
        void thatSaysRevokedRefuses() {
            answers(new RevokedStatus(Date.from(NOW), 0));
            assertThat(of(check, own)).isEqualTo(REVOKED);
        }

        @Test
        void thatDoesNotKnowRefuses() {
            answers(new UnknownStatus());
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void isAskedOnceUntilItsAnswerEnds() {
            answers(CertificateStatus.GOOD);
            of(check, own);
            time.set(NOW.plus(Duration.ofMinutes(5)));
            assertThat(of(check, own)).isInstanceOf(CertificateCheck.Good.class);
            assertThat(asked).hasSize(1);
            time.set(NOW.plus(Duration.ofHours(2)));
            answers(new RevokedStatus(Date.from(NOW), 0)).at = time.get();
            assertThat(of(check, own)).isEqualTo(REVOKED);
        }

        @Test
        void ofTheSettingsIsAskedInsteadOfTheNamedOne() {
            answers(CertificateStatus.GOOD);
            RevocationRules rules = new RevocationRules(Policy.OCSP, null, Set.of(), URI.create(at("/ours")));
            assertThat(of(check(rules), own)).isInstanceOf(CertificateCheck.Good.class);
            assertThat(asked).containsExactly("/ours");
        }

        @Test
        void mayBeSomebodyWhomTheIssuerLetsSign() {
            Issued delegate = authority
                    .draft()
                    .names()
                    .purposes(KeyPurposeId.id_kp_OCSPSigning)
                    .issue();
            answers(CertificateStatus.GOOD).signer = delegate;
            assertThat(of(check, own)).isInstanceOf(CertificateCheck.Good.class);
        }

        @Test
        void isNobodyElse() {
            answers(CertificateStatus.GOOD).signer = authority.draft().issue();
            assertThat(of(check, own)).as("a certificate for clients").isEqualTo(UNKNOWN);
            TestAuthority stranger = new TestAuthority("Test CA", NOW);
            time.set(NOW.plusSeconds(60));
            answers(CertificateStatus.GOOD).signer = stranger.draft()
                    .names()
                    .purposes(KeyPurposeId.id_kp_OCSPSigning)
                    .issue();
            assertThat(of(check, own)).as("of another authority").isEqualTo(UNKNOWN);
        }

        @Test
        void mayNotRepeatAnOldAnswer() {
            answers(CertificateStatus.GOOD).at = NOW.minus(Duration.ofHours(3));
            assertThat(of(check, own)).as("it has ended").isEqualTo(UNKNOWN);
            time.set(NOW.plusSeconds(60));
            answers(CertificateStatus.GOOD).nonce = new byte[16];
            assertThat(of(check, own)).as("to another's question").isEqualTo(UNKNOWN);
        }

        @Test
        void mayNotAnswerAboutAnotherCertificate() {
            answers(CertificateStatus.GOOD).about = authority.draft().issue().certificate();
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void thatSaysNonsenseRefuses() {
            answer.set(request -> "<html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }

        @Test
        void atAHostThatIsNotAllowedIsNotAsked() {
            assertThat(of(check(fromHosts(Policy.OCSP, "other.example")), own)).isEqualTo(UNKNOWN);
            assertThat(asked).isEmpty();
        }
    }

    @Nested
    class Either {

        private final Issued own = authority.draft().responder(at("/ocsp")).issue();
        private CertificateCheck check;

        @BeforeEach
        void startAnew() {
            check = check(new RevocationRules(Policy.EITHER, folder, Set.of("localhost"), null));
        }

        @Test
        void asksTheResponderWhereNoListCounts() {
            answer.set(new Signed(CertificateStatus.GOOD));
            assertThat(of(check, own)).isInstanceOf(CertificateCheck.Good.class);
            assertThat(asked).hasSize(1);
        }

        @Test
        void asksNobodyWhereAListCounts() throws Exception {
            put("a.crl", authority.list(own.certificate()));
            assertThat(of(check, own)).isEqualTo(REVOKED);
            assertThat(asked).isEmpty();
        }

        @Test
        void refusesWhereNeitherAnswers() {
            assertThat(of(check, own)).isEqualTo(UNKNOWN);
        }
    }

    /** A responder's answers. */
    private final class Signed implements Function<byte[], byte[]> {

        private final CertificateStatus status;
        private Issued signer = new Issued(authority.certificate(), authority.key());
        private Instant at = NOW;
        private byte[] nonce;
        private X509Certificate about;

        Signed(CertificateStatus status) {
            this.status = status;
        }

        @Override
        public byte[] apply(byte[] request) {
            try {
                OCSPReq asking = new OCSPReq(request);
                X509CertificateHolder own = new JcaX509CertificateHolder(signer.certificate());
                BasicOCSPRespBuilder basic = new BasicOCSPRespBuilder(new RespID(own.getSubject()));
                var id = asking.getRequestList()[0].getCertID();
                if (about != null) {
                    id = new org.bouncycastle.cert.ocsp.CertificateID(
                            new org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder()
                                    .build()
                                    .get(org.bouncycastle.cert.ocsp.CertificateID.HASH_SHA1),
                            new JcaX509CertificateHolder(authority.certificate()),
                            about.getSerialNumber());
                }
                basic.addResponse(id, status, Date.from(at), Date.from(at.plus(Duration.ofHours(1))));
                Extension sent = asking.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
                basic.setResponseExtensions(new Extensions(
                        nonce == null ? sent : new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, nonce)));
                return new OCSPRespBuilder()
                        .build(
                                OCSPResp.SUCCESSFUL,
                                basic.build(
                                        new JcaContentSignerBuilder(Issuing.SIGNATURE).build(signer.key()),
                                        new X509CertificateHolder[] {own},
                                        Date.from(at)))
                        .getEncoded();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
