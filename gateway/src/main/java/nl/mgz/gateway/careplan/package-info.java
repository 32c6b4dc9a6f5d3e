/**
 * Proactive care plans (PZP): what of a patient's treatment directives holds now. Plain FHIR model; uses nothing of ours.
 *
 * @see <a href="https://api.iknl.nl/docs/pzp/r4">the PZP guide</a>
 */
@NullMarked
package nl.mgz.gateway.careplan;

import org.jspecify.annotations.NullMarked;
