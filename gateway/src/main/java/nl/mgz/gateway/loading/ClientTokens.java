package nl.mgz.gateway.loading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.identity.SigningKey;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of one client, got as any client gets them (SMART Backend Services) and got again when they are about to
 * end.
 */
public final class ClientTokens implements Bearer {

    private static final Duration RENEW_BEFORE = Duration.ofSeconds(30);

    private final SigningKey key;
    private final String clientId;
    private final String base;
    private final String scope;
    private final Map<String, Object> extensions;
    private final URI tokenEndpoint;
    private final HttpClient http;
    private @Nullable String token;
    private Instant renew = Instant.MIN;

    /** @param base the FHIR base of the gateway; its token endpoint is on the same host */
    public ClientTokens(SigningKey key, String clientId, String base, String scope, Map<String, Object> extensions) {
        this(key, clientId, base, scope, extensions, null);
    }

    /**
     * The way to the gateway over mutual TLS.
     *
     * @param context with the client's certificate; the tokens count with that one only
     */
    public record MutualTls(URI tokenEndpoint, SSLContext context) {}

    /** @param tls null for the way that {@code base} tells */
    public ClientTokens(
            SigningKey key,
            String clientId,
            String base,
            String scope,
            Map<String, Object> extensions,
            @Nullable MutualTls tls) {
        this.key = key;
        this.clientId = clientId;
        this.base = base;
        this.scope = scope;
        this.extensions = extensions;
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        this.tokenEndpoint = tls == null ? URI.create(base).resolve("/oauth2/token") : tls.tokenEndpoint();
        this.http =
                tls == null ? client.build() : client.sslContext(tls.context()).build();
    }

    /** Who acts: a number, a name, a role as system and code. */
    public record Acting(String id, String name, String roleSystem, String role) {}

    /**
     * The claim {@code extensions} of an assertion (IHE IUA).
     *
     * @param ours what the gateway understands beside IUA: {@code ttl} (seconds that the token shall live at most), {@code
     *     call}, {@code break_glass}, {@code responsible}
     */
    public static Map<String, Object> stating(
            Purpose purpose, @Nullable Acting person, Map<String, ? extends Object> ours) {
        Map<String, Object> iua = new LinkedHashMap<>();
        iua.put("purpose_of_use", List.of(Map.of("system", Purpose.SYSTEM, "code", purpose.name())));
        if (person != null) {
            iua.put("person_id", person.id());
            iua.put("subject_name", person.name());
            iua.put("subject_role", List.of(Map.of("system", person.roleSystem(), "code", person.role())));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("ihe_iua", iua);
        if (!ours.isEmpty()) {
            all.put("mgz", ours);
        }
        return all;
    }

    /** @throws IOException when nobody answers, or the gateway does not know this client */
    @Override
    public synchronized String bearer() throws IOException {
        String current = token;
        if (current == null || Instant.now().isAfter(renew)) {
            JsonNode answer = ask();
            current = answer.path("access_token").asText();
            token = current;
            renew = Instant.now()
                    .plusSeconds(answer.path("expires_in").asLong())
                    .minus(RENEW_BEFORE);
        }
        return current;
    }

    private JsonNode ask() throws IOException {
        String form = "grant_type=client_credentials&scope=" + encoded(scope)
                + "&client_assertion_type=" + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                + "&client_assertion=" + key.assertion(clientId, base, extensions);
        HttpRequest request = HttpRequest.newBuilder(tokenEndpoint)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("the gateway gives no token to " + clientId + ": " + response.statusCode() + " "
                        + response.body());
            }
            return new ObjectMapper().readTree(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
