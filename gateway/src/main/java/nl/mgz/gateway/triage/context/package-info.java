/**
 * What a triage nurse needs to know while the phone rings, in one document. What may be seen is decided and read before; nothing
 * here reads or decides. Uses {@code summary}, {@code careplan}, {@code consult} and {@code consent.fhir}.
 */
@NullMarked
@NamedInterface("context")
package nl.mgz.gateway.triage.context;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
