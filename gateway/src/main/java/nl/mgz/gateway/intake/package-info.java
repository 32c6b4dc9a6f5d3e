/**
 * The bytes of a request before any parser sees them: how many, how deep, in which characters. Uses {@code refusal}.
 */
@NullMarked
package nl.mgz.gateway.intake;

import org.jspecify.annotations.NullMarked;
