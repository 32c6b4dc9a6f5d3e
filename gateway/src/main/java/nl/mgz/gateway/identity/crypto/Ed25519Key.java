package nl.mgz.gateway.identity.crypto;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.Nullable;

/**
 * A private key of the curve Ed25519 (RFC 8032), in memory or in a file that only its owner can read (a JWK of kind OKP,
 * RFC 8037).
 */
public final class Ed25519Key {

    private static final int PUBLIC_LENGTH = 32;
    private static final int SIGNATURE_LENGTH = 64;

    private final Ed25519PrivateKeyParameters key;

    private Ed25519Key(Ed25519PrivateKeyParameters key) {
        this.key = key;
    }

    public static Ed25519Key generate() {
        return new Ed25519Key(new Ed25519PrivateKeyParameters(new SecureRandom()));
    }

    /** @throws UnusableFileException with one line for the operator when the file holds no such key */
    public static Ed25519Key read(Path file) {
        try {
            JWK jwk = JWK.parse(Files.readString(file, StandardCharsets.UTF_8));
            if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve()) && pair.isPrivate()) {
                Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(pair.getDecodedD(), 0);
                // A file whose halves were mixed up would sign what nobody can verify.
                if (Base64URL.encode(key.generatePublicKey().getEncoded()).equals(pair.getX())) {
                    return new Ed25519Key(key);
                }
            }
        } catch (IOException | ParseException | IllegalArgumentException e) {
            // The message of a parser could quote the key.
        }
        throw new UnusableFileException("the file " + file + " holds no private key of the curve Ed25519 as a JWK");
    }

    /**
     * Makes a new key and writes it, readable by its owner alone.
     *
     * @throws IOException also when the file is there: a key is never overwritten
     */
    public static Ed25519Key create(Path file) throws IOException {
        Ed25519Key key = generate();
        PrivateFiles.create(file, key.jwk().toJSONString());
        return key;
    }

    public static Ed25519Key readOrCreate(Path file) throws IOException {
        return Files.exists(file) ? read(file) : create(file);
    }

    public byte[] sign(byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }

    /** The 32 bytes of RFC 8032. */
    public byte[] publicKey() {
        return key.generatePublicKey().getEncoded();
    }

    /** Its thumbprint (RFC 7638), by which those who keep several public keys know it. */
    public String id() {
        return jwk().getKeyID();
    }

    /** Its public half as a JWK. */
    public String publicJwk() {
        return jwk().toPublicJWK().toJSONString();
    }

    private OctetKeyPair jwk() {
        try {
            return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(publicKey()))
                    .d(Base64URL.encode(key.getEncoded()))
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.EdDSA)
                    .keyIDFromThumbprint()
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** @return false for whatever is no signature of the message by the key, of whatever length the parts are */
    public static boolean verify(byte @Nullable [] publicKey, byte[] message, byte @Nullable [] signature) {
        if (publicKey == null
                || publicKey.length != PUBLIC_LENGTH
                || signature == null
                || signature.length != SIGNATURE_LENGTH) {
            return false;
        }
        try {
            Ed25519Signer signer = new Ed25519Signer();
            signer.init(false, new Ed25519PublicKeyParameters(publicKey, 0));
            signer.update(message, 0, message.length);
            return signer.verifySignature(signature);
        } catch (IllegalArgumentException e) {
            // 32 bytes that are no point of the curve.
            return false;
        }
    }
}
