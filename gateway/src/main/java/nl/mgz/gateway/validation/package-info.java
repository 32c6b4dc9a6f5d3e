/**
 * Whether a resource is what it says it is: the standard, our profile for its kind, and the profiles that it claims.
 * Uses {@code definitions}, {@code terminology} and {@code refusal}.
 */
@NullMarked
package nl.mgz.gateway.validation;

import org.jspecify.annotations.NullMarked;
