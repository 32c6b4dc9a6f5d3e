package nl.mgz.gateway.audit;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import nl.mgz.gateway.audit.seal.Sealer;
import nl.mgz.gateway.consent.fhir.PatientRecords.State;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.http.Rates;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What identity and audit cost, on one machine in one run: reads of a gateway as it is and of one whose trail forgets, in
 * turns. No test: it asserts nothing and runs only when it is named. docs/bench/identity-audit.md says how.
 */
class AuditCostBench {

    private static final Map<String, Object> WIDE = Map.of(
            "mgz.limits.client-per-minute", 10_000_000,
            "mgz.limits.organization-per-minute", 10_000_000,
            "mgz.limits.tokens-per-minute", 10_000_000,
            "mgz.limits.tokens-per-minute-and-address", 10_000_000,
            "mgz.limits.unauthenticated-per-minute", 10_000_000);

    /** Says that it wrote what it was given. Nothing in the product can do that. */
    static class Forgetful extends AuditStore {

        Forgetful(JdbcTemplate jdbc, Sealer sealer) {
            super(jdbc, sealer);
        }

        @Override
        boolean add(List<AuditEvent> events, Map<String, State> basis) {
            return true;
        }
    }

    /** As many threads as the JDK's client starts by itself are too many for two processors. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void run() throws Exception {
        Gateway audited = Gateway.start(Gateway.SharedDatabase.get(), WIDE);
        Gateway forgetful = Gateway.start(
                Gateway.SharedDatabase.get(),
                WIDE,
                context -> context.addBeanFactoryPostProcessor(
                        factory -> ((org.springframework.beans.factory.support.AbstractBeanDefinition)
                                        factory.getBeanDefinition("auditStore"))
                                .setBeanClass(Forgetful.class)));
        String patient = People.create(audited, "Meting");
        String path = "/Condition/" + People.idOf(audited.post("Condition", People.condition(patient, "Griep")));
        for (int concurrency : new int[] {1, 8, 32}) {
            Rates.compare(
                    "read by id, concurrency " + concurrency,
                    concurrency,
                    "on record",
                    read(audited, path),
                    "forgotten",
                    read(forgetful, path));
        }
        tokens(audited);
        append(audited.bean(AuditStore.class));
        audited.close();
        forgetful.close();
    }

    private Rates.Shot read(Gateway gateway, String path) {
        ClientTokens tokens = gateway.tokens("99999990");
        return () -> {
            HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.base() + path))
                    .header("Authorization", "Bearer " + tokens.bearer())
                    .build();
            expect(http.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        };
    }

    private static void expect(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8));
        }
    }

    private void tokens(Gateway gateway) throws Exception {
        ClientTokens usual = gateway.tokens("99999990");
        usual.bearer();
        Map<String, Object> stated = ClientTokens.stating(Purpose.TREAT, null, Map.of());
        Rates.Shot token = () -> {
            String form = "grant_type=client_credentials&scope="
                    + URLEncoder.encode("system/*.cruds", StandardCharsets.UTF_8)
                    + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                    + "&client_assertion=" + gateway.clientKey().assertion("test-99999990", gateway.base(), stated);
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(gateway.base().replace("/fhir", "/oauth2/token")))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build();
            expect(http.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        };
        for (int concurrency : new int[] {1, 8}) {
            Rates.measure("tokens issued (ES384), concurrency " + concurrency, concurrency, token);
        }
    }

    /** The store alone: what the disk and the group commit carry, without HTTP and HAPI. */
    private void append(AuditStore store) throws Exception {
        String json = "{\"filler\":\"" + "x".repeat(900) + "\"}";
        Rates.Shot add = () -> store.add(
                List.of(AuditEvent.of(
                        java.time.Instant.now(),
                        UUID.randomUUID(),
                        Outcome.PERMIT,
                        "99999990",
                        null,
                        Map.of("event", json))),
                Map.of());
        for (int concurrency : new int[] {1, 64}) {
            Rates.measure("events put on record and committed, " + concurrency + " waiting at once", concurrency, add);
        }
    }
}
