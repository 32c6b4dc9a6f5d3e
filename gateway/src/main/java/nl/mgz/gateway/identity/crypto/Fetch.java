package nl.mgz.gateway.identity.crypto;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks elsewhere over HTTP while somebody waits at the door: within seconds, up to a size, and without being sent on. An
 * address that did not answer is left alone for a while, so that no crowd waits for it.
 */
final class Fetch {

    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration WHOLE = Duration.ofSeconds(5);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(20);
    private static final int OK = 200;

    private final Clock clock;
    private final Map<URI, Instant> silent = new ConcurrentHashMap<>();
    private @Nullable HttpClient http;

    Fetch(Clock clock) {
        this.clock = clock;
    }

    /** The address that a certificate names, if it may be asked. */
    static Optional<URI> address(GeneralName name, Set<String> hosts) {
        if (name.getTagNo() != GeneralName.uniformResourceIdentifier) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(ASN1IA5String.getInstance(name.getName()).getString());
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            String host = uri.getHost();
            boolean allowed =
                    host != null && uri.getUserInfo() == null && hosts.contains(host.toLowerCase(Locale.ROOT));
            return web && allowed ? Optional.of(uri) : Optional.empty();
        } catch (java.net.URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Optional<byte[]> get(URI address, int largest) {
        return send(address, HttpRequest.newBuilder(address).GET(), largest);
    }

    Optional<byte[]> post(URI address, String type, byte[] body, int largest) {
        return send(
                address,
                HttpRequest.newBuilder(address)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
                largest);
    }

    private Optional<byte[]> send(URI address, HttpRequest.Builder request, int largest) {
        Instant until = silent.get(address);
        if (until != null && clock.instant().isBefore(until)) {
            return Optional.empty();
        }
        Optional<byte[]> answer = now(request.timeout(WHOLE).build(), largest);
        if (answer.isEmpty()) {
            LOG.warn("No usable answer about revocation from {}", address);
            silent.put(address, clock.instant().plus(LEFT_ALONE));
        } else {
            silent.remove(address);
        }
        return answer;
    }

    private Optional<byte[]> now(HttpRequest request, int largest) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http().sendAsync(request, head -> new LimitedBody(head.statusCode() == OK ? largest : 0));
        try {
            // The client's own time limit ends with the first byte of the body; this one holds for the last.
            HttpResponse<byte[]> response = answer.get(WHOLE.toMillis(), TimeUnit.MILLISECONDS);
            return response.statusCode() == OK ? Optional.of(response.body()) : Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            return Optional.empty();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Made when first needed: most gateways have their lists in a folder. */
    private synchronized HttpClient http() {
        HttpClient made = http;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .build();
            http = made;
        }
        return made;
    }
}
