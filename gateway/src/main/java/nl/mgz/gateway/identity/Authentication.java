package nl.mgz.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/**
 * From the Authorization header to a {@link Caller} (RFC 6750, RFC 9068). A token proves who asked for it; whether that
 * client still takes part is looked up at each request, before it or, by {@link Presumption}, before its answer leaves. Over mutual TLS a token counts with the certificate that it was got
 * with, and nowhere else (RFC 8705 section 3).
 */
@Component
public final class Authentication {

    private static final String SCHEME = "Bearer ";
    private static final int LONGEST_TOKEN = 8_000;
    private static final int MOST_VERIFIED = 10_000;

    /** In a token: the certificate that it is bound to. */
    static final String CONFIRMATION = "cnf";

    static final String THUMBPRINT = "x5t#S256";

    private final Partners partners;
    private final Connections connections;
    private final GatewayAddress address;
    private final Clock clock;
    private final TokenIssuer issuer;
    private final NimbusJwtDecoder tokens;

    /** By a hash, so that no token lies about in memory; for a minute, so that a key that is taken back counts no longer. */
    private final Cache<String, Jwt> verified = Caffeine.newBuilder()
            .maximumSize(MOST_VERIFIED)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    Authentication(
            Partners partners, Connections connections, GatewayAddress address, Clock clock, TokenIssuer issuer) {
        this.issuer = issuer;
        this.partners = partners;
        this.connections = connections;
        this.address = address;
        this.clock = clock;
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(issuer.algorithms(), issuer.keys()));
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        tokens = new NimbusJwtDecoder(processor);
        tokens.setJwtValidator(token -> OAuth2TokenValidatorResult.success());
    }

    /** @return empty for whatever is wrong: the difference is nobody's business but the operator's */
    public Optional<Caller> of(HttpServletRequest request) {
        return of(request.getHeader("Authorization"), connections.of(request), partners::active);
    }

    /**
     * As {@link #of(HttpServletRequest)}, by what was known of the client when it was looked up last.
     *
     * @return empty also where nothing is known
     */
    Optional<Presumption> presumed(HttpServletRequest request) {
        AtomicReference<Partners.Standing> stood = new AtomicReference<>();
        return of(
                        request.getHeader("Authorization"),
                        connections.of(request),
                        clientId -> partners.known(clientId).map(standing -> {
                            stood.set(standing);
                            return standing.partner();
                        }))
                .map(caller -> new Presumption(caller, Objects.requireNonNull(stood.get()), partners));
    }

    /** The organisation whose certificate a request came with over mutual TLS, token or not. */
    public Optional<Ura> certified(HttpServletRequest request) {
        return connections.of(request) instanceof Connection.Certified certified
                ? Optional.of(certified.ura())
                : Optional.empty();
    }

    private Optional<Caller> of(
            @Nullable String authorization, Connection connection, Function<String, Optional<Partner>> register) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || authorization.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        try {
            return caller(verified(authorization.substring(SCHEME.length()).strip()), connection, register);
        } catch (JwtException e) {
            return Optional.empty();
        }
    }

    /** A signature that was found right stays right; everything else about a token is looked at each time. */
    private Jwt verified(String token) {
        String hash = hash(token);
        Jwt known = verified.getIfPresent(hash);
        if (known == null) {
            known = tokens.decode(token);
            verified.put(hash, known);
        }
        return known;
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Optional<Caller> caller(Jwt token, Connection connection, Function<String, Optional<Partner>> register) {
        String clientId = token.getSubject();
        if (!inTime(token) || !isOurs(token) || clientId == null || token.getId() == null) {
            return Optional.empty();
        }
        Optional<Caller.Statement> statement = Statements.read(token.getClaim(Statements.EXTENSIONS));
        List<String> scopes = token.getClaimAsStringList("scope");
        return statement.flatMap(stated -> register.apply(clientId)
                // A client that was given to another organisation since then has to ask for a new token.
                .filter(partner -> partner.ura().value().equals(token.getClaimAsString("ura")))
                .filter(partner -> mayBeUsed(token, connection, partner.ura()))
                .map(partner ->
                        new Caller(partner, token.getId(), stated, Scopes.of(scopes == null ? List.of() : scopes))));
    }

    private static boolean mayBeUsed(Jwt token, Connection connection, Ura ura) {
        Object confirmation = token.getClaim(CONFIRMATION);
        if (connection instanceof Connection.Certified certified) {
            return confirmation instanceof Map<?, ?> bound
                    && certified.thumbprint().toString().equals(bound.get(THUMBPRINT))
                    && certified.ura().equals(ura);
        }
        return connection instanceof Connection.Plain && confirmation == null;
    }

    private boolean inTime(Jwt token) {
        Instant now = clock.instant();
        Instant end = token.getExpiresAt();
        Instant from = token.getNotBefore();
        return end != null && now.isBefore(end) && (from == null || !from.isAfter(now.plusSeconds(10)));
    }

    private boolean isOurs(Jwt token) {
        String client = token.getClaimAsString("client_id");
        return issuer.name().equals(token.getClaimAsString("iss"))
                && (client == null || client.equals(token.getSubject()))
                && token.getAudience() != null
                && token.getAudience().contains(address.issuer());
    }
}
