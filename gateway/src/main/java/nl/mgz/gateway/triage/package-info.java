/**
 * Triage: how urgent a question is by tables that are data, the report of a contact, what it becomes when a colleague has to
 * look, and counts of reports. The tables that come with the gateway are examples of our own; they are not the Nederlandse
 * Triage Standaard (NTS) and hold nothing of it. Uses {@code consult}, {@code summary}, {@code patient},
 * {@code identity} and {@code refusal}.
 */
@NullMarked
package nl.mgz.gateway.triage;

import org.jspecify.annotations.NullMarked;
