/**
 * How organisations watch over the trail without reading it: they fetch checkpoints, check that the trail only grew, and
 * sign. Server and client side.
 */
@NamedInterface("witness")
@NullMarked
package nl.mgz.gateway.audit.witness;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
