/**
 * What happened, and to whose data: an event for each request and patient, in the transaction of a change, before the first
 * byte of an answer. Uses {@code consent}, {@code identity}, {@code patient} and {@code refusal}.
 */
@NullMarked
package nl.mgz.gateway.audit;

import org.jspecify.annotations.NullMarked;
