/**
 * Who calls: the register of partners, the token service, and the check of each request's token, which makes a
 * {@code Caller}. Uses nothing of ours but its own {@code crypto}.
 */
@NullMarked
package nl.mgz.gateway.identity;

import org.jspecify.annotations.NullMarked;
