/**
 * How lines of the trail are shown: to a machine as an AuditEvent of FHIR, to the patient as an access log in plain Dutch
 * (text, CSV, PDF). {@code TrailReader} finds the lines; all else are functions of their input alone. Uses {@code audit},
 * {@code identity} and {@code refusal}; the names of roles come from the terminology module.
 */
@NamedInterface("view")
@NullMarked
package nl.mgz.gateway.audit.view;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
