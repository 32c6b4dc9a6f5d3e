/**
 * How sensitive a stored resource is: what its codes say by the rule sets of the terminology module, raised by what its sender
 * says. Uses {@code refusal} and, for labelling anew what is stored, {@code fhir}.
 */
@NullMarked
package nl.mgz.gateway.labels;

import org.jspecify.annotations.NullMarked;
