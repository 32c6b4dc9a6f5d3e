/**
 * Mitz, the national register of consents: the closed question (XACML 3.0 in SOAP 1.2 over mutual TLS), its answers for as
 * long as they count, and whom a notice of it is about. Knows nothing of the rules of the gateway's own consents.
 */
@NamedInterface("mitz")
@NullMarked
package nl.mgz.gateway.consent.mitz;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
