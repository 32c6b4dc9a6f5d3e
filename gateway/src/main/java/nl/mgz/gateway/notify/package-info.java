/**
 * Telling organisations what happened: topics, the outbox that is written with each change, subscriptions, and delivery that
 * is retried until somebody took it. Features tell by {@code Outbox}; who may know is asked of {@code consent.gate} again at
 * each delivery. Uses {@code consent}, {@code consult}, {@code audit}, {@code patient},
 * {@code capability}, {@code identity} and {@code refusal}.
 */
@NullMarked
package nl.mgz.gateway.notify;

import org.jspecify.annotations.NullMarked;
