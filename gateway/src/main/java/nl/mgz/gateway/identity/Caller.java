package nl.mgz.gateway.identity;

/**
 * The organisation on whose behalf a request is made.
 *
 * @param organization its URA; it becomes the author of what the request writes
 */
public record Caller(Ura organization) {}
