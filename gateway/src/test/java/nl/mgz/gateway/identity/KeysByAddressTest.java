package nl.mgz.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import nl.mgz.gateway.http.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Clients that keep their keys at an address of their own, at the token endpoint. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysByAddressTest {

    private KeyHost host;
    private Gateway gateway;

    @BeforeAll
    void start() throws Exception {
        host = new KeyHost();
        gateway = Gateway.start(
                Gateway.SharedDatabase.get(),
                Map.of(
                        "mgz.identity.jwks-private-hosts", host.hostAndPort(),
                        "mgz.identity.jwks-certificates", host.certificate()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        host.close();
    }

    private void register(String client, String url) {
        gateway.bean(Partners.class)
                .register(new Partners.Registration(
                        client, new Ura("90000077"), "Eigen sleutels", OrganizationKind.GP, null, url, "system/*.rs"));
    }

    private Gateway.Answer ask(Gateway at, String client, ECKey key) {
        String assertion = new AssertionForge(client, at.base(), key).right();
        String form = "grant_type=client_credentials&scope=system%2FPatient.rs"
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

    private static void refused(Gateway.Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).isEqualTo("{\"error\":\"invalid_client\"}");
    }

    private static ECKey key(String id) throws Exception {
        return new ECKeyGenerator(Curve.P_384).keyID(id).generate();
    }

    @Test
    void aTokenIsGivenByTheKeysThatStandThereAlsoWhenTheyChangeAndWhenTheHostIsGone() throws Exception {
        register("own-keys", host.url());
        ECKey first = key("first");
        host.says(new JWKSet(first.toPublicJWK()).toString());
        assertThat(ask(gateway, "own-keys", first).status()).isEqualTo(200);
        ECKey second = key("second");
        host.says(new JWKSet(second.toPublicJWK()).toString());
        assertThat(ask(gateway, "own-keys", second).status()).isEqualTo(200);
        refused(ask(gateway, "own-keys", first));
        host.answer = exchange -> exchange.sendResponseHeaders(500, -1);
        assertThat(ask(gateway, "own-keys", second).status()).isEqualTo(200);
        refused(ask(gateway, "own-keys", key("second")));
    }

    @Test
    void aHostThatSaysNothingGoodIsAnsweredLikeAWrongSignature() throws Exception {
        ECKey key = key("k");
        register("bad-keys", host.url() + "?bad");
        host.says(new JWKSet(key).toString(false));
        refused(ask(gateway, "bad-keys", key));
    }

    @Test
    void aHostThatIsNotAllowedIsNotAsked() throws Exception {
        ECKey key = key("k");
        host.says(new JWKSet(key.toPublicJWK()).toString());
        register("elsewhere", "https://elsewhere.example/jwks");
        refused(ask(gateway, "elsewhere", key));
        Gateway shared = Gateway.shared();
        register("own-keys-elsewhere", host.url());
        int before = host.asked.get();
        refused(ask(shared, "own-keys-elsewhere", key));
        assertThat(host.asked).hasValue(before);
    }
}
