/**
 * The definitions that a region works with: ours, from the class path, and those of the FHIR packages that a region adds.
 * Held in memory, the same on every node. Uses nothing of ours.
 */
@NullMarked
package nl.mgz.gateway.definitions;

import org.jspecify.annotations.NullMarked;
