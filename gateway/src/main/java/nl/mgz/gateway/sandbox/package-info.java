/**
 * The sandbox region with one command: a PostgreSQL of its own and a synthetic region, loaded through the front door.
 * Uses the public API of the gateway over HTTP, as any client does.
 */
@NullMarked
package nl.mgz.gateway.sandbox;

import org.jspecify.annotations.NullMarked;
