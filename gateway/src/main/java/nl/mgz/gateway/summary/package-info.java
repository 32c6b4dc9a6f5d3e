/**
 * The patient summary: one document of what the region knows of a patient and the reader may see, with the differences between
 * its sources. What may be seen is decided before; nothing here reads or decides. Uses
 * {@code careplan}, {@code fhir} and {@code consent.fhir}.
 *
 * @see <a href="https://hl7.org/fhir/uv/ips/STU2/">International Patient Summary</a>
 */
@NullMarked
package nl.mgz.gateway.summary;

import org.jspecify.annotations.NullMarked;
