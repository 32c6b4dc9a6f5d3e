package nl.mgz.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.http.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A deployment where another token service gives the tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalIssuerTest {

    private static final String ISSUER = "https://tokens.example.nl";
    private static final String CLIENT = "external-client";
    private static final String URA = "90000055";

    private KeyHost host;
    private Gateway gateway;
    private ECKey theirs;

    @BeforeAll
    void start() throws Exception {
        theirs = new ECKeyGenerator(Curve.P_384).keyID("theirs").generate();
        host = new KeyHost();
        host.says(new JWKSet(theirs.toPublicJWK()).toString());
        gateway = Gateway.start(
                Gateway.SharedDatabase.get(),
                Map.of(
                        "mgz.identity.external-issuer", ISSUER,
                        "mgz.identity.external-token-endpoint", ISSUER + "/token",
                        "mgz.identity.external-jwks-url", host.url(),
                        "mgz.identity.jwks-private-hosts", host.hostAndPort(),
                        "mgz.identity.jwks-certificates", host.certificate()));
        gateway.bean(Partners.class)
                .register(new Partners.Registration(
                        CLIENT,
                        new Ura(URA),
                        "Bij een ander",
                        OrganizationKind.GP,
                        new JWKSet(theirs.toPublicJWK()).toString(),
                        "system/*.rs"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        host.close();
    }

    private String token(ECKey key, Map<String, Object> changes) {
        return new AssertionForge(CLIENT, gateway.base(), key)
                .with(
                        claims -> {
                            claims.issuer(ISSUER)
                                    .claim("client_id", CLIENT)
                                    .claim("ura", URA)
                                    .claim("scope", List.of("system/*.rs"));
                            changes.forEach(claims::claim);
                        },
                        header -> header.type(new JOSEObjectType("at+jwt")));
    }

    private int search(String token) {
        return gateway.get("Patient?family=Nergens", "Authorization", "Bearer " + token)
                .status();
    }

    @Test
    void itsTokensAreAccepted() {
        assertThat(search(token(theirs, Map.of()))).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "iss, https://elsewhere.example",
        "aud, https://elsewhere.example/fhir",
        "sub, nobody-knows-me",
        "client_id, another-client",
        "ura, 00000001",
        "extensions, none"
    })
    void aTokenThatIsWrongInOneWayIsNone(String claim, String value) {
        assertThat(search(token(theirs, Map.of(claim, value)))).isEqualTo(401);
    }

    @Test
    void theKindOfOrganisationIsThatOfTheRegisterWhateverTheTokenSays() {
        Map<String, Object> stated = new HashMap<>(AssertionForge.TREATMENT);
        stated.put("mgz", Map.of("organization_kind", "operator"));
        String token = token(theirs, Map.of("extensions", stated, "scope", List.of("system/*.cruds")));
        assertThat(search(token)).as("a GP may, an operator may not").isEqualTo(200);
    }

    @Test
    void ourOwnTokensAndOthersAreRefused() throws Exception {
        ECKey own = SigningKey.read(Gateway.signingKey()).key();
        assertThat(search(token(own, Map.of()))).isEqualTo(401);
        assertThat(search(token(own, Map.of("iss", gateway.base())))).isEqualTo(401);
        ECKey attacker = new ECKeyGenerator(Curve.P_384).keyID("theirs").generate();
        assertThat(search(token(attacker, Map.of()))).isEqualTo(401);
    }

    @Test
    void ourOwnTokenServiceIsNotThere() {
        String own = gateway.base().replace("/fhir", "/oauth2/");
        assertThat(gateway.send("POST", own + "token", new byte[0], Gateway.AS, Gateway.NOBODY)
                        .status())
                .isEqualTo(404);
        assertThat(gateway.get(own + "jwks", Gateway.AS, Gateway.NOBODY).status())
                .isEqualTo(404);
    }

    @Test
    void discoveryNamesTheOther() {
        var described = gateway.get(".well-known/smart-configuration", Gateway.AS, Gateway.NOBODY)
                .json();
        assertThat(described.path("issuer").asText()).isEqualTo(ISSUER);
        assertThat(described.path("token_endpoint").asText()).isEqualTo(ISSUER + "/token");
        assertThat(described.path("jwks_uri").asText()).isEqualTo(host.url());
        assertThat(gateway.get("metadata", Gateway.AS, Gateway.NOBODY).text()).contains(ISSUER + "/token");
    }

    @Test
    void halfOfItStopsTheStart() {
        assertThatThrownBy(() -> new ExternalIssuerSettings(ISSUER, null, null, null))
                .hasMessageContaining("external-token-endpoint");
        assertThatThrownBy(() -> new ExternalIssuerSettings(ISSUER, ISSUER, Path.of("x"), "y"))
                .hasMessageContaining("either");
    }
}
