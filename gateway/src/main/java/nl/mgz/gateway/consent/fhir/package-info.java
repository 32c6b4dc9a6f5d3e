/**
 * Reads what stored resources say about who may see a patient's record, into the terms of the decision: labels, dates and
 * codes of each resource; Consents, representatives, capacity, relations and tasks of each patient; who is who in the
 * directory. Uses {@code patient}, {@code capability}, {@code labels} and {@code identity}.
 */
@NamedInterface("fhir")
@NullMarked
package nl.mgz.gateway.consent.fhir;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
