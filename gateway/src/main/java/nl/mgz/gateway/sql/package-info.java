/** How statements are put to PostgreSQL, whatever they ask. Uses nothing of ours. */
@NullMarked
package nl.mgz.gateway.sql;

import org.jspecify.annotations.NullMarked;
