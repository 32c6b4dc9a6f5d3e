/**
 * Care plans, proactive (PZP) and of disability care: what of a patient's plan holds now, what a PZP form states, who decided on it,
 * and the shapes of both versions of the PZP guide. Plain FHIR model; uses nothing of ours but a file of the terminology module.
 *
 * @see <a href="https://api.iknl.nl/docs/pzp/r4">the PZP guide</a>
 */
@NullMarked
package nl.mgz.gateway.careplan;

import org.jspecify.annotations.NullMarked;
