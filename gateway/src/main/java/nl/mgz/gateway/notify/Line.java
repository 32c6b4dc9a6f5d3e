package nl.mgz.gateway.notify;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import nl.mgz.gateway.identity.outgoing.OutgoingConnections;
import nl.mgz.gateway.identity.outgoing.WebAddress;
import org.springframework.stereotype.Component;

/** Reaches endpoints, each within its time: one that hangs is left, whatever it hangs in. */
@Component
class Line {

    private static final Set<String> FAULTS = Set.of("timeout", "endpoint-not-registered", "address-refused");

    private final Endpoints endpoints;
    private final OutgoingConnections connections;
    private final NotifySettings settings;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "notify-line");
        thread.setDaemon(true);
        return thread;
    });

    Line(Endpoints endpoints, OutgoingConnections connections, NotifySettings settings) {
        this.endpoints = endpoints;
        this.connections = connections;
        this.settings = settings;
    }

    /** A connection to an endpoint, on which nothing was said yet. */
    final class Open implements AutoCloseable {

        private final Socket socket;
        private final WebAddress address;

        private Open(Socket socket, WebAddress address) {
            this.socket = socket;
            this.address = address;
        }

        /** @throws IOException when nobody knows whether it was taken */
        Post.Answer post(byte[] body) throws IOException {
            return within(() -> Post.send(socket, address, body), this);
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It was of no use any more.
            }
        }
    }

    /**
     * Connects to where a subscription sends, if it still may.
     *
     * @throws IOException when it may not be or cannot be: then nothing was sent
     */
    Open open(Subscriber subscriber) throws IOException {
        if (!endpoints.isOf(subscriber.ura(), subscriber.endpoint())) {
            throw new IOException("endpoint-not-registered");
        }
        Socket[] opened = new Socket[1];
        AutoCloseable end = () -> {
            if (opened[0] != null) {
                opened[0].close();
            }
        };
        Duration patience = settings.timeout();
        return within(
                () -> {
                    WebAddress address = allowed(subscriber.endpoint());
                    Socket socket = connections.open(
                            address,
                            settings.isInside(address),
                            new OutgoingConnections.Patience(patience, patience),
                            made -> opened[0] = made);
                    return new Open(socket, address);
                },
                end);
    }

    private WebAddress allowed(String endpoint) throws IOException {
        try {
            return endpoints.allowed(endpoint);
        } catch (UnknownHostException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("address-refused", e);
        }
    }

    /** What went wrong, in a word of a closed list: what a library says may hold anything. */
    static String fault(IOException failure) {
        String said = String.valueOf(failure.getMessage());
        if (FAULTS.contains(said)) {
            return said;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "unknown-host";
            }
            if (cause instanceof SSLException) {
                return "tls";
            }
            if (cause instanceof SocketTimeoutException) {
                return "timeout";
            }
            if (cause instanceof ConnectException) {
                return "not-reachable";
            }
        }
        return "no-answer";
    }

    private <T> T within(Callable<T> work, AutoCloseable otherwise) throws IOException {
        Future<T> answer = threads.submit(work);
        try {
            return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            close(otherwise);
            throw new IOException("timeout", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() instanceof IOException io ? io.getMessage() : "it failed", e.getCause());
        } catch (InterruptedException e) {
            close(otherwise);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            // It was of no use any more.
        }
    }
}
