package nl.mgz.gateway.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Checks a client's assertion as SMART Backend Services asks
 * (https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html): signed with a registered key by RS384 or
 * ES384, for us, from the client itself, five minutes at most, and used once. Keys that an assertion brings along or points
 * to count for nothing.
 */
@Component
final class Assertions implements JwtDecoderFactory<RegisteredClient> {

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofSeconds(10);
    private static final int LONGEST_JTI = 200;
    private static final OAuth2TokenValidatorResult REFUSED =
            OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_client"));

    private final Partners partners;
    private final Set<String> names;
    private final Clock clock;
    private final ClientKeys keys;

    Assertions(Partners partners, GatewayAddress address, TlsSettings tls, Clock clock, ClientKeys keys) {
        this.keys = keys;
        this.partners = partners;
        this.names = Stream.concat(
                        Stream.of(address.tokenEndpoint(), address.issuer()), tls.tokenEndpoint(address).stream())
                .collect(Collectors.toUnmodifiableSet());
        this.clock = clock;
    }

    @Override
    public JwtDecoder createDecoder(RegisteredClient client) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys.of(client)));
        // The claims are checked below, by rules that are stricter than the library's.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        // The use is remembered last: an assertion that is wrong in another way stays unused.
        decoder.setJwtValidator(
                assertion -> names(assertion, client.getClientId()) && inTime(assertion) && firstUse(assertion)
                        ? OAuth2TokenValidatorResult.success()
                        : REFUSED);
        return decoder;
    }

    private boolean names(Jwt assertion, String clientId) {
        List<String> audience = assertion.getAudience();
        boolean forUs = audience != null && audience.size() == 1 && names.contains(audience.get(0));
        return clientId.equals(assertion.getSubject()) && clientId.equals(assertion.getClaimAsString("iss")) && forUs;
    }

    private boolean inTime(Jwt assertion) {
        Instant now = clock.instant();
        Instant end = assertion.getExpiresAt();
        Instant from = assertion.getNotBefore();
        return end != null
                && now.isBefore(end.plus(SKEW))
                && !end.isAfter(now.plus(LONGEST).plus(SKEW))
                && (from == null || !from.isAfter(now.plus(SKEW)));
    }

    private boolean firstUse(Jwt assertion) {
        String jti = assertion.getId();
        Instant end = assertion.getExpiresAt();
        return jti != null
                && !jti.isBlank()
                && jti.length() <= LONGEST_JTI
                && end != null
                && partners.firstUse(assertion.getSubject(), jti, end);
    }
}
