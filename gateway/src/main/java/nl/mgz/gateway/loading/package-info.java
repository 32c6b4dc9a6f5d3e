/**
 * Brings files to a running gateway, through its front door like any client: single resources become one transaction for
 * each patient, and what is refused is told one by one. Uses {@code capability} for what a type is about, and HTTP.
 */
@NullMarked
package nl.mgz.gateway.loading;

import org.jspecify.annotations.NullMarked;
