package nl.mgz.gateway.consent.mitz;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A server in the place of Mitz that answers whatever a test wants. */
final class TestMitz implements AutoCloseable {

    /** Answers one question. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    final List<byte[]> questions = new CopyOnWriteArrayList<>();
    final List<HttpExchange> exchanges = new CopyOnWriteArrayList<>();
    volatile Answer answer = exchange -> exchange.sendResponseHeaders(404, -1);

    TestMitz(SSLContext tls) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters asked = getSSLContext().getDefaultSSLParameters();
                asked.setNeedClientAuth(true);
                parameters.setSSLParameters(asked);
            }
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                questions.add(exchange.getRequestBody().readAllBytes());
                exchanges.add(exchange);
                answer.to(exchange);
            }
        });
        server.start();
    }

    URI endpoint() {
        return URI.create("https://localhost:" + server.getAddress().getPort() + "/geslotenautorisatievraag/xacml3");
    }

    void says(int status, String body) {
        says(status, body.getBytes(StandardCharsets.UTF_8));
    }

    void says(int status, byte[] body) {
        answer = exchange -> {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
