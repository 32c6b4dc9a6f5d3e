/**
 * Which one patient something is about: BSN, one Patient per BSN, and the binding of every resource to a patient, an
 * author and a data category. Uses {@code identity}, {@code capability}, {@code refusal}, {@code fhir} and {@code careplan}.
 */
@NullMarked
package nl.mgz.gateway.patient;

import org.jspecify.annotations.NullMarked;
