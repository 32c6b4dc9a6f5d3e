package nl.mgz.bench.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Calls to one server, each checked: an answer that is not what was asked for ends the measurement. */
final class Calls {

    private static final int UNAVAILABLE = 503;
    private static final int TRIES = 3;
    private static final String REQUEST = "X-Request-Id";
    private static final int UUID_LENGTH = 36;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final Supplier<String> bearer;
    private final boolean anew;
    private final Queue<UUID> answered = new ConcurrentLinkedQueue<>();
    private final LongAdder again = new LongAdder();

    /** @param bearer the token of the caller; empty where the server asks for none */
    Calls(String base, Supplier<String> bearer) {
        this(base, bearer, false);
    }

    private Calls(String base, Supplier<String> bearer, boolean anew) {
        this.base = base;
        this.bearer = bearer;
        this.anew = anew;
    }

    /** The same, and no answer is made of a search that was made before (https://hapifhir.io/hapi-fhir/docs/server_jpa/search.html). */
    Calls searchingAnew() {
        return new Calls(base, bearer, true);
    }

    byte[] get(String path) throws IOException, InterruptedException {
        return sent(request(path).GET().build());
    }

    /** Asks a link of an answer as it was given, at the address of this server. */
    byte[] follow(String link) throws IOException, InterruptedException {
        URI given = URI.create(link);
        return sent(request(URI.create(base).resolve(given.getRawPath() + "?" + given.getRawQuery()))
                .GET()
                .build());
    }

    /** Empty where the answer is not what was asked for. */
    Optional<byte[]> find(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = answer(request(path).GET().build());
        return isGood(answer) ? Optional.of(answer.body()) : Optional.empty();
    }

    void put(String path, byte[] body) throws IOException, InterruptedException {
        sent(request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(body)).build());
    }

    /** Changes what was read, if it is so still. */
    void put(String path, String version, String body) throws IOException, InterruptedException {
        sent(request(path)
                .header("Content-Type", "application/fhir+json")
                .header("If-Match", "W/\"" + version + "\"")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    byte[] post(String path, String body) throws IOException, InterruptedException {
        return sent(request(path)
                .header("Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return request(URI.create(path.isEmpty() ? base : base + "/" + path));
    }

    private HttpRequest.Builder request(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", "application/fhir+json");
        if (anew) {
            request.header("Cache-Control", "no-cache");
        }
        String token = bearer.get();
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    /** How often an answer was 503 and the same was asked again. */
    long again() {
        return again.sum();
    }

    /** The gateway's own names of requests, of those whose answers were what was asked for; of a server that gives none, none. */
    Collection<UUID> answered() {
        return answered;
    }

    /** The status alone, whatever it is. */
    int status(String path, String body) throws IOException, InterruptedException {
        return http.send(
                        request(path)
                                .header("Content-Type", "application/fhir+json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private byte[] sent(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = answer(request);
        if (!isGood(answer)) {
            throw new IOException(answer.statusCode() + " for " + request.method() + " "
                    + request.uri().getPath() + ": "
                    + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        // What an answer rests on may change while it is made; who asks again gets the new one.
        for (int i = 0; i < TRIES && answer.statusCode() == UNAVAILABLE; i++) {
            again.increment();
            answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
        if (isGood(answer)) {
            answer.headers()
                    .firstValue(REQUEST)
                    .filter(name -> name.length() == UUID_LENGTH)
                    .map(UUID::fromString)
                    .ifPresent(answered::add);
        }
        return answer;
    }

    private static boolean isGood(HttpResponse<byte[]> answer) {
        return answer.statusCode() / 100 == 2;
    }
}
