/**
 * The way of a request through the gateway: {@code RequestWalk} has the steps in their order. The only package that knows
 * HAPI's REST annotations and hooks. Uses every other package's API.
 */
@NullMarked
package nl.mgz.gateway.walk;

import org.jspecify.annotations.NullMarked;
