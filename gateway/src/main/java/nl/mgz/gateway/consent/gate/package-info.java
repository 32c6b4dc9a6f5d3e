/**
 * Where every way to a patient's data passes: what this caller may see of whom, now, decided from the facts that are stored.
 */
@NamedInterface("gate")
@NullMarked
package nl.mgz.gateway.consent.gate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
