/**
 * Who calls. Until tokens and certificates are checked here, the gateway listens on loopback only and believes the
 * organisation that a caller declares. Uses nothing of ours.
 */
@NullMarked
package nl.mgz.gateway.identity;

import org.jspecify.annotations.NullMarked;
