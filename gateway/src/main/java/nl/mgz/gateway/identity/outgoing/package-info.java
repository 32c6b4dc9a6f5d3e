/**
 * Calls to addresses that partners name: only where they may lead to. Uses nothing of ours.
 */
@NamedInterface("outgoing")
@NullMarked
package nl.mgz.gateway.identity.outgoing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
