/**
 * The decision: may this caller have this resource of this patient, now? The rules of the region's consent document as one
 * pure function in plain Java, each rule named by its id where it is kept. Hidden data, clocks and stores do not exist here.
 * May use nothing: no Spring, no HAPI, no Jackson, no input or output, no other package of ours.
 *
 * <p>Read {@link nl.mgz.gateway.consent.Decider} first: it is the order of evaluation, and names the file of each step.
 */
@NullMarked
package nl.mgz.gateway.consent;

import org.jspecify.annotations.NullMarked;
