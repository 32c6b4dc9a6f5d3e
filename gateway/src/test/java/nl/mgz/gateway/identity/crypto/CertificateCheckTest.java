package nl.mgz.gateway.identity.crypto;

import static nl.mgz.gateway.identity.crypto.TestAuthority.URA;
import static nl.mgz.gateway.identity.crypto.TestAuthority.UZI;
import static nl.mgz.gateway.identity.crypto.TestAuthority.other;
import static nl.mgz.gateway.identity.crypto.TestAuthority.permanent;
import static nl.mgz.gateway.identity.crypto.TestAuthority.uzi;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.identity.crypto.TestAuthority.Issued;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which client certificates count. Each wrong one is wrong in one way; the right one that they differ from is accepted. */
class CertificateCheckTest {

    static final Set<String> CA_OIDS = Set.of(
            "2.16.528.1.1003.1.3.5.5.2",
            "2.16.528.1.1003.1.3.5.5.3",
            "2.16.528.1.1003.1.3.5.5.4",
            "2.16.528.1.1003.1.3.5.5.5");

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final RevocationRules NOT_ASKED =
            new RevocationRules(RevocationRules.Policy.OFF, (Path) null, Set.of(), null);

    private final TestAuthority authority = new TestAuthority("Test CA", NOW);
    private final CertificateCheck check = check(false, authority.certificate());

