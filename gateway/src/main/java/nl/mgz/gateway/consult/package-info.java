/**
 * Asking a colleague in another organisation: a ServiceRequest holds the question, a Task its life. Which moves that life
 * knows and who may make each is {@link nl.mgz.gateway.consult.TaskLife}. Uses {@code consent.fhir}, {@code patient},
 * {@code fhir} and {@code identity}.
 *
 * @see <a href="https://hl7.org/fhir/R4/task.html">Task</a>
 * @see <a href="https://hl7.org/fhir/uv/cow/">Clinical Order Workflows: coordination Task</a>
 */
@NullMarked
package nl.mgz.gateway.consult;

import org.jspecify.annotations.NullMarked;
