/**
 * HAPI's storage on PostgreSQL: wiring, schema and its migrations. The only package that imports {@code ca.uhn.fhir.jpa}.
 * It may use {@code capability} (what is served decides what is indexed) and {@code validation} (one support chain for all).
 */
@NullMarked
package nl.mgz.gateway.fhir;

import org.jspecify.annotations.NullMarked;
