package nl.mgz.gateway.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import nl.mgz.gateway.identity.crypto.TimeStampAuthority;

/**
 * A time stamp authority (RFC 3161) beside the sandbox, on loopback: it shows how time stamps come on checkpoints of the audit
 * trail, and proves nothing, because it runs where the trail is.
 */
final class SandboxTimestamps {

    private static final int LARGEST = 10_000;
    private static final int OK = 200;

    private SandboxTimestamps() {}

    /**
     * Starts one that ends with the process.
     *
     * @param keys folder where its key and certificate are kept, made when they are not there
     * @return the settings by which the gateway finds it
     */
    static Map<String, Object> start(Path keys) throws IOException {
        TimeStampAuthority authority = TimeStampAuthority.readOrCreate(keys, "Sandbox tijdstempels", Clock.systemUTC());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, authority));
        server.start();
        return Map.of(
                "mgz.audit.timestamp-url",
                "http://localhost:" + server.getAddress().getPort() + "/",
                "mgz.audit.timestamp-certificates",
                keys.resolve("tsa.pem"),
                "mgz.audit.timestamp-every",
                "20s");
    }

    private static void answer(HttpExchange exchange, TimeStampAuthority authority) throws IOException {
        try (exchange) {
            byte[] answer = authority.answer(exchange.getRequestBody().readNBytes(LARGEST));
            exchange.getResponseHeaders().set("Content-Type", "application/timestamp-reply");
            exchange.sendResponseHeaders(OK, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }
}