    private static CertificateCheck check(boolean permanentRequired, X509Certificate... anchors) {
        return new CertificateCheck(
                List.of(anchors),
                new UziCertificate.Rules(CA_OIDS, Set.of("S"), permanentRequired),
                NOT_ASKED,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void refused(CertificateFault fault, Issued... chain) {
        assertThat(check.check(certificates(chain))).isEqualTo(new CertificateCheck.Refused(fault));
    }

    private static X509Certificate[] certificates(Issued... chain) {
        return java.util.Arrays.stream(chain).map(Issued::certificate).toArray(X509Certificate[]::new);
    }

    private void accepted(Issued... chain) {
        assertThat(check.check(certificates(chain))).isInstanceOf(CertificateCheck.Good.class);
    }

    @Nested
    class TheRightOne {

        @Test
        void isAcceptedWithItsOrganisation() {
            Issued right = authority.draft().issue();
            CertificateCheck.Good good = (CertificateCheck.Good) check.check(right.certificate());
            assertThat(good.certificate().ura()).isEqualTo(URA);
            assertThat(good.thumbprint()).hasSize(43).isEqualTo(CertificateCheck.thumbprint(right.certificate()));
        }

        @Test
        void isAcceptedBelowAnAuthorityThatItBringsAlong() {
            Issued below = authority.subordinate("Issuing CA");
            accepted(authority.draft().by(below).issue(), below);
        }

        @Test
        void isAcceptedWhenTheIssuingAuthorityItselfIsPinned() {
            Issued below = authority.subordinate("Issuing CA");
            CertificateCheck pinned = check(false, below.certificate());
            assertThat(pinned.check(authority.draft().by(below).issue().certificate()))
                    .isInstanceOf(CertificateCheck.Good.class);
            assertThat(pinned.check(authority.draft().issue().certificate()))
                    .as("of the same root, but not of the pinned one")
                    .isEqualTo(new CertificateCheck.Refused(CertificateFault.UNTRUSTED));
        }

        @Test
        void mayLackThePermanentIdentifierUnlessThatIsRequired() {
            Issued older = authority.draft().names(uzi(UZI)).issue();
            accepted(older);
            assertThat(check(true, authority.certificate()).check(older.certificate()))
                    .isEqualTo(new CertificateCheck.Refused(CertificateFault.PERMANENT_IDENTIFIER_MISSING));
            assertThat(check(true, authority.certificate())
                            .check(authority.draft().issue().certificate()))
                    .isInstanceOf(CertificateCheck.Good.class);
        }

        @Test
        void mayHaveOtherNamesToo() {
            accepted(authority
                    .draft()
                    .names(
                            new GeneralName(GeneralName.dNSName, "gp.example"),
                            uzi(UZI),
                            permanent(URA),
                            permanent("something else", "1.2.3.4"))
                    .issue());
        }
    }

    @Nested
    class Time {

        @Test
        void refusesOneThatHasExpired() {
            refused(
                    CertificateFault.EXPIRED,
                    authority
                            .draft()
                            .valid(NOW.minusSeconds(500), NOW.minusSeconds(1))
                            .issue());
        }

        @Test
        void refusesOneThatIsNotValidYet() {
            refused(
                    CertificateFault.NOT_YET_VALID,
                    authority
                            .draft()
                            .valid(NOW.plusSeconds(1), NOW.plusSeconds(500))
                            .issue());
        }

        @Test
        void refusesOneOfAnAuthorityThatHasExpired() {
            TestAuthority old = new TestAuthority("Old CA", NOW.minus(Duration.ofDays(5000)));
            Issued issued = old.draft()
                    .valid(NOW.minusSeconds(500), NOW.plusSeconds(500))
                    .issue();
            assertThat(check(false, old.certificate()).check(issued.certificate()))
                    .isEqualTo(new CertificateCheck.Refused(CertificateFault.UNTRUSTED));
        }

        @Test
        void endsAnAcceptanceThatIsRemembered() {
            Issued brief = authority
                    .draft()
                    .valid(NOW.minusSeconds(500), NOW.plusSeconds(1))
                    .issue();
            java.util.concurrent.atomic.AtomicReference<Instant> time =
                    new java.util.concurrent.atomic.AtomicReference<>(NOW);
            Clock moving = new Clock() {
                @Override
                public java.time.ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return time.get();
                }
            };
            CertificateCheck later = new CertificateCheck(
                    List.of(authority.certificate()),
                    new UziCertificate.Rules(CA_OIDS, Set.of("S"), false),
                    NOT_ASKED,
                    moving);
            assertThat(later.check(brief.certificate())).isInstanceOf(CertificateCheck.Good.class);
            time.set(NOW.plusSeconds(2));
            assertThat(later.check(brief.certificate()))
                    .isEqualTo(new CertificateCheck.Refused(CertificateFault.EXPIRED));
        }
    }

    @Nested
    class TheChain {

        @Test
        void refusesOneOfAnotherAuthority() {
            refused(
                    CertificateFault.UNTRUSTED,
                    new TestAuthority("Another CA", NOW).draft().issue());
        }

        @Test
        void refusesOneOfAnotherAuthorityWithTheSameName() {
            TestAuthority impostor = new TestAuthority("Test CA", NOW);
            refused(CertificateFault.UNTRUSTED, impostor.draft().issue());
            assertThat(check.check(impostor.draft().issue().certificate(), impostor.certificate()))
                    .as("with the impostor's own authority behind it")
                    .isEqualTo(new CertificateCheck.Refused(CertificateFault.UNTRUSTED));
        }

        @Test
        void refusesOneThatSignedItself() {
            KeyPair own = Issuing.newKeys();
            X509Certificate self = Issuing.sign(
                    Issuing.selfNamed("Self", own.getPublic(), NOW.minusSeconds(5), NOW.plusSeconds(500)),
                    own.getPrivate(),
                    List.of());
            refused(CertificateFault.UNTRUSTED, new Issued(self, own.getPrivate()));
        }

        @Test
        void refusesOneThatAnEndCertificateSigned() {
            Issued end = authority.draft().issue();
            refused(CertificateFault.UNTRUSTED, authority.draft().by(end).issue(), end);
        }

        @Test
        void refusesOneThatSaysItIsAnAuthority() {
            refused(
                    CertificateFault.IS_AUTHORITY,
                    authority.draft().constraints(new BasicConstraints(true)).issue());
            refused(
                    CertificateFault.IS_AUTHORITY,
                    authority
                            .draft()
                            .constraints(new BasicConstraints(false))
                            .usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)
                            .issue());
        }

        @Test
        void refusesAnythingBeforeTheRestIsEvenLookedAtWhenNothingWasSent() {
            refused(CertificateFault.NONE_SENT);
        }

        @Test
        void refusesOneThatIsBuriedInAPile() {
            Issued right = authority.draft().issue();
            refused(CertificateFault.UNTRUSTED, right, right, right, right, right, right, right);
        }

        @ParameterizedTest
        @CsvSource({"RSA, 1024", "DSA, 2048"})
        void refusesAWeakKeyAndAKindThatNobodyUses(String kind, int bits) throws Exception {
            KeyPairGenerator keys = KeyPairGenerator.getInstance(kind);
            keys.initialize(bits);
            refused(
                    CertificateFault.WEAK,
                    authority.draft().keys(keys.generateKeyPair()).issue());
        }

        @Test
        void refusesASignatureBySha1() {
            refused(
                    CertificateFault.WEAK,
                    authority.draft().signature("SHA1withECDSA").issue());
        }

        @Test
        void isNotRememberedAsBadForWhatSomebodyElseSentWithIt() {
            Issued below = authority.subordinate("Issuing CA");
            Issued own = authority.draft().by(below).issue();
            refused(CertificateFault.UNTRUSTED, own);
            accepted(own, below);
        }
    }

    @Nested
    class ThePurpose {

        @Test
        void mustBeClients() {
            refused(
                    CertificateFault.NOT_FOR_CLIENTS,
                    authority.draft().purposes(KeyPurposeId.id_kp_serverAuth).issue());
            refused(
                    CertificateFault.NOT_FOR_CLIENTS,
                    authority.draft().purposes().issue());
            refused(
                    CertificateFault.NOT_FOR_CLIENTS,
                    authority.draft().purposes(KeyPurposeId.anyExtendedKeyUsage).issue());
        }

        @Test
        void mustHaveSignatures() {
            refused(
                    CertificateFault.NOT_FOR_CLIENTS,
                    authority.draft().usage(KeyUsage.keyEncipherment).issue());
        }
    }

    @Nested
    class TheUziName {

        private void refusedWith(CertificateFault fault, GeneralName... names) {
            refused(fault, authority.draft().names(names).issue());
        }

