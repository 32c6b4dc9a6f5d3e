package nl.mgz.gateway.consent.mitz;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import nl.mgz.gateway.identity.crypto.LimitedBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Mitz over mutual TLS: within a time that holds for the last byte too, up to a size, without being sent on. Whatever
 * goes wrong is no consent. Nothing of question or answer is logged.
 */
final class MitzClient implements Mitz {

    /** A real answer has some four thousand bytes. */
    static final int LARGEST = 64_000;

    /** A Mitz that hangs holds this many requests at most; the others hear no at once. */
    static final int MOST_AT_ONCE = 32;

    private static final Logger LOG = LoggerFactory.getLogger(MitzClient.class);
    private static final int OK = 200;

    private final URI endpoint;
    private final Duration whole;
    private final HttpClient http;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    MitzClient(URI endpoint, SSLContext tls, Duration connect, Duration whole) {
        this.endpoint = endpoint;
        this.whole = whole;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(tls)
                .sslParameters(modern())
                .connectTimeout(connect)
                .build();
    }

    private static SSLParameters modern() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        return parameters;
    }

    @Override
    public MitzAnswer ask(ClosedQuestion.Complete question) {
        if (!places.tryAcquire()) {
            LOG.warn("Mitz was not asked: {} questions are under way", MOST_AT_ONCE);
            return MitzAnswer.BUSY;
        }
        try {
            return send(question);
        } finally {
            places.release();
        }
    }

    private MitzAnswer send(ClosedQuestion.Complete question) {
        UUID message = UUID.randomUUID();
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(whole)
                .header("Content-Type", "application/soap+xml; charset=UTF-8")
                .header("X-Request-Id", message.toString())
                .POST(HttpRequest.BodyPublishers.ofByteArray(XacmlRequest.write(question, endpoint, message)))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request,
                head -> head.statusCode() == OK
                        ? new LimitedBody(LARGEST)
                        : HttpResponse.BodySubscribers.replacing(new byte[0]));
        try {
            // The client's own time limit ends with the first byte of the body; this one holds for the last.
            HttpResponse<byte[]> response = answer.get(whole.toMillis(), TimeUnit.MILLISECONDS);
            return response.statusCode() == OK
                    ? told(XacmlResponse.read(response.body(), question, message))
                    : told(MitzAnswer.ERROR);
        } catch (TimeoutException e) {
            return told(MitzAnswer.TIMEOUT);
        } catch (ExecutionException e) {
            return told(why(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return MitzAnswer.ERROR;
        } finally {
            answer.cancel(true);
        }
    }

    private static MitzAnswer why(@org.jspecify.annotations.Nullable Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return MitzAnswer.TIMEOUT;
        }
        return cause instanceof LimitedBody.TooLong ? MitzAnswer.UNEXPECTED : MitzAnswer.ERROR;
    }

    private MitzAnswer told(MitzAnswer answer) {
        if (!answer.isLasting() && answer != MitzAnswer.INDETERMINATE) {
            LOG.warn("No usable answer of Mitz at {}: {}", endpoint.getHost(), answer.code());
        }
        return answer;
    }
}
