/**
 * What the gateway serves: resource types, interactions, search parameters. One table decides what is indexed, what the
 * CapabilityStatement says and what is refused. Uses {@code refusal} only.
 */
@NullMarked
package nl.mgz.gateway.capability;

import org.jspecify.annotations.NullMarked;
