/** The commands of {@code ./mgz}. Uses every other package's API; nothing uses it. */
@NullMarked
package nl.mgz.gateway.cli;

import org.jspecify.annotations.NullMarked;
