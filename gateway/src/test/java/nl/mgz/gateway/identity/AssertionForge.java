package nl.mgz.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Makes assertions and tokens, right ones and wrong ones, each wrong in one way. */
final class AssertionForge {

    static final Map<String, Object> TREATMENT = Map.of(
            "ihe_iua",
            Map.of(
                    "purpose_of_use", List.of(Map.of("system", Purpose.SYSTEM, "code", "TREAT")),
                    "person_id", "900000001",
                    "subject_name", "Marleen de Wit"));

    private final String clientId;
    private final String audience;
    private final JWK key;

    AssertionForge(String clientId, String audience, JWK key) {
        this.clientId = clientId;
        this.audience = audience;
        this.key = key;
    }

    JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(120)))
                .jwtID(UUID.randomUUID().toString())
                .claim("extensions", TREATMENT);
    }

    String right() {
        return with(claims -> {});
    }

    String with(Consumer<JWTClaimsSet.Builder> change) {
        return with(key, change, header -> {});
    }

    String withHeader(Consumer<JWSHeader.Builder> change) {
        return with(key, claims -> {}, change);
    }

    /** Signed with another key, which the header presents as the client's. */
    String signedWith(JWK other, Consumer<JWSHeader.Builder> change) {
        return with(other, claims -> {}, change);
    }

    String with(Consumer<JWTClaimsSet.Builder> claims, Consumer<JWSHeader.Builder> headers) {
        return with(key, claims, headers);
    }

    private String with(JWK signing, Consumer<JWTClaimsSet.Builder> claims, Consumer<JWSHeader.Builder> headers) {
        JWTClaimsSet.Builder body = claims();
        claims.accept(body);
        JWSHeader.Builder header = new JWSHeader.Builder(
                        signing instanceof RSAKey ? JWSAlgorithm.RS384 : JWSAlgorithm.ES384)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT);
        headers.accept(header);
        return sign(new SignedJWT(header.build(), body.build()), signing);
    }

    private static String sign(SignedJWT jwt, JWK signing) {
        try {
            JWSSigner signer = signing instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) signing);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String unsigned() {
        return new PlainJWT(claims().build()).serialize();
    }

    /** The oldest trick: the public key as the secret of a symmetric signature. */
    String signedWithThePublicKeyAsSecret() {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims().build());
            jwt.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static URI uri(String text) {
        return URI.create(text);
    }
}
