package nl.mgz.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A partner's system that is told: a real server on loopback that keeps what it gets in its order. */
public final class Receiver implements AutoCloseable {

    /** One request as it came. */
    public record Got(JsonNode bundle, Map<String, List<String>> headers, String path, long nanos, int answered) {

        /** The values of a part of the status, by name. */
        public String status(String name) {
            return value(bundle.path("entry").path(0).path("resource").path("parameter"), name);
        }

        public String kind() {
            return status("type");
        }

        public boolean isEvent() {
            return "event-notification".equals(kind());
        }

        private String part(String name) {
            for (JsonNode one : bundle.path("entry").path(0).path("resource").path("parameter")) {
                if ("notification-event".equals(one.path("name").asText())) {
                    return value(one.path("part"), name);
                }
            }
            return "";
        }

        public long number() {
            return Long.parseLong(part("event-number"));
        }

        public String focus() {
            return part("focus");
        }

        private static String value(JsonNode parts, String name) {
            for (JsonNode one : parts) {
                if (name.equals(one.path("name").asText())) {
                    for (String kind : List.of("valueCode", "valueString", "valueCanonical", "valueInstant")) {
                        if (one.has(kind)) {
                            return one.path(kind).asText();
                        }
                    }
                    return one.path("valueReference").path("reference").asText();
                }
            }
            return "";
        }
    }

    public static final int CRASH = 0;

    private final List<Got> all = new CopyOnWriteArrayList<>();
    private final int port;
    private final AtomicInteger connections = new AtomicInteger();
    private HttpServer server;
    private @Nullable ServerSocket misbehaving;
    private volatile ToIntFunction<Got> answer = got -> 200;

    public Receiver() {
        this(0);
    }

    private Receiver(int port) {
        try {
            server = listen(port);
            this.port = server.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpServer listen(int on) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), on), 200);
        made.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        made.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Got got = new Got(
                    Records.tree(body),
                    Map.copyOf(exchange.getRequestHeaders()),
                    exchange.getRequestURI().toString(),
                    System.nanoTime(),
                    0);
            int status = answer.applyAsInt(got);
            all.add(new Got(got.bundle(), got.headers(), got.path(), got.nanos(), status));
            if (status > 0) {
                exchange.sendResponseHeaders(status, -1);
            }
            exchange.close();
        });
        made.start();
        return made;
    }

    /** What to answer from now on; {@link #CRASH} to take it and die before the answer. */
    public void answer(ToIntFunction<Got> next) {
        answer = next;
    }

    /** Nobody listens any more. */
    public void down() {
        server.stop(0);
        try {
            if (misbehaving != null) {
                misbehaving.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one that misbehaves does with a connection. */
    private interface Misbehaviour {
        void with(Socket connection) throws IOException;
    }

    /** It takes the request and then sends one byte of its answer a second. */
    public void trickle() {
        misbehave(connection -> {
            OutputStream out = connection.getOutputStream();
            for (byte one : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
                out.write(one);
                out.flush();
                sleep(Duration.ofSeconds(1));
            }
        });
    }

    /** It takes the request and never says anything. */
    public void hang() {
        misbehave(connection -> {
            while (connection.getInputStream().read() >= 0) {
                // It is read and not answered, until the other side has had enough.
            }
        });
    }

    /** It resets each connection after the first byte: where TLS is asked for, in the middle of the handshake. */
    public void reset() {
        misbehave(connection -> {
            if (connection.getInputStream().read() >= 0) {
                connection.setSoLinger(true, 0);
            }
        });
    }

    private void misbehave(Misbehaviour how) {
        down();
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            misbehaving = listening;
            daemon(() -> {
                while (!listening.isClosed()) {
                    Socket connection = listening.accept();
                    connections.incrementAndGet();
                    daemon(() -> {
                        try (connection) {
                            how.with(connection);
                        }
                        return null;
                    });
                }
                return null;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Callable<?> work) {
        Thread thread = new Thread(() -> {
            try {
                work.call();
            } catch (Exception e) {
                // It was hung up on, or is closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** How many connections came while it misbehaved. */
    public int connections() {
        return connections.get();
    }

    /** At the same port as before. */
    public void up() {
        down();
        misbehaving = null;
        // Who waits for a connection lets go of the port a moment after it is told to.
        await(this::listensAgain, () -> "port " + port + " is still in use");
    }

    private boolean listensAgain() {
        try {
            server = listen(port);
            return true;
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://localhost:" + port + "/fhir";
    }

    /** Everything, whatever was answered. */
    public List<Got> all() {
        return List.copyOf(all);
    }

    /** The events that were taken. */
    public List<Got> taken() {
        return all.stream()
                .filter(got -> got.isEvent() && got.answered() == 200)
                .toList();
    }

    public List<Got> awaitTaken(int count) {
        await(() -> taken().size() >= count, () -> "only " + taken().size() + " of " + count + " events came");
        return taken();
    }

    /** Nothing else comes for a while. */
    public List<Got> quiet() {
        int before = -1;
        while (before != all.size()) {
            before = all.size();
            sleep(Duration.ofMillis(1_500));
        }
        return new ArrayList<>(taken());
    }

    public static void await(BooleanSupplier condition, java.util.function.Supplier<String> otherwise) {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(otherwise.get());
            }
            sleep(Duration.ofMillis(20));
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        down();
    }
}
