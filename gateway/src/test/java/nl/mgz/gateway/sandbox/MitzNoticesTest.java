package nl.mgz.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nl.mgz.gateway.Cases;
import nl.mgz.gateway.consent.mitz.MitzStub;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.identity.crypto.CertificateAuthority;
import nl.mgz.gateway.identity.crypto.TlsContexts;
import nl.mgz.gateway.loading.ClientTokens;
import nl.mgz.gateway.sandbox.region.Region;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Mitz tells one node that somebody chose, and another node knows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MitzNoticesTest {

    private static final String TRIAGE = "97000011";
    private static final String MITZ = "97000019";

    @TempDir
    static Path folder;

    private final Map<String, String> decisions = new ConcurrentHashMap<>();
    private MitzStub stub;
    private Gateway told;
    private Gateway other;
    private int port;
    private ClientTokens triage;

    @BeforeAll
    void start() throws IOException {
        CertificateAuthority authority = CertificateAuthority.readOrCreate(folder, Clock.systemUTC());
        authority.server("server");
        authority.client("gateway", "MGZ Gateway", "90000000");
        authority.client("mitz", "Mitz", MITZ);
        authority.client("triage", "Triage", TRIAGE);
        stub = MitzStub.start(context("server"), 0, decisions);
        Map<String, Object> settings = new HashMap<>();
        settings.put("mgz.consent.mitz.endpoint", stub.endpoint());
        settings.put("mgz.consent.mitz.certificate", folder.resolve("gateway.pem"));
        settings.put("mgz.consent.mitz.key", folder.resolve("gateway.key"));
        settings.put("mgz.consent.mitz.authorities", authority.rootFile());
        settings.put("mgz.consent.mitz.notifier", MITZ);
        settings.put("mgz.consent.sources.triage", "mitz");
        other = Gateway.start(Gateway.SharedDatabase.get(), settings);
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        settings.putAll(Map.of(
                "mgz.tls.port", port,
                "mgz.tls.certificate", folder.resolve("server.pem"),
                "mgz.tls.key", folder.resolve("server.key"),
                "mgz.tls.client-authorities", authority.rootFile(),
                "mgz.tls.required", false,
                "mgz.tls.revocation.policy", "crl",
                "mgz.tls.revocation.crl-folder", authority.lists(List.of())));
        told = Gateway.start(Gateway.SharedDatabase.get(), settings);
        triage = MitzDecidesTest.triage(other, "notices-triage", TRIAGE);
    }

    @AfterAll
    void stop() {
        told.close();
        other.close();
        stub.close();
    }

    private static javax.net.ssl.SSLContext context(String name) {
        return TlsContexts.client(
                folder.resolve(name + ".pem"), folder.resolve(name + ".key"), folder.resolve("root.pem"));
    }

    /** Whom triage sees by a permit of Mitz that is kept, while Mitz would say no now. */
    private String seenByAKeptPermit(String bsn) {
        decisions.put(bsn, "Permit");
        String id = People.idOf(other.post("Patient", People.patient(bsn, "Melding", "1961-04-03")));
        People.idOf(other.post("Condition", People.condition(id, "Griep")));
        assertThat(seen(id)).isEqualTo(1);
        decisions.put(bsn, "Deny");
        assertThat(seen(id)).as("the answer is kept").isEqualTo(1);
        return id;
    }

    private int seen(String patient) {
        try {
            Gateway.Answer answer = other.send(
                    "GET", "Condition?patient=" + patient, null, "Authorization", "Bearer " + triage.bearer());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer.matches().size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> notify(String certificate, String body, String type) {
        return send(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(context(certificate))
                        .build(),
                "https://localhost:" + port,
                body,
                type);
    }

    private static HttpResponse<String> send(HttpClient client, String base, String body, String type) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(base + "/mitz/notices"))
                            .header("Content-Type", type)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String consent(String bsn) {
        return """
                {"resourceType":"Consent","status":"inactive","scope":{"coding":[{"code":"patient-privacy"}]},
                 "category":[{"coding":[{"code":"GGC002"}]}],
                 "patient":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"}}}""".formatted(bsn);
    }

    @Test
    void aNoticeEndsWhatMitzSaidBeforeOnEveryNode() {
        String patient = seenByAKeptPermit(Region.bsn(20));
        HttpResponse<String> answer = notify("mitz", consent(Region.bsn(20)), "application/fhir+json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(seen(patient)).isZero();
        assertThat(events(patient))
                .singleElement()
                .asString()
                .contains("\"interaction\":\"mitz-notice\"", "\"organization\":\"" + MITZ + "\"")
                .doesNotContain(Region.bsn(20));
    }

    private List<String> events(String patient) {
        return new JdbcTemplate(other.bean(javax.sql.DataSource.class))
                .queryForList(
                        "select event from mgz_audit_event where patient_id = ? and event like '%mitz-notice%'",
                        String.class, patient);
    }

    @Test
    void whatMitzPublishesIsTaken() throws IOException {
        String bsn = "900186021";
        String patient = seenByAKeptPermit(bsn);
        HttpResponse<String> answer = notify(
                "mitz",
                Files.readString(Cases.folder("mitz").resolve("example__example_notification_bundle.xml")),
                "application/fhir+xml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("transaction-response").doesNotContain(bsn);
        assertThat(seen(patient)).isZero();
    }

    @Test
    void oneThatCannotBeReadEndsWhatMitzSaidAboutAnybody() {
        String patient = seenByAKeptPermit(Region.bsn(21));
        for (String wrong : List.of("{\"resourceType\":\"Consent\",\"status\":\"inactive\"}", "geen melding")) {
            assertThat(notify("mitz", wrong, "application/fhir+json").statusCode())
                    .isEqualTo(400);
            assertThat(seen(patient)).isZero();
            decisions.put(Region.bsn(21), "Permit");
            notify("mitz", consent(Region.bsn(21)), "application/fhir+json");
            assertThat(seen(patient)).isEqualTo(1);
            decisions.put(Region.bsn(21), "Deny");
        }
    }

    @Test
    void nobodyElseIsHeard() {
        String patient = seenByAKeptPermit(Region.bsn(22));
        HttpResponse<String> another = notify("triage", consent(Region.bsn(22)), "application/fhir+json");
        assertThat(another.statusCode()).isEqualTo(401);
        for (Gateway node : List.of(told, other)) {
            HttpResponse<String> without = send(
                    HttpClient.newHttpClient(),
                    node.base().replace("/fhir", ""),
                    consent(Region.bsn(22)),
                    "application/fhir+json");
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.body()).isEqualTo(another.body());
        }
        assertThat(seen(patient)).as("and nothing came of it").isEqualTo(1);
    }

    @Test
    void theAnswerDoesNotTellWhomTheRegionKnows() {
        seenByAKeptPermit(Region.bsn(23));
        HttpResponse<String> known = notify("mitz", consent(Region.bsn(23)), "application/fhir+json");
        HttpResponse<String> unknown = notify("mitz", consent(Region.bsn(24)), "application/fhir+json");
        assertThat(unknown.statusCode()).isEqualTo(known.statusCode()).isEqualTo(200);
        assertThat(unknown.body()).isEqualTo(known.body());
    }
}
