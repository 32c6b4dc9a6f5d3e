/** How statements are put to PostgreSQL. */
@NullMarked
package nl.mgz.gateway.sql;

import org.jspecify.annotations.NullMarked;
