package nl.mgz.gateway.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The token service: SMART Backend Services on Spring Authorization Server. A client proves itself with an assertion that
 * it signed, and states in it who acts and why; it gets an access token of five minutes with what the gateway knows of it.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@EnableScheduling
class TokenService {

    static final Duration LIFETIME = Duration.ofMinutes(5);
    static final String ALLOWED_SCOPES = "mgz.scopes";
    static final String URA = "mgz.ura";
    static final String NAME = "mgz.name";
    static final String KIND = "mgz.kind";

    private static final byte[] UNKNOWN = "{\"error\":\"invalid_client\"}".getBytes(StandardCharsets.UTF_8);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Partners partners(DataSource source, JdbcTemplate jdbc) {
        return new Partners(source, jdbc);
    }

    @Bean
    SigningKey signingKey(IdentitySettings settings) {
        return SigningKey.read(settings.signingKey());
    }

    @Bean
    JWKSource<SecurityContext> signingKeys(SigningKey key) {
        return new ImmutableJWKSet<>(new JWKSet(key.key()));
    }

    @Bean
    AuthorizationServerSettings authorizationServerSettings(GatewayAddress address) {
        return AuthorizationServerSettings.builder().issuer(address.issuer()).build();
    }

    @Bean
    SecurityFilterChain tokenEndpoint(
            HttpSecurity http, Assertions assertions, Connections connections, Partners partners) throws Exception {
        OAuth2AuthorizationServerConfigurer server = OAuth2AuthorizationServerConfigurer.authorizationServer();
        return http.securityMatcher("/oauth2/token", "/oauth2/jwks")
                .with(
                        server,
                        parts -> parts.clientAuthentication(client -> client.authenticationConverters(converters -> {
                                            converters.clear();
                                            converters.add(new AssertionConverter(connections));
                                        })
                                        .authenticationProviders(providers -> providers.replaceAll(
                                                provider -> checked(provider, assertions, partners)))
                                        .errorResponseHandler((request, response, why) -> unknown(response)))
                                .tokenEndpoint(token ->
                                        token.authenticationProviders(providers -> providers.forEach(provider -> {
                                            if (provider instanceof OAuth2ClientCredentialsAuthenticationProvider own) {
                                                own.setAuthenticationValidator(TokenService::checkAsked);
                                            }
                                        }))))
                .authorizeHttpRequests(requests -> requests.requestMatchers("/oauth2/jwks")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint((request, response, why) -> unknown(response)))
                .headers(Customizer.withDefaults())
                .build();
    }

    private static AuthenticationProvider checked(
            AuthenticationProvider provider, Assertions assertions, Partners partners) {
        if (provider instanceof JwtClientAssertionAuthenticationProvider jwt) {
            jwt.setJwtDecoderFactory(assertions);
            return new CertifiedClients(jwt, partners);
        }
        return provider;
    }

    /** The library guards the token service and sees nothing else: FHIR requests have a filter of their own. */
    @Bean
    DelegatingFilterProxyRegistrationBean tokenEndpointGuard() {
        DelegatingFilterProxyRegistrationBean registration = new DelegatingFilterProxyRegistrationBean(
                AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME);
        registration.addUrlPatterns("/oauth2/*");
        return registration;
    }

    /** One answer for an unknown client, a wrong signature, a used assertion and everything else that is not right. */
    private static void unknown(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(UNKNOWN.length);
        response.getOutputStream().write(UNKNOWN);
    }

    private static void checkAsked(OAuth2ClientCredentialsAuthenticationContext asked) {
        Scopes allowed = Scopes.of(setting(asked.getRegisteredClient(), ALLOWED_SCOPES));
        var scopes = asked.<OAuth2ClientCredentialsAuthenticationToken>getAuthentication()
                .getScopes();
        if (scopes.isEmpty() || !scopes.stream().allMatch(allowed::cover)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
        }
        Object principal =
                ((org.springframework.security.core.Authentication) asked.getAuthentication()).getPrincipal();
        if (statement(principal).isEmpty()) {
            throw new OAuth2AuthenticationException(new OAuth2Error(
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "State a purpose of use, and a person by id and name where one acts, in"
                            + " extensions.ihe_iua of the assertion",
                    null));
        }
    }

    private static Optional<Caller.Statement> statement(Object principal) {
        return Statements.read(extensions(principal));
    }

