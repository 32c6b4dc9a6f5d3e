package nl.mgz.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who is told: it takes everything at once, and remembers when it first answered to each number and how often it came. */
final class Told implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Got(Instant answered, AtomicInteger times) {}

    private final Map<Long, Got> byNumber = new ConcurrentHashMap<>();
    private final CountDownLatch greeted = new CountDownLatch(1);
    private final HttpServer server;

    Told() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "told");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
        Instant now = Instant.now();
        boolean event = false;
        for (JsonNode one :
                JSON.readTree(body).path("entry").path(0).path("resource").path("parameter")) {
            if ("notification-event".equals(one.path("name").asText())) {
                event = true;
                byNumber.computeIfAbsent(number(one), number -> new Got(now, new AtomicInteger()))
                        .times()
                        .incrementAndGet();
            }
        }
        if (!event) {
            greeted.countDown();
        }
    }

    private static long number(JsonNode event) throws IOException {
        for (JsonNode part : event.path("part")) {
            if ("event-number".equals(part.path("name").asText())) {
                return Long.parseLong(part.path("valueString").asText());
            }
        }
        throw new IOException("an event without a number");
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/fhir";
    }

    void awaitHandshake() throws InterruptedException, IOException {
        if (!greeted.await(60, TimeUnit.SECONDS)) {
            throw new IOException("no handshake came");
        }
    }

    @Nullable
    Instant answered(long number) {
        Got got = byNumber.get(number);
        return got == null ? null : got.answered();
    }

    int times(long number) {
        Got got = byNumber.get(number);
        return got == null ? 0 : got.times().get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
