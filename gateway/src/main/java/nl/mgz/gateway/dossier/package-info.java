/**
 * Each patient's record as it leaves: every stored resource in the form in which it is shown, labels included, written in the
 * transaction that stores it and kept in memory for as long as it is the same. A read takes the decision that permits it. Uses
 * {@code consent}, {@code patient}, {@code labels}, {@code fhir} and {@code capability}.
 */
@NullMarked
package nl.mgz.gateway.dossier;

import org.jspecify.annotations.NullMarked;
