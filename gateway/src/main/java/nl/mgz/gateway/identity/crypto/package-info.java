/**
 * Certificates, signatures and time stamps: whatever needs Bouncy Castle, which is imported here and nowhere else. It is
 * never registered as a provider and never speaks TLS; the JDK does that. Uses nothing of ours.
 */
@NamedInterface("crypto")
@NullMarked
package nl.mgz.gateway.identity.crypto;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
