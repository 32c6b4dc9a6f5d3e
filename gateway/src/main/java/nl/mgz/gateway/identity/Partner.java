package nl.mgz.gateway.identity;

/**
 * One client of an organisation that takes part, neither of them suspended.
 *
 * @param jwks its public keys as a JWK set (RFC 7517)
 * @param scopes the most it may ask for, separated by spaces
 */
record Partner(String clientId, Ura ura, String name, OrganizationKind kind, String jwks, String scopes) {}
