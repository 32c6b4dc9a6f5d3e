package nl.mgz.gateway.identity;

import org.jspecify.annotations.Nullable;

/**
 * One client of an organisation that takes part, neither of them suspended.
 *
 * @param jwks its public keys as a JWK set (RFC 7517); null where it keeps them itself
 * @param jwksUrl where it keeps them itself
 * @param scopes the most it may ask for, separated by spaces
 */
record Partner(
        String clientId,
        Ura ura,
        String name,
        OrganizationKind kind,
        @Nullable String jwks,
        @Nullable String jwksUrl,
        String scopes) {}
