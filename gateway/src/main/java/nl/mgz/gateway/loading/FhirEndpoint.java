package nl.mgz.gateway.loading;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;

/** A FHIR base to send transactions to. */
public final class FhirEndpoint {

    private static final int TOO_MANY = 429;
    private static final int MOST_WAITS = 100;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final FhirContext context;
    private final URI base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public FhirEndpoint(FhirContext context, String base) {
        this.context = context;
        this.base = URI.create(base);
    }

    /**
     * What came back.
     *
     * @param status HTTP status
     * @param body a transaction response, or an OperationOutcome
     */
    public record Answer(int status, IBaseResource body) {

        public boolean accepted() {
            return status >= 200 && status < 300;
        }

        /** The response of an accepted transaction. */
        public Bundle bundle() {
            return (Bundle) body;
        }

        /** Why it was refused; empty when the answer does not say so in FHIR. */
        public OperationOutcome outcome() {
            return body instanceof OperationOutcome outcome ? outcome : new OperationOutcome();
        }
    }

    /**
     * Sends it, and where the gateway asks to wait (429), waits as long as it says and sends it again.
     *
     * @param token of the client in whose name it is sent
     * @throws IOException when nobody answers
     */
    public Answer transaction(Bundle bundle, Bearer token) throws IOException {
        String json = context.newJsonParser().encodeResourceToString(bundle);
        HttpResponse<String> response = send(request(json, token));
        for (int waits = 0; response.statusCode() == TOO_MANY && waits < MOST_WAITS; waits++) {
            pause(Duration.ofSeconds(
                    response.headers().firstValueAsLong("Retry-After").orElse(1)));
            response = send(request(json, token));
        }
        IBaseResource body = response.body().startsWith("{")
                ? context.newJsonParser().parseResource(response.body())
                : new OperationOutcome();
        return new Answer(response.statusCode(), body);
    }

    /** With a token of this moment: another may have ended while we waited. */
    private HttpRequest request(String json, Bearer token) throws IOException {
        return HttpRequest.newBuilder(base)
                .timeout(Duration.ofMinutes(5))
                .header("Content-Type", "application/fhir+json")
                .header("Accept", "application/fhir+json")
                .header("Authorization", "Bearer " + token.bearer())
                .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8))
                .build();
    }

    private static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT.toMillis() : time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
