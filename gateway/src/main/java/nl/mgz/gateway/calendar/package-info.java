/** Dutch working days, for every term that is counted in them. Plain Java; uses nothing of ours. */
@NullMarked
package nl.mgz.gateway.calendar;

import org.jspecify.annotations.NullMarked;
