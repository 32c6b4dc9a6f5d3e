/** The MGZ Gateway. Start reading at {@code walk.RequestWalk}. */
@NullMarked
package nl.mgz.gateway;

import org.jspecify.annotations.NullMarked;
