package nl.mgz.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.LogCapture;
import nl.mgz.gateway.identity.crypto.CertificateCheck;
import nl.mgz.gateway.identity.crypto.RevocationRules;
import nl.mgz.gateway.identity.crypto.TestAuthority;
import nl.mgz.gateway.identity.crypto.TestAuthority.Draft;
import nl.mgz.gateway.identity.crypto.TestAuthority.Issued;
import nl.mgz.gateway.identity.crypto.TlsContexts;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutual TLS at a running gateway: whose handshake succeeds, and with which certificate a token counts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutualTlsTest {

    private static final String OURS = "90000123";
    private static final String THEIRS = "90000124";

    @TempDir
    static Path folder;

    private final TestAuthority authority = new TestAuthority("Test CA", Instant.now());
    private final Issued revoked = authority.draft().issue();

    private Gateway gateway;
    private int port;
    private HttpClient ours;
    private HttpClient theirs;
    private HttpClient oursToo;

    @BeforeAll
    void start() throws IOException {
        port = freePort();
        gateway = Gateway.start(Gateway.SharedDatabase.get(), settings(port, false));
        ours = client("ours", authority.of(OURS));
        oursToo = client("ours-too", authority.of(OURS));
        theirs = client("theirs", authority.of(THEIRS));
        gateway.client("tls-ours", OURS, OrganizationKind.GP, "system/*.rs", Purpose.TREAT);
        gateway.client("tls-theirs", THEIRS, OrganizationKind.GP, "system/*.rs", Purpose.TREAT);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private Map<String, Object> settings(int port, boolean required) throws IOException {
        Path lists = Files.createDirectories(lists());
        Files.write(lists.resolve("test.crl"), authority.list(revoked.certificate()));
        authority
                .draft()
                .name("localhost")
                .names(new GeneralName(GeneralName.dNSName, "localhost"))
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .issue()
                .write(folder, "server");
        TestAuthority.write(folder.resolve("authorities.pem"), authority.certificate());
        Map<String, Object> settings = new HashMap<>();
        settings.put("mgz.tls.port", port);
        settings.put("mgz.tls.certificate", folder.resolve("server.pem"));
        settings.put("mgz.tls.key", folder.resolve("server.key"));
        settings.put("mgz.tls.client-authorities", folder.resolve("authorities.pem"));
        settings.put("mgz.tls.required", required);
        settings.put("mgz.tls.revocation.policy", "crl");
        settings.put("mgz.tls.revocation.crl-folder", lists);
        return settings;
    }

    private static Path lists() {
        return folder.resolve("crl");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private HttpClient client(String name, Issued certificate) {
        certificate.write(folder, name);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(TlsContexts.client(
                        folder.resolve(name + ".pem"),
                        folder.resolve(name + ".key"),
                        folder.resolve("authorities.pem")))
                .build();
    }

    private String at(String path) {
        return "https://localhost:" + port + path;
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(HttpClient client, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(at("/fhir/Patient?family=Nergens")));
        return send(client, token == null ? request : request.header("Authorization", "Bearer " + token));
    }

    private HttpResponse<String> ask(HttpClient client, String tokenEndpoint, String id, String audience) {
        String assertion = gateway.clientKey().assertion(id, audience, AssertionForge.TREATMENT);
        return ask(client, tokenEndpoint, assertion);
    }

    private static HttpResponse<String> ask(HttpClient client, String tokenEndpoint, String assertion) {
        String form = "grant_type=client_credentials&scope=" + URLEncoder.encode("system/*.rs", StandardCharsets.UTF_8)
                + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                + "&client_assertion=" + assertion;
        return send(
                client,
                HttpRequest.newBuilder(URI.create(tokenEndpoint))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private HttpResponse<String> ask(HttpClient client, String id) {
        return ask(client, at("/oauth2/token"), id, gateway.base());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String token(HttpClient client, String id) {
        HttpResponse<String> answer = ask(client, id);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("access_token").asText();
    }

    private String plainToken(String id) {
        HttpResponse<String> answer =
                ask(HttpClient.newHttpClient(), gateway.base().replace("/fhir", "/oauth2/token"), id, gateway.base());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("access_token").asText();
    }

    /** The bytes that whoever has no token gets. */
    private String usualRefusal() {
        return gateway.get("Patient", Gateway.AS, Gateway.NOBODY).text();
    }

    private void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo(usualRefusal());
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }

    private void refusedClient(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"error\":\"invalid_client\"}");
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TheHandshake {

        @Test
        void succeedsWithACertificateThatCounts() {
            assertThat(get(ours, token(ours, "tls-ours")).statusCode()).isEqualTo(200);
        }

        Stream<Arguments> wrong() {
            Instant now = Instant.now();
            return Stream.of(
                    wrong("expired", one -> one.valid(now.minusSeconds(500), now.minusSeconds(1))),
                    wrong("not yet valid", one -> one.valid(now.plusSeconds(100), now.plusSeconds(500))),
                    wrong("without a UZI name", one -> one.names()),
                    wrong(
                            "with two UZI names",
                            one -> one.names(
                                    TestAuthority.uzi(TestAuthority.UZI),
                                    TestAuthority.uzi(TestAuthority.UZI.replace(OURS, THEIRS)))),
                    wrong(
                            "with URAs that differ",
                            one -> one.names(TestAuthority.uzi(TestAuthority.UZI), TestAuthority.permanent(THEIRS))),
                    wrong(
                            "with the URA in the subject alone",
                            one -> one.name(TestAuthority.UZI).names()),
                    wrong(
                            "of a person",
                            one -> one.names(
                                    TestAuthority.uzi(TestAuthority.UZI.replace("-S-", "-Z-")),
                                    TestAuthority.permanent(OURS))),
                    wrong("for servers only", one -> one.purposes(KeyPurposeId.id_kp_serverAuth)),
                    wrong("that is an authority", one -> one.constraints(new BasicConstraints(true))),
                    Arguments.of("revoked", revoked),
                    Arguments.of(
                            "of another authority with the same name",
                            new TestAuthority("Test CA", now).draft().issue()));
        }

        private Arguments wrong(String name, UnaryOperator<Draft> change) {
            return Arguments.of(name, change.apply(authority.draft()).issue());
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("wrong")
        void failsWithACertificateThatIsWrongInOneWay(String name, Issued certificate) {
            HttpClient client = client("wrong", certificate);
            assertThatThrownBy(() -> get(client, null)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> ask(client, "tls-ours")).isInstanceOf(UncheckedIOException.class);
        }

        @Test
        void failsWithoutACertificate() throws Exception {
            HttpClient none = HttpClient.newBuilder().sslContext(trusting()).build();
            assertThatThrownBy(() -> get(none, null)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> send(none, HttpRequest.newBuilder(URI.create(at("/fhir/metadata")))))
                    .isInstanceOf(UncheckedIOException.class);
        }

        private SSLContext trusting() throws Exception {
            java.security.KeyStore store = java.security.KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", authority.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        }

        private String handshake(String protocol, String... suites) throws Exception {
            authority.of(OURS).write(folder, "hands");
            SSLContext context = TlsContexts.client(
                    folder.resolve("hands.pem"), folder.resolve("hands.key"), folder.resolve("authorities.pem"));
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
                SSLParameters parameters = new SSLParameters();
                parameters.setProtocols(new String[] {protocol});
                if (suites.length > 0) {
                    parameters.setCipherSuites(suites);
                }
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return socket.getSession().getCipherSuite();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void speaksTlsWithForwardSecrecyAndAuthenticatedEncryption(String protocol) throws Exception {
            assertThat(handshake(protocol)).contains("GCM");
        }

        @Test
        void speaksNothingWeaker() {
            assertThatThrownBy(() -> handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Nested
    class AToken {

        @Test
        void isBoundToTheCertificateThatItWasGotWith() throws Exception {
            Map<String, Object> claims =
                    SignedJWT.parse(token(ours, "tls-ours")).getJWTClaimsSet().getClaims();
            Issued again = authority.of(OURS);
            HttpClient client = client("again", again);
            Object confirmation =
                    SignedJWT.parse(token(client, "tls-ours")).getJWTClaimsSet().getClaim("cnf");
            assertThat(confirmation)
                    .isEqualTo(Map.of("x5t#S256", CertificateCheck.thumbprint(again.certificate())))
                    .isNotEqualTo(claims.get("cnf"));
        }

        @Test
        void countsWithNoOtherCertificate() {
            String token = token(ours, "tls-ours");
            assertThat(get(ours, token).statusCode()).isEqualTo(200);
            refused(get(theirs, token));
            refused(get(oursToo, token));
            refused(get(ours, token(theirs, "tls-theirs")));
        }

        @Test
        void thatIsBoundCountsNotOverPlainHttp() {
            Gateway.Answer answer =
                    gateway.get("Patient?family=Nergens", "Authorization", "Bearer " + token(ours, "tls-ours"));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).isEqualTo(usualRefusal());
        }

        @Test
        void thatIsNotBoundCountsNotOverTls() {
            String token = plainToken("tls-ours");
            assertThat(gateway.get("Patient?family=Nergens", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(200);
            refused(get(ours, token));
            refused(get(ours, null));
        }

        @Test
        void isGivenToTheOrganisationOfTheCertificateOnly() {
            refusedClient(ask(ours, "tls-theirs"));
            refusedClient(ask(theirs, "tls-ours"));
            refusedClient(ask(ours, "nobody-knows-me"));
        }

        @Test
        void isStillThereForTheRightOwnerOfAnAssertionThatAnotherTriedFirst() {
            String assertion = gateway.clientKey().assertion("tls-ours", gateway.base(), AssertionForge.TREATMENT);
            refusedClient(ask(theirs, at("/oauth2/token"), assertion));
            assertThat(ask(ours, at("/oauth2/token"), assertion).statusCode()).isEqualTo(200);
            refusedClient(ask(ours, at("/oauth2/token"), assertion));
        }

        @Test
        void mayBeAskedForByTheNameOfTheEndpointThatIsUsed() {
            assertThat(ask(ours, at("/oauth2/token"), "tls-ours", at("/oauth2/token"))
                            .statusCode())
                    .isEqualTo(200);
        }

        @Test
        void ofAClientThatIsAnotherOrganisationsNowCountsNoLonger() throws Exception {
            gateway.client("tls-moves", OURS, OrganizationKind.GP, "system/*.rs", Purpose.TREAT);
            String token = token(ours, "tls-moves");
            gateway.client("tls-moves", THEIRS, OrganizationKind.GP, "system/*.rs", Purpose.TREAT);
            refused(get(ours, token));
        }

        @ParameterizedTest
        @MethodSource("nl.mgz.gateway.identity.MutualTlsTest#confirmations")
        void withAnotherConfirmationThanTheThumbprintIsNone(Object confirmation) throws Exception {
            AssertionForge forge = new AssertionForge(
                    "tls-ours",
                    gateway.base(),
                    SigningKey.read(Gateway.signingKey()).key());
            String token = forge.with(
                    claims -> claims.issuer(gateway.base())
                            .claim("ura", OURS)
                            .claim("scope", List.of("system/*.rs"))
                            .claim("cnf", confirmation),
                    header -> header.type(new JOSEObjectType("at+jwt")));
            refused(get(ours, token));
            assertThat(gateway.get("Patient?family=Nergens", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void isNotHelpedByACertificateInAHeader() throws Exception {
            Issued mine = authority.of(OURS);
            HttpClient client = client("header", mine);
            String token = token(client, "tls-ours");
            String encoded = java.util.Base64.getEncoder()
                    .encodeToString(mine.certificate().getEncoded());
            for (String header : List.of(
                    "X-Client-Cert",
                    "X-SSL-Client-Cert",
                    "ssl_client_cert",
                    "Client-Cert",
                    "X-Forwarded-Client-Cert")) {
                assertThat(gateway.get(
                                        "Patient?family=Nergens",
                                        "Authorization",
                                        "Bearer " + token,
                                        header,
                                        encoded,
                                        "X-Forwarded-Proto",
                                        "https")
                                .status())
                        .isEqualTo(401);
            }
        }
    }

    static Stream<Object> confirmations() {
        return Stream.of(
                Map.of(),
                Map.of("x5t#S256", ""),
                Map.of("x5t#S256", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                Map.of("jkt", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                "text",
                List.of());
    }

    @Nested
    class ACertificateThatIsRevokedLater {

        @Test
        void isOutWithinHalfAMinuteThoughItsConnectionIsOpen() throws Exception {
            Issued certificate = authority.of(OURS);
            HttpClient client = client("later", certificate);
            String token = token(client, "tls-ours");
            assertThat(get(client, token).statusCode()).isEqualTo(200);
            Files.write(lists().resolve("test.crl"), authority.list(revoked.certificate(), certificate.certificate()));
            HttpResponse<String> answer = get(client, token);
            for (int second = 0; second < 40 && answer.statusCode() == 200; second++) {
                Thread.sleep(1_000);
                answer = get(client, token);
            }
            refused(answer);
            refusedClient(ask(client, "tls-ours"));
            assertThat(get(ours, token(ours, "tls-ours")).statusCode())
                    .as("another certificate of the organisation")
                    .isEqualTo(200);
        }
    }

    @Nested
    class WherePlainHttpIsClosed {

        @Test
        void itGivesNoTokensAndNoDataAndSaysWhatTheGatewayIs() throws Exception {
            int other = freePort();
            Map<String, Object> settings = settings(other, true);
            settings.put("mgz.address.base", "https://localhost:" + other + "/fhir");
            int plain = freePort();
            settings.put("server.port", plain);
            try (Gateway node = Gateway.start(Gateway.SharedDatabase.get(), settings)) {
                String origin = "http://localhost:" + plain;
                node.client("tls-ours", OURS, OrganizationKind.GP, "system/*.rs", Purpose.TREAT);
                HttpClient anybody = HttpClient.newHttpClient();
                String base = "https://localhost:" + other + "/fhir";
                refusedClient(ask(
                        anybody,
                        origin + "/oauth2/token",
                        node.clientKey().assertion("tls-ours", base, AssertionForge.TREATMENT)));
                AssertionForge forge = new AssertionForge(
                        "tls-ours", base, SigningKey.read(Gateway.signingKey()).key());
                String unbound = forge.with(
                        claims -> claims.issuer(base).claim("ura", OURS).claim("scope", List.of("system/*.rs")),
                        header -> header.type(new JOSEObjectType("at+jwt")));
                refused(send(
                        anybody,
                        HttpRequest.newBuilder(URI.create(origin + "/fhir/Patient?family=Nergens"))
                                .header("Authorization", "Bearer " + unbound)));
                HttpResponse<String> open = send(
                        anybody, HttpRequest.newBuilder(URI.create(origin + "/fhir/.well-known/smart-configuration")));
                assertThat(open.statusCode()).isEqualTo(200);
                assertThat(json(open).path("token_endpoint").asText())
                        .isEqualTo("https://localhost:" + other + "/oauth2/token");
                assertThat(json(open).has("mtls_endpoint_aliases")).isFalse();
                assertThat(ask(
                                        ours,
                                        "https://localhost:" + other + "/oauth2/token",
                                        node.clientKey().assertion("tls-ours", base, AssertionForge.TREATMENT))
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Nested
    class TheSettings {

        private TlsSettings settings(Path certificate, Path key, Path authorities, TlsSettings.Revocation revocation) {
            return new TlsSettings(
                    8443, "127.0.0.1", certificate, key, authorities, true, Set.of(), Set.of(), false, revocation);
        }

        @Test
        void thatGoTogetherAreAskedForTogether() {
            TlsSettings.Revocation off = new TlsSettings.Revocation(RevocationRules.Policy.OFF, null, Set.of(), null);
            Path file = Path.of("x");
            assertThatThrownBy(() -> settings(file, null, file, off)).hasMessageContaining("mgz.tls.key");
            assertThatThrownBy(() -> settings(null, file, null, off)).hasMessageContaining("mgz.tls.certificate");
            assertThat(settings(null, null, null, off).isOn()).isFalse();
        }

        @Test
        void mustNameSomethingToAskAboutRevocation() {
            Path file = Path.of("x");
            TlsSettings.Revocation nothing =
                    new TlsSettings.Revocation(RevocationRules.Policy.EITHER, null, Set.of(), null);
            assertThatThrownBy(() -> settings(file, file, file, nothing)).hasMessageContaining("nothing to ask");
        }
    }

    @Test
    void discoveryNamesTheOtherEndpoint() {
        JsonNode described = gateway.get(".well-known/smart-configuration", Gateway.AS, Gateway.NOBODY)
                .json();
        assertThat(described.path("tls_client_certificate_bound_access_tokens").asBoolean())
                .isTrue();
        assertThat(described
                        .path("mtls_endpoint_aliases")
                        .path("token_endpoint")
                        .asText())
                .isEqualTo(at("/oauth2/token"));
        assertThat(Gateway.shared()
                        .get(".well-known/smart-configuration", Gateway.AS, Gateway.NOBODY)
                        .json()
                        .has("tls_client_certificate_bound_access_tokens"))
                .isFalse();
    }

    @Test
    void aRefusedCertificateIsInTheLogByItsFaultAndWithoutItsNames() {
        try (LogCapture log = LogCapture.asConfigured()) {
            HttpClient client = client(
                    "logged", authority.draft().name("Janneke Geheim").names().issue());
            assertThatThrownBy(() -> get(client, null)).isInstanceOf(UncheckedIOException.class);
            assertThat(String.join("\n", log.all()))
                    .contains("uzi-name-missing")
                    .doesNotContain("Janneke");
        }
    }
}
