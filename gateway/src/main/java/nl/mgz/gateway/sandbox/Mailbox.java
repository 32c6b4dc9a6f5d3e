package nl.mgz.gateway.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where the systems of a story are told that something happened: an address on this machine for each of them. */
final class Mailbox implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 30_000;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final Map<String, List<String>> told = new ConcurrentHashMap<>();

    Mailbox() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        JsonNode status = json.readTree(exchange.getRequestBody().readAllBytes())
                .path("entry")
                .path(0)
                .path("resource");
        for (JsonNode parameter : status.path("parameter")) {
            for (JsonNode part : parameter.path("part")) {
                if ("focus".equals(part.path("name").asText())) {
                    told.computeIfAbsent(exchange.getRequestURI().getPath(), path -> new CopyOnWriteArrayList<>())
                            .add(part.path("valueReference").path("reference").asText());
                }
            }
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** An address below which one system takes its messages. */
    String address(String ura) {
        return "http://localhost:" + server.getAddress().getPort() + path(ura);
    }

    private static String path(String ura) {
        return "/" + ura;
    }

    /**
     * What a system was told of, the first of a type that it has not read yet; waits for it, and passes over the rest.
     *
     * @return {@code Type/id}
     * @throws IOException when nothing of that type came in half a minute
     */
    String next(String ura, String type) throws IOException {
        List<String> mine = told.computeIfAbsent(path(ura), path -> new CopyOnWriteArrayList<>());
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (System.currentTimeMillis() < end) {
            if (!mine.isEmpty()) {
                String place = mine.remove(0).replaceFirst(".*/fhir/", "");
                if (place.startsWith(type + "/")) {
                    return place;
                }
                continue;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        throw new IOException("nobody told organisation " + ura + " of a " + type);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
