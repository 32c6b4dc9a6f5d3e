/**
 * How lines of the trail are shown: to a machine as an AuditEvent of FHIR, to the patient as an access log in plain Dutch
 * (text, CSV, PDF). Functions of their input alone: no storage, no clock, no network. Uses {@code audit},
 * {@code identity} and {@code refusal}; the names of roles come from the terminology module.
 */
@NullMarked
package nl.mgz.gateway.audit.view;

import org.jspecify.annotations.NullMarked;
