/**
 * A patient's choices for people: recording one from a few answers, taking it back, telling it in plain Dutch, and explaining
 * what follows from it. Decides nothing by itself: it asks the rules. Uses {@code consent}, {@code consent.fhir},
 * {@code consent.gate}, {@code capability}, {@code identity} and {@code refusal}.
 */
@NamedInterface("choice")
@NullMarked
package nl.mgz.gateway.consent.choice;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
