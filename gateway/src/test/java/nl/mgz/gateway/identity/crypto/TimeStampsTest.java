package nl.mgz.gateway.identity.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import nl.mgz.gateway.identity.crypto.TimeStamps.Checked;
import nl.mgz.gateway.identity.crypto.TimeStamps.Reason;
import nl.mgz.gateway.identity.crypto.TimeStamps.Refused;
import nl.mgz.gateway.identity.crypto.TimeStamps.Request;
import nl.mgz.gateway.identity.crypto.TimeStamps.Stamped;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeStampsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.125Z");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final TimeStampAuthority authority = TimeStampAuthority.create("Test TSA", clock);
    private final TimeStamps stamps = new TimeStamps(List.of(authority.certificate()));
    private final byte[] digest = sha256("root hash");

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refused(Checked checked, Reason reason) {
        assertThat(checked).isEqualTo(new Refused(reason));
    }

    @Nested
    class AGoodAnswer {

        @Test
        void tellsTheTimeAndItsTokenCanBeCheckedAgain() {
            Request request = TimeStamps.request(digest);
            Stamped stamped = (Stamped) stamps.response(authority.answer(request.encoded()), request);
            assertThat(stamped.time()).isEqualTo(NOW);
            assertThat(((Stamped) stamps.token(stamped.token(), digest)).time()).isEqualTo(NOW);
        }

        @Test
        void comesFromAnAuthorityWhoseFilesAreUsedAgain(@TempDir Path folder) throws Exception {
            X509Certificate first =
                    TimeStampAuthority.readOrCreate(folder, "TSA", clock).certificate();
            TimeStampAuthority again = TimeStampAuthority.readOrCreate(folder, "TSA", clock);
            assertThat(again.certificate()).isEqualTo(first);
            Request request = TimeStamps.request(digest);
            assertThat(new TimeStamps(List.of(first)).response(again.answer(request.encoded()), request))
                    .isInstanceOf(Stamped.class);
        }
    }

    @Nested
    class IsRefused {

        @Test
        void anAnswerToAnotherRequest() {
            Request request = TimeStamps.request(digest);
            byte[] replayed = authority.answer(TimeStamps.request(digest).encoded());
            refused(stamps.response(replayed, request), Reason.OTHER_NONCE);
        }

        @Test
        void aTokenOverAnotherDigest() {
            Request request = TimeStamps.request(digest);
            byte[] token = ((Stamped) stamps.response(authority.answer(request.encoded()), request)).token();
            refused(stamps.token(token, sha256("another")), Reason.OTHER_DIGEST);
        }

        @Test
        void anAuthorityThatIsNotPinned() {
            Request request = TimeStamps.request(digest);
            byte[] answer = TimeStampAuthority.create("Another", clock).answer(request.encoded());
            refused(stamps.response(answer, request), Reason.UNKNOWN_AUTHORITY);
        }

        @Test
        void anotherKeyUnderThePinnedCertificate() {
            Request request = TimeStamps.request(digest);
            byte[] answer = new TimeStampAuthority(
                            authority.certificate(), Issuing.newKeys().getPrivate(), clock)
                    .answer(request.encoded());
            refused(stamps.response(answer, request), Reason.BAD_SIGNATURE);
        }

        /** What is said of a stamp by an authority whose certificate lives a day and is for these purposes. */
        private Checked by(Clock time, KeyPurposeId... purposes) {
            KeyPair keys = Issuing.newKeys();
            X509Certificate certificate = Issuing.sign(
                    Issuing.selfNamed("Brief", keys.getPublic(), NOW, NOW.plus(Duration.ofDays(1))),
                    keys.getPrivate(),
                    List.of(
                            Issuing.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
                            Issuing.extension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purposes))));
            Request request = TimeStamps.request(digest);
            byte[] answer = new TimeStampAuthority(certificate, keys.getPrivate(), time).answer(request.encoded());
            return new TimeStamps(List.of(certificate)).response(answer, request);
        }

        @Test
        void aTimeOutsideTheCertificatesLife() {
            assertThat(by(clock, KeyPurposeId.id_kp_timeStamping)).isInstanceOf(Stamped.class);
            refused(by(Clock.offset(clock, Duration.ofDays(2)), KeyPurposeId.id_kp_timeStamping), Reason.BAD_SIGNATURE);
        }

        /** BC does not even make such a stamp; whoever makes one elsewhere is refused by the same check. */
        @Test
        void aCertificateThatIsForMoreThanTimeStamps() {
            assertThatThrownBy(() -> by(clock, KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_clientAuth))
                    .isInstanceOf(IllegalStateException.class);
        }

        @Test
        void whatIsNoAnswer() {
            Request request = TimeStamps.request(digest);
            refused(stamps.response(new byte[0], request), Reason.UNREADABLE);
            refused(
                    stamps.response("<html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII), request),
                    Reason.UNREADABLE);
            refused(stamps.token(new byte[] {0x30, 0x00}, digest), Reason.UNREADABLE);
        }

        @Test
        void anAuthorityThatDoesNotWantTo() {
            Request request = TimeStamps.request(digest);
            byte[] refusal = authority.answer("nonsense".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            refused(stamps.response(refusal, request), Reason.NOT_GRANTED);
            assertThat(TimeStamps.statusText(refusal)).isEqualTo("not a request");
        }
    }
}