    private static @Nullable Object extensions(Object principal) {
        return principal instanceof OAuth2ClientAuthenticationToken client && client.getCredentials() instanceof Jwt jwt
                ? jwt.getClaim(Statements.EXTENSIONS)
                : null;
    }

    private static String setting(RegisteredClient client, String name) {
        return Objects.requireNonNull(client.getClientSettings().<String>getSetting(name));
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> accessTokens(GatewayAddress address, Clock clock) {
        return token -> {
            RegisteredClient client = token.getRegisteredClient();
            Object stated = Objects.requireNonNull(extensions(token.getPrincipal()));
            token.getJwsHeader().algorithm(SignatureAlgorithm.ES384).type("at+jwt");
            token.getClaims()
                    .audience(List.of(address.issuer()))
                    .claim("client_id", client.getClientId())
                    .claims(claims -> CertifiedClients.thumbprint(token.getPrincipal())
                            .ifPresent(print ->
                                    claims.put(Authentication.CONFIRMATION, Map.of(Authentication.THUMBPRINT, print))))
                    .claim("ura", setting(client, URA))
                    .expiresAt(clock.instant().plus(Statements.shorter(stated, LIFETIME)))
                    .claim(
                            Statements.EXTENSIONS,
                            Statements.withOrganization(
                                    stated, setting(client, URA), setting(client, NAME), setting(client, KIND)))
                    .claims(claims -> remember(client, stated, String.valueOf(claims.get("jti")), token));
        };
    }

    /** So that the record of this request says who got which token, for whom and what for. */
    private static void remember(RegisteredClient client, Object stated, String tokenId, JwtEncodingContext token) {
        Partner partner = new Partner(
                client.getClientId(),
                new Ura(setting(client, URA)),
                setting(client, NAME),
                OrganizationKind.of(setting(client, KIND)).orElseThrow(),
                null,
                null,
                setting(client, ALLOWED_SCOPES));
        Statements.read(stated).ifPresent(statement -> {
            if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current) {
                AuthenticationFilter.recognised(
                        current.getRequest(),
                        new Caller(partner, tokenId, statement, Scopes.of(List.copyOf(token.getAuthorizedScopes()))));
            }
        });
    }

    /** A token carries everything, so nothing is kept: no memory that grows, nothing that another node would need. */
    @Bean
    OAuth2AuthorizationService nothingKept() {
        return new OAuth2AuthorizationService() {
            @Override
            public void save(OAuth2Authorization authorization) {}

            @Override
            public void remove(OAuth2Authorization authorization) {}

            @Override
            public @Nullable OAuth2Authorization findById(String id) {
                return null;
            }

            @Override
            public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
                return null;
            }
        };
    }

    /** https://hl7.org/fhir/smart-app-launch/conformance.html#using-well-known */
    @Bean
    ServletRegistrationBean<HttpServlet> smartConfiguration(
            GatewayAddress address, TlsSettings tls, TokenIssuer issuer, ObjectMapper json) throws IOException {
        byte[] description = json.writeValueAsBytes(issuer.described(described(address, tls)));
        HttpServlet servlet = new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setContentType("application/json");
                response.setContentLength(description.length);
                response.getOutputStream().write(description);
            }
        };
        ServletRegistrationBean<HttpServlet> registration =
                new ServletRegistrationBean<>(servlet, "/fhir/.well-known/smart-configuration");
        registration.setName("smart-configuration");
        return registration;
    }

    private static Map<String, Object> described(GatewayAddress address, TlsSettings tls) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("issuer", address.issuer());
        all.put("token_endpoint", address.tokenEndpoint());
        all.put("jwks_uri", address.origin() + "/oauth2/jwks");
        all.put("grant_types_supported", List.of("client_credentials"));
        all.put("token_endpoint_auth_methods_supported", List.of("private_key_jwt"));
        all.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS384", "ES384"));
        all.put("scopes_supported", List.of("system/*.cruds", "system/*.rs", "system/Patient.rs"));
        all.put("code_challenge_methods_supported", List.of("S256"));
        all.put("capabilities", List.of("client-confidential-asymmetric", "permission-v2"));
        if (tls.isOn()) {
            // RFC 8705 sections 3.3 and 5.
            all.put("tls_client_certificate_bound_access_tokens", true);
            tls.tokenEndpoint(address)
                    .ifPresent(endpoint -> all.put("mtls_endpoint_aliases", Map.of("token_endpoint", endpoint)));
        }
        return all;
    }
}
