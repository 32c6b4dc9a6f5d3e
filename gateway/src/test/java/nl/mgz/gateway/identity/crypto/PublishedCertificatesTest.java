package nl.mgz.gateway.identity.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mock certificates that the Ministry's own UZI library is tested with. */
class PublishedCertificatesTest {

    private static final UziCertificate.Rules USUAL =
            new UziCertificate.Rules(CertificateCheckTest.CA_OIDS, Set.of("S"), false);

    private static X509Certificate published(String name) {
        return PemFiles.certificates(Cases.folder("uzi-certs").resolve("mock-" + name + ".cert"))
                .get(0);
    }

    @Test
    void theCorrectServerCertificateIsRead() {
        assertThat(UziCertificate.read(published("022-correct-server-cert"), USUAL))
                .isEqualTo(new UziCertificate(
                        "2.16.528.1.1003.1.3.5.5.2", "12345678", "S", "90000123", "00.000", "00000000"));
    }

    @Test
    void theCorrectPersonsCertificateIsReadWherePeopleAreAllowed() {
        UziCertificate.Rules people = new UziCertificate.Rules(CertificateCheckTest.CA_OIDS, Set.of("Z"), false);
        assertThat(UziCertificate.read(published("011-correct"), people))
                .isEqualTo(new UziCertificate(
                        "2.16.528.1.1003.1.3.5.5.2", "12345678", "Z", "90000111", "30.015", "00000000"));
    }

    @ParameterizedTest
    @CsvSource({
        "001-no-valid-uzi-data, UZI_NAME_MISSING",
        "002-invalid-san, UZI_NAME_MISSING",
        "003-valid-san, UZI_NAME_MISSING",
        "005-incorrect-san-data, UZI_NAME_MALFORMED",
        "020-incorrect-oidca, UZI_CA_NOT_ALLOWED",
        "011-correct, UZI_PASS_TYPE_NOT_ALLOWED"
    })
    void eachOfTheOthersIsRefusedForItsOwnFault(String name, CertificateFault fault) {
        assertThat(UziCertificate.read(published(name), USUAL)).isEqualTo(new UziReading.Refused(fault));
    }

    @Test
    void theyLackThePermanentIdentifierSoRequiringItRefusesThem() {
        UziCertificate.Rules strict = new UziCertificate.Rules(CertificateCheckTest.CA_OIDS, Set.of("S"), true);
        assertThat(UziCertificate.read(published("022-correct-server-cert"), strict))
                .isEqualTo(new UziReading.Refused(CertificateFault.PERMANENT_IDENTIFIER_MISSING));
    }

    /** Each signed itself: right names, and still no way in, even for who pins it. */
    @Test
    void noneOfThemOpensTheDoor() {
        X509Certificate correct = published("022-correct-server-cert");
        CertificateCheck check = new CertificateCheck(
                List.of(correct),
                USUAL,
                new RevocationRules(RevocationRules.Policy.OFF, (Path) null, Set.of(), null),
                Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC));
        assertThat(check.check(correct)).isEqualTo(new CertificateCheck.Refused(CertificateFault.UNTRUSTED));
    }
}
