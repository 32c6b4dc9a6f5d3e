package nl.mgz.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import nl.mgz.gateway.http.Gateway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who gets a token, and what is in it. The attacks are those that JWT libraries have fallen for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenEndpointTest {

    private static final String CLIENT = "praktijk-de-zijl";
    private static final String URA = "90000011";

    private Gateway gateway;
    private ECKey key;
    private AssertionForge forge;

    @BeforeAll
    void register() throws Exception {
        gateway = Gateway.shared();
        key = new ECKeyGenerator(Curve.P_384).keyID("k1").generate();
        register(CLIENT, key);
        forge = new AssertionForge(CLIENT, gateway.base(), key);
    }

    private void register(String client, JWK jwk) {
        gateway.bean(Partners.class)
                .register(new Partners.Registration(
                        client,
                        new Ura(URA),
                        "Huisartsenpraktijk De Zijl",
                        OrganizationKind.GP,
                        new JWKSet(jwk.toPublicJWK()).toString(),
                        "system/*.rs system/Patient.cruds"));
    }

    private String endpoint() {
        return gateway.base().replace("/fhir", "/oauth2/token");
    }

    private Gateway.Answer ask(Gateway at, String assertion, String scope) {
        String form = "grant_type=client_credentials&scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8)
                + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                + "&client_assertion=" + URLEncoder.encode(assertion, StandardCharsets.UTF_8);
        return at.send(
                "POST",
                at.base().replace("/fhir", "/oauth2/token"),
                form.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded",
                Gateway.AS,
                Gateway.NOBODY);
    }

    private Gateway.Answer ask(String assertion) {
        return ask(gateway, assertion, "system/Patient.rs");
    }

    private void refused(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        assertThat(answer.text()).isEqualTo("{\"error\":\"invalid_client\"}");
        assertThat(recorded(answer)).singleElement().satisfies(event -> {
            assertThat(event.path("interaction").asText()).isEqualTo("token");
            assertThat(event.path("outcome").asText()).isEqualTo("unauthenticated");
        });
    }

    private List<JsonNode> recorded(Gateway.Answer answer) {
        return new JdbcTemplate(gateway.bean(DataSource.class))
                .query(
                        "select event from mgz_audit_event where request_id = ?::uuid",
                        (row, number) -> {
                            try {
                                return new ObjectMapper().readTree(row.getString(1));
                            } catch (JsonProcessingException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        answer.header("X-Request-Id"));
    }

    @Nested
    class AToken {

        @Test
        void saysWhatTheGatewayKnowsOfTheOrganisationAndWhatItStatesOfThePerson() throws Exception {
            Gateway.Answer answer = ask(forge.right());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().path("token_type").asText()).isEqualTo("Bearer");
            assertThat(answer.json().path("expires_in").asInt()).isBetween(290, 300);
            assertThat(answer.json().path("scope").asText()).isEqualTo("system/Patient.rs");
            assertThat(answer.header("Cache-Control")).contains("no-store");
            SignedJWT token = SignedJWT.parse(answer.json().path("access_token").asText());
            assertThat(token.getHeader().getType().toString()).isEqualTo("at+jwt");
            Map<String, Object> claims = token.getJWTClaimsSet().getClaims();
            assertThat(claims).containsEntry("ura", URA).containsEntry("sub", CLIENT);
            assertThat(claims.get("aud")).isEqualTo(List.of(gateway.base()));
            String extensions = claims.get("extensions").toString();
            assertThat(extensions).contains("Huisartsenpraktijk De Zijl", "Marleen de Wit", "TREAT", "gp");
        }

        @Test
        void takesTheOrganisationFromTheRegisterWhateverTheClientSays() throws Exception {
            Map<String, Object> stated = Map.of(
                    "ihe_iua",
                    Map.of(
                            "purpose_of_use", List.of(Map.of("system", Purpose.SYSTEM, "code", "TREAT")),
                            "subject_organization", "Ziekenhuis",
                            "subject_organization_id", "urn:oid:2.16.528.1.1007.3.3.12345678"),
                    "mgz",
                    Map.of("organization_kind", "operator"));
            Gateway.Answer answer = ask(forge.with(claims -> claims.claim("extensions", stated)));
            String claims = SignedJWT.parse(answer.json().path("access_token").asText())
                    .getJWTClaimsSet()
                    .toString();
            assertThat(claims)
                    .contains("Huisartsenpraktijk De Zijl")
                    .doesNotContain("Ziekenhuis", "12345678", "operator");
        }

        @Test
        void isOnRecordWithWhoGotItAndWhatFor() throws Exception {
            Gateway.Answer answer = ask(forge.right());
            String id = SignedJWT.parse(answer.json().path("access_token").asText())
                    .getJWTClaimsSet()
                    .getJWTID();
            assertThat(recorded(answer)).singleElement().satisfies(event -> {
                assertThat(event.path("interaction").asText()).isEqualTo("token");
                assertThat(event.path("outcome").asText()).isEqualTo("permit");
                assertThat(event.path("organization").asText()).isEqualTo(URA);
                assertThat(event.path("client").asText()).isEqualTo(CLIENT);
                assertThat(event.path("token").asText()).isEqualTo(id);
                assertThat(event.path("purpose").asText()).isEqualTo("TREAT");
                assertThat(event.path("person").path("name").asText()).isEqualTo("Marleen de Wit");
            });
            assertThat(answer.text()).contains("access_token");
        }

        @Test
        void opensTheDoor() {
            String token = ask(forge.right()).json().path("access_token").asText();
            assertThat(gateway.get("Patient?family=Nergens", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void isAlsoGivenForAnRsaKey() throws Exception {
            JWK rsa = new RSAKeyGenerator(2048).keyID("r1").generate();
            register("praktijk-rsa", rsa);
            AssertionForge other = new AssertionForge("praktijk-rsa", endpoint(), rsa);
            assertThat(ask(other.right()).status()).isEqualTo(200);
        }

        @Test
        void livesShorterWhenThatIsAsked() {
            Gateway.Answer answer = ask(forge.with(claims -> claims.claim(
                    "extensions",
                    Map.of("ihe_iua", AssertionForge.TREATMENT.get("ihe_iua"), "mgz", Map.of("ttl", 20)))));
            assertThat(answer.json().path("expires_in").asInt()).isBetween(15, 20);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class AnAssertion {

        @Test
        void countsOnce() {
            String assertion = forge.right();
            assertThat(ask(assertion).status()).isEqualTo(200);
            refused(ask(assertion));
        }

        @Test
        void countsOnceOnAllNodesAndAfterARestart() {
            String assertion = forge.right();
            assertThat(ask(assertion).status()).isEqualTo(200);
            try (Gateway other =
                    Gateway.start(Gateway.SharedDatabase.get(), Map.of("mgz.address.base", gateway.base()))) {
                refused(ask(other, assertion, "system/Patient.rs"));
                assertThat(ask(other, forge.right(), "system/Patient.rs").status())
                        .isEqualTo(200);
            }
        }

        @Test
        void isNotUsedUpByBeingWrong() {
            String jti = "once-" + System.nanoTime();
            refused(ask(forge.with(claims -> claims.jwtID(jti).audience("https://elsewhere.example/fhir"))));
            assertThat(ask(forge.with(claims -> claims.jwtID(jti))).status()).isEqualTo(200);
        }

        Stream<String> wrong() throws Exception {
            ECKey attacker = new ECKeyGenerator(Curve.P_384).keyID("k1").generate();
            Instant now = Instant.now();
            return Stream.of(
                    forge.unsigned(),
                    forge.signedWithThePublicKeyAsSecret(),
                    forge.signedWith(attacker, header -> {}),
                    forge.signedWith(attacker, header -> header.jwk(attacker.toPublicJWK())),
                    forge.signedWith(attacker, header -> header.jwkURL(AssertionForge.uri("http://127.0.0.1:1/jwks"))),
                    forge.signedWith(
                            attacker, header -> header.x509CertURL(AssertionForge.uri("http://127.0.0.1:1/x"))),
                    forge.signedWith(attacker, header -> header.keyID("../../../../dev/null")),
                    forge.signedWith(attacker, header -> header.keyID("' or '1'='1")),
                    forge.withHeader(header -> header.keyID("another")),
                    forge.with(claims -> claims.expirationTime(Date.from(now.minusSeconds(60)))),
                    forge.with(claims -> claims.expirationTime(null)),
                    forge.with(claims -> claims.expirationTime(Date.from(now.plusSeconds(900)))),
                    forge.with(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(60)))),
                    forge.with(claims -> claims.audience("https://elsewhere.example/fhir")),
                    forge.with(claims -> claims.audience(List.of(gateway.base(), "https://elsewhere.example/fhir"))),
                    forge.with(claims -> claims.audience((String) null)),
                    forge.with(claims -> claims.issuer("somebody-else")),
                    forge.with(claims -> claims.issuer(null)),
                    forge.with(claims -> claims.subject("nobody-knows-me")),
                    // No text of PostgreSQL's, and longer than any client's name.
                    forge.with(claims -> claims.issuer("\u0000").subject("\u0000")),
                    forge.with(claims -> claims.issuer("x".repeat(101)).subject("x".repeat(101))),
                    forge.with(claims -> claims.subject(null)),
                    forge.with(claims -> claims.jwtID(null)),
                    forge.with(claims -> claims.jwtID("")),
                    forge.with(claims -> claims.jwtID("x".repeat(201))),
                    tampered(forge.right(), 1),
                    tampered(forge.right(), 2),
                    forge.right().replaceFirst("\\.[^.]*$", "."),
                    "",
                    "a.b.c",
                    "x".repeat(20_000));
        }

        /** One character of one part is another. */
        private static String tampered(String jwt, int part) {
            String[] parts = jwt.split("\\.");
            char[] letters = parts[part].toCharArray();
            letters[20] = letters[20] == 'A' ? 'B' : 'A';
            parts[part] = new String(letters);
            return String.join(".", parts);
        }

        @ParameterizedTest
        @MethodSource("wrong")
        void thatIsWrongInOneWayGetsTheSameAnswerAsEveryOther(String assertion) {
            refused(ask(assertion));
        }
    }

    @Nested
    class AnHonestClientThatAsksTheWrongThing {

        @Test
        void isToldThatItsScopeIsTooWide() {
            for (String scope : List.of("system/Observation.cruds", "system/*.cruds", "user/*.rs", "openid", "")) {
                Gateway.Answer answer = ask(gateway, forge.right(), scope);
                assertThat(answer.status()).as(scope).isEqualTo(400);
                assertThat(answer.json().path("error").asText()).isEqualTo("invalid_scope");
            }
        }

        @Test
        void isToldThatAPurposeIsMissing() {
            for (Object extensions : List.of(
                    Map.of(),
                    Map.of("ihe_iua", Map.of()),
                    Map.of(
                            "ihe_iua",
                            Map.of("purpose_of_use", List.of(Map.of("system", Purpose.SYSTEM, "code", "HMARKT")))),
                    Map.of("ihe_iua", Map.of("purpose_of_use", Map.of("system", "x", "code", "TREAT"))))) {
                Gateway.Answer answer = ask(forge.with(claims -> claims.claim("extensions", extensions)));
                assertThat(answer.status()).as(answer.text()).isEqualTo(400);
                assertThat(answer.json().path("error_description").asText()).contains("purpose of use");
            }
        }
    }

    @Nested
    class ASuspendedOrganisation {

        @Test
        void isOutFromItsNextRequestOn() throws Exception {
            JWK own = new ECKeyGenerator(Curve.P_384).keyID("s1").generate();
            gateway.bean(Partners.class)
                    .register(new Partners.Registration(
                            "suspended-client",
                            new Ura("90000099"),
                            "Wordt geschorst",
                            OrganizationKind.GP,
                            new JWKSet(own.toPublicJWK()).toString(),
                            "system/*.rs"));
            AssertionForge theirs = new AssertionForge("suspended-client", gateway.base(), own);
            String token = ask(theirs.right()).json().path("access_token").asText();
            String bearer = "Bearer " + token;
            assertThat(gateway.get("Patient?family=Nergens", "Authorization", bearer)
                            .status())
                    .isEqualTo(200);
            gateway.bean(Partners.class).suspend(new Ura("90000099"), true);
            assertThat(gateway.get("Patient?family=Nergens", "Authorization", bearer)
                            .status())
                    .isEqualTo(401);
            refused(ask(theirs.right()));
            gateway.bean(Partners.class).suspend(new Ura("90000099"), false);
            assertThat(gateway.get("Patient?family=Nergens", "Authorization", bearer)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whenTheRegisterCannotBeReadItSaysSoAndThatIsOnRecord() throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(Gateway.SharedDatabase.get().superuserUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("revoke select on mgz_client from mgz_app");
            try {
                Gateway.Answer answer = ask(forge.right());
                assertThat(answer.status()).as(answer.text()).isEqualTo(503);
                assertThat(answer.text()).isEqualTo("{\"error\":\"temporarily_unavailable\"}");
                assertThat(answer.header("Retry-After")).isNotEmpty();
                assertThat(recorded(answer))
                        .singleElement()
                        .satisfies(event ->
                                assertThat(event.path("outcome").asText()).isEqualTo("failure"));
            } finally {
                statement.execute("grant select on mgz_client to mgz_app");
            }
        }
    }

    @Test
    void theCapabilityStatementNamesTheTokenEndpointToo() {
        JsonNode security = gateway.get("metadata", Gateway.AS, Gateway.NOBODY)
                .json()
                .path("rest")
                .path(0)
                .path("security");
        assertThat(security.path("service").toString()).contains("SMART-on-FHIR");
        assertThat(security.path("extension").toString()).contains("oauth-uris", endpoint());
    }

    @Test
    void discoveryNamesAllOfIt() {
        Gateway.Answer answer = gateway.get(".well-known/smart-configuration", Gateway.AS, Gateway.NOBODY);
        assertThat(answer.status()).isEqualTo(200);
        JsonNode described = answer.json();
        assertThat(described.path("token_endpoint").asText()).isEqualTo(endpoint());
        assertThat(described.path("grant_types_supported").toString()).isEqualTo("[\"client_credentials\"]");
        assertThat(described.path("capabilities").toString()).contains("client-confidential-asymmetric");
        JsonNode keys = gateway.get(described.path("jwks_uri").asText(), Gateway.AS, Gateway.NOBODY)
                .json()
                .path("keys");
        assertThat(keys).hasSize(1);
        assertThat(keys.get(0).has("d")).as("no private part").isFalse();
    }
}
