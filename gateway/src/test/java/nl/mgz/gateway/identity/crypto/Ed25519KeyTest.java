package nl.mgz.gateway.identity.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ed25519KeyTest {

    private static final byte[] MESSAGE = "checkpoint 1".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final Ed25519Key key = Ed25519Key.generate();

    @Test
    void itsSignatureIsVerifiedWithItsPublicKey() {
        assertThat(Ed25519Key.verify(key.publicKey(), MESSAGE, key.sign(MESSAGE)))
                .isTrue();
    }

    @Test
    void itsSignatureIsVerifiedByTheJdkToo() throws Exception {
        byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] encoded = new byte[44];
        System.arraycopy(prefix, 0, encoded, 0, 12);
        System.arraycopy(key.publicKey(), 0, encoded, 12, 32);
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update(MESSAGE);
        assertThat(verifier.verify(key.sign(MESSAGE))).isTrue();
    }

    @Test
    void aSignatureThatIsWrongInOneWayIsNone() {
        byte[] signature = key.sign(MESSAGE);
        byte[] flipped = signature.clone();
        flipped[5] ^= 1;
        assertThat(Ed25519Key.verify(key.publicKey(), MESSAGE, flipped)).isFalse();
        assertThat(Ed25519Key.verify(key.publicKey(), new byte[0], signature)).isFalse();
        assertThat(Ed25519Key.verify(Ed25519Key.generate().publicKey(), MESSAGE, signature))
                .isFalse();
        assertThat(Ed25519Key.verify(new byte[31], MESSAGE, signature)).isFalse();
        assertThat(Ed25519Key.verify(key.publicKey(), MESSAGE, new byte[63])).isFalse();
        assertThat(Ed25519Key.verify(HexFormat.of().parseHex("ff".repeat(32)), MESSAGE, signature))
                .isFalse();
        assertThat(Ed25519Key.verify(null, MESSAGE, null)).isFalse();
    }

    @Test
    void itsFileIsAJwkThatOnlyItsOwnerReadsAndIsNeverOverwritten() throws Exception {
        Path file = folder.resolve("key.json");
        Ed25519Key made = Ed25519Key.create(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(OctetKeyPair.parse(Files.readString(file)).getKeyID()).isEqualTo(made.id());
        assertThat(Ed25519Key.readOrCreate(file).publicKey()).isEqualTo(made.publicKey());
        assertThat(made.publicJwk()).doesNotContain("\"d\"");
        assertThatThrownBy(() -> Ed25519Key.create(file)).isInstanceOf(java.io.IOException.class);
    }

    @Test
    void aFileWithoutSuchAKeyIsRefusedInOneLineThatQuotesNothing() throws Exception {
        Path file = folder.resolve("key.json");
        OctetKeyPair mixed = new OctetKeyPair.Builder(
                        com.nimbusds.jose.jwk.Curve.Ed25519,
                        Base64URL.encode(Ed25519Key.generate().publicKey()))
                .d(Base64URL.encode(new byte[32]))
                .build();
        for (String content : new String[] {
            "", "{}", "secret", key.publicJwk(), mixed.toJSONString(), "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}"
        }) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> Ed25519Key.read(file))
                    .isInstanceOf(UnusableFileException.class)
                    .hasMessageContaining("key.json")
                    .message()
                    .doesNotContain("secret")
                    .hasLineCount(1);
        }
    }
}
