package nl.mgz.gateway.identity;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;

/** The public keys of a client, of the kinds that SMART Backend Services names: RSA for RS384, P-384 for ES384. */
final class PublicKeys {

    private static final int SMALLEST_RSA = 2048;

    private PublicKeys() {}

    /** @throws IllegalArgumentException saying what is wrong, without the key */
    static JWKSet check(String jwks) {
        JWKSet set;
        try {
            set = JWKSet.parse(jwks);
        } catch (ParseException e) {
            throw new IllegalArgumentException("not a JWK set: {\"keys\": [...]}");
        }
        if (set.isEmpty()) {
            throw new IllegalArgumentException("the JWK set has no keys");
        }
        set.getKeys().forEach(PublicKeys::check);
        return set;
    }

    private static void check(JWK key) {
        if (key.isPrivate()) {
            throw new IllegalArgumentException(
                    "the JWK set holds a private or symmetric key: send public keys only, and replace this one");
        }
        if (key.getKeyID() == null) {
            throw new IllegalArgumentException("each key needs a kid");
        }
        boolean usable = key instanceof RSAKey rsa && rsa.size() >= SMALLEST_RSA
                || key instanceof ECKey ec && Curve.P_384.equals(ec.getCurve());
        if (!usable) {
            throw new IllegalArgumentException("a key must be RSA of 2048 bits or more, or EC of the curve P-384");
        }
    }
}
