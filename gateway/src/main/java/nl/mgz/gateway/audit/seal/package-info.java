/**
 * Makes the trail provable while it grows: gives events their number in the tree, signs checkpoints, keeps what others sign,
 * writes exports. Works on the tables of the trail and knows nothing of what events say.
 */
@NamedInterface("seal")
@NullMarked
package nl.mgz.gateway.audit.seal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