        @Test
        void mustBeThere() {
            refusedWith(CertificateFault.UZI_NAME_MISSING);
            refusedWith(CertificateFault.UZI_NAME_MISSING, new GeneralName(GeneralName.dNSName, UZI));
            refusedWith(CertificateFault.UZI_NAME_MISSING, permanent(URA));
            refusedWith(CertificateFault.UZI_NAME_MISSING, other("2.5.5.6", new DERUTF8String(UZI)), permanent(URA));
        }

        @Test
        void isNeverTakenFromTheSubject() {
            refused(
                    CertificateFault.UZI_NAME_MISSING,
                    authority.draft().name(URA).names().issue());
            refused(
                    CertificateFault.UZI_NAME_MISSING,
                    authority.draft().name(UZI).names().issue());
            CertificateCheck.Good good = (CertificateCheck.Good)
                    check.check(authority.draft().name("90009999").issue().certificate());
            assertThat(good.certificate().ura()).isEqualTo(URA);
        }

        @Test
        void mustBeThereOnce() {
            refusedWith(CertificateFault.UZI_NAME_REPEATED, uzi(UZI), uzi(UZI.replace(URA, "90000124")));
            refusedWith(CertificateFault.UZI_NAME_REPEATED, uzi(UZI), uzi(UZI));
        }

        @Test
        void mustBeAnIa5String() {
            refusedWith(CertificateFault.UZI_NAME_MALFORMED, other("2.5.5.5", new DERUTF8String(UZI)));
            refusedWith(CertificateFault.UZI_NAME_MALFORMED, other("2.5.5.5", new DERPrintableString(UZI)));
            refusedWith(CertificateFault.UZI_NAME_MALFORMED, other("2.5.5.5", new DERSequence()));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "-",
                    "90000123",
                    "123456789@90000123",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-90000123-00.000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-90000123-00.000-00000000-1",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-90000123-00.000-00000000-",
                    "-2.16.528.1.1003.1.3.5.5.5-1-123456789-S-90000123-00.000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-9000012-00.000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-900001234-00.000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-9000012A-00.000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S- 90000123-00.000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-90000123\n-00.000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S--00.000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-12345-S-90000123-00.000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-s-90000123-00.000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-SS-90000123-00.000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-90000123-00000-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-90000123-01.015-00000000",
                    "2.16.528.1.1003.1.3.5.5.5-1-123456789-S-90000123-00.000-0000000",
                    "urn:oid:2.16.528.1.1003.1.3.5.5.5-1-123456789-S-90000123-00.000-00000000",
                })
        void hasExactlySevenFieldsInTheirForms(String text) {
            refusedWith(CertificateFault.UZI_NAME_MALFORMED, uzi(text));
        }

        @Test
        void isOfVersionOne() {
            refusedWith(CertificateFault.UZI_VERSION_UNKNOWN, uzi(UZI.replace("-1-", "-2-")), permanent(URA));
        }

        @ParameterizedTest
        @ValueSource(strings = {"Z", "N", "M"})
        void isOfAServer(String type) {
            refusedWith(
                    CertificateFault.UZI_PASS_TYPE_NOT_ALLOWED,
                    uzi(UZI.replace("-S-", "-" + type + "-")),
                    permanent(URA));
        }

        @Test
        void isOfAnAuthorityThatTheSettingsAllow() {
            refusedWith(CertificateFault.UZI_CA_NOT_ALLOWED, uzi(UZI.replace("5.5.5-", "5.5.9-")), permanent(URA));
        }

        @Test
        void doesNotCoupleTheKindOfAuthorityWithThatOfThePass() {
            accepted(authority
                    .draft()
                    .names(uzi(UZI.replace("5.5.5-", "5.5.2-")), permanent(URA))
                    .issue());
        }
    }

    @Nested
    class ThePermanentIdentifier {

        @Test
        void mustAgreeWithTheUziName() {
            refused(
                    CertificateFault.URA_MISMATCH,
                    authority.draft().names(uzi(UZI), permanent("90000124")).issue());
        }

        @Test
        void mustBeThereOnce() {
            refused(
                    CertificateFault.PERMANENT_IDENTIFIER_MALFORMED,
                    authority
                            .draft()
                            .names(uzi(UZI), permanent(URA), permanent(URA))
                            .issue());
        }

        @Test
        void mustHaveItsForm() {
            ASN1Encodable assigner = new ASN1ObjectIdentifier("2.16.528.1.1007.3.3");
            for (ASN1Encodable value : List.of(
                    new DERUTF8String(URA),
                    new DERSequence(assigner),
                    new DERSequence(new ASN1Encodable[] {new DERPrintableString(URA), assigner}),
                    new DERSequence(new ASN1Encodable[] {new DERUTF8String(URA), new DERUTF8String(URA), assigner}))) {
                refused(
                        CertificateFault.PERMANENT_IDENTIFIER_MALFORMED,
                        authority
                                .draft()
                                .names(uzi(UZI), other("1.3.6.1.5.5.7.8.3", value))
                                .issue());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"URA_MISMATCH, ura-mismatch", "EXPIRED, expired"})
    void aFaultHasACodeForTheLog(CertificateFault fault, String code) {
        assertThat(fault.code()).isEqualTo(code);
    }
}
