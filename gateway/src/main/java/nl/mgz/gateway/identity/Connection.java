package nl.mgz.gateway.identity;

import com.nimbusds.jose.util.Base64URL;

/** The road that a request came by, as far as it says who is at its other end. */
sealed interface Connection {

    /** No TLS of ours: whoever has a token may use it here. */
    record Plain() implements Connection {}

    /**
     * Mutual TLS with a certificate that counts at this moment.
     *
     * @param thumbprint of the certificate, {@code x5t#S256} of RFC 8705
     */
    record Certified(Ura ura, Base64URL thumbprint) implements Connection {}

    /** Nobody gets anything here: plain HTTP where that is closed, or a certificate that counts no longer. */
    record Closed() implements Connection {}
}
