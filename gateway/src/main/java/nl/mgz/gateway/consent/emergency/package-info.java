/**
 * Broken glass as a workflow: who declared an emergency and until when it holds, who is told, and the review that each
 * organisation whose data it opened has to judge in time. The decision itself is in {@code consent}. Uses {@code consent.gate},
 * {@code consent.fhir}, {@code patient} and {@code identity}.
 */
@NamedInterface("emergency")
@NullMarked
package nl.mgz.gateway.consent.emergency;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
