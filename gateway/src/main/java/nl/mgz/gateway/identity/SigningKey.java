package nl.mgz.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import nl.mgz.gateway.identity.crypto.PrivateFiles;
import nl.mgz.gateway.identity.crypto.UnusableFileException;
import org.jspecify.annotations.Nullable;

/** A private key of the curve P-384 in a file that only its owner can read: the gateway's own, or a client's. */
public final class SigningKey {

    private final ECKey key;

    private SigningKey(ECKey key) {
        this.key = key;
    }

    /** @throws UnusableFileException with one line for the operator when there is no usable key */
    public static SigningKey read(@Nullable Path file) {
        if (file == null) {
            throw new UnusableFileException(
                    "no key to sign tokens with: make one with ./mgz key FILE and set mgz.identity.signing-key to the file");
        }
        try {
            JWK jwk = JWK.parse(Files.readString(file, StandardCharsets.UTF_8));
            if (jwk instanceof ECKey ec && Curve.P_384.equals(ec.getCurve()) && ec.isPrivate()) {
                return new SigningKey(ec);
            }
        } catch (IOException | ParseException e) {
            // The message of a parser could quote the key.
        }
        throw new UnusableFileException("the file " + file + " holds no private key of the curve P-384 as a JWK");
    }

    /**
     * Makes a new key and writes it, readable by its owner alone.
     *
     * @throws IOException also when the file is there: a key is never overwritten
     */
    public static SigningKey create(Path file) throws IOException {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_384)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES384)
                    .keyIDFromThumbprint(true)
                    .generate();
            PrivateFiles.create(file, key.toJSONString());
            return new SigningKey(key);
        } catch (JOSEException e) {
            throw new IllegalStateException("this Java makes no keys of the curve P-384", e);
        }
    }

    public static SigningKey readOrCreate(Path file) throws IOException {
        return Files.exists(file) ? read(file) : create(file);
    }

    /** Its public half as a JWK set (RFC 7517). */
    public String publicKeys() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    /**
     * An assertion by which the holder of this key asks for a token (RFC 7523), to be used once within a minute.
     *
     * @param audience the issuer or the token endpoint of the gateway
     * @param extensions what is stated about person and purpose, see the IHE IUA claim {@code ihe_iua}
     */
    public String assertion(String clientId, String audience, Map<String, Object> extensions) {
        Instant now = Instant.now();
        SignedJWT assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .keyID(key.getKeyID())
                        .type(JOSEObjectType.JWT)
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(clientId)
                        .subject(clientId)
                        .audience(audience)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(60)))
                        .jwtID(UUID.randomUUID().toString())
                        .claim("extensions", extensions)
                        .build());
        try {
            assertion.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("this Java signs nothing with ES384", e);
        }
        return assertion.serialize();
    }

    ECKey key() {
        return key;
    }
}
