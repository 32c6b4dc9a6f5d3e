/**
 * The synthetic region: a made-up directory and made-up clients, the same for the same seed.
 *
 * <p>{@link nl.mgz.gateway.sandbox.region.Region} is the way in. It makes FHIR R4 transaction bundles and nothing
 * else: no Spring, no I/O apart from its own resource files, no clock. Names, texts and codes live in the resource
 * files of this package; every person and organisation in them is invented.
 */
@NullMarked
package nl.mgz.gateway.sandbox.region;

import org.jspecify.annotations.NullMarked;
