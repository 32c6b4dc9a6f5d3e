/**
 * Codes: whether one belongs to a value set, what a value set holds, what a code means and maps to. A code from a system
 * that is not here is "not checked", never wrong. Uses {@code refusal} and {@code definitions}.
 */
@NullMarked
package nl.mgz.gateway.terminology;

import org.jspecify.annotations.NullMarked;
