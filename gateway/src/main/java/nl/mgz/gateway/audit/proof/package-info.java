/**
 * What makes the trail provable: a Merkle tree over salted events (RFC 6962, RFC 9162), checkpoints signed as notes, and the
 * offline verifier of an export. Plain Java without I/O of its own; a third party could read it beside the RFCs.
 */
@NamedInterface("proof")
@NullMarked
package nl.mgz.gateway.audit.proof;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
