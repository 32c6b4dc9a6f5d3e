/**
 * The consent source that is not the gateway's own: Mitz, the national register of consents, asked with the closed question
 * (XACML 3.0 in SOAP 1.2 over mutual TLS). And the seam at which either source answers, {@code ConsentSource}. Uses
 * {@code patient} and {@code identity}; knows nothing of storage and of the rules of the gateway's own consents.
 */
@NamedInterface("mitz")
@NullMarked
package nl.mgz.gateway.consent.mitz;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
