package nl.mgz.gateway.identity;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import nl.mgz.gateway.identity.outgoing.OutgoingConnections;
import nl.mgz.gateway.identity.outgoing.WebAddress;

/**
 * Fetches one small document from a host that an operator has named, over a connection of {@link OutgoingConnections}. There
 * are no redirects and no cookies.
 */
final class KeyFetch {

    static final Duration CONNECT = Duration.ofSeconds(2);
    static final Duration TOTAL = Duration.ofSeconds(3);

    private static final int MOST_AT_ONCE = 4;

    private final KeyFetchSettings settings;
    private final OutgoingConnections connections;

    /** A host that hangs holds a thread of these for a few seconds, and none of those that serve callers for longer. */
    private final ExecutorService threads =
            new ThreadPoolExecutor(0, MOST_AT_ONCE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "key-fetch");
                thread.setDaemon(true);
                return thread;
            });

    KeyFetch(KeyFetchSettings settings, OutgoingConnections connections) {
        this.settings = settings;
        this.connections = connections;
    }

    /** @throws IOException when it may not be fetched, or cannot be within {@link #TOTAL} */
    String fetch(String url) throws IOException {
        WebAddress address = allowed(url);
        AtomicReference<Socket> open = new AtomicReference<>();
        try {
            Future<String> answer = threads.submit(() -> exchange(address, open));
            return answer.get(TOTAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it takes too long");
        } catch (RejectedExecutionException e) {
            throw new IOException("too many are being fetched");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() instanceof IOException io ? io.getMessage() : "it failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        } finally {
            close(open.get());
        }
    }

    private WebAddress allowed(String url) throws IOException {
        WebAddress address;
        try {
            address = WebAddress.https(url);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage());
        }
        boolean outside = settings.jwksHosts().contains(address.host()) && address.isOnUsualPort();
        if (!outside && !isPrivate(address)) {
            throw new IOException("the host is not in mgz.identity.jwks-hosts");
        }
        return address;
    }

    private boolean isPrivate(WebAddress address) {
        return settings.jwksPrivateHosts().contains(address.hostAndPort());
    }

    private String exchange(WebAddress address, AtomicReference<Socket> open) throws IOException {
        try (Socket socket = connections.open(
                address, isPrivate(address), new OutgoingConnections.Patience(CONNECT, TOTAL), open::set)) {
            return SmallAnswer.of(socket, address);
        }
    }

    private static void close(@org.jspecify.annotations.Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It was of no use any more.
            }
        }
    }
}
