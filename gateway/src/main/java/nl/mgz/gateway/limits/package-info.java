/** How much one caller may ask in a while, over all nodes: counters in PostgreSQL, and what is refused when they are empty. Uses identity and refusal. */
@NullMarked
package nl.mgz.gateway.limits;

import org.jspecify.annotations.NullMarked;
