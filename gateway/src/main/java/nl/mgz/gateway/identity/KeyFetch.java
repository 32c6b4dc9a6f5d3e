package nl.mgz.gateway.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Fetches one small document from a host that an operator has named, and goes nowhere else: the name is resolved once, every
 * address that it has is looked at, and the connection is made to the address that was looked at, whatever the name means a
 * moment later. There are no redirects, no proxies and no cookies.
 */
final class KeyFetch {

    static final Duration CONNECT = Duration.ofSeconds(2);
    static final Duration TOTAL = Duration.ofSeconds(3);

    private static final int MOST_AT_ONCE = 4;

    /** What a name means; another in tests. */
    interface Resolver {
        InetAddress[] resolve(String host) throws IOException;
    }

    /** Makes the connection; another in tests. */
    interface Connector {
        void connect(Socket socket, InetSocketAddress to, int millis) throws IOException;
    }

    private final KeyFetchSettings settings;
    private final SSLSocketFactory tls;
    private final Resolver resolver;
    private final Connector connector;

    /** A host that hangs holds a thread of these for a few seconds, and none of those that serve callers for longer. */
    private final ExecutorService threads =
            new ThreadPoolExecutor(0, MOST_AT_ONCE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "key-fetch");
                thread.setDaemon(true);
                return thread;
            });

    KeyFetch(KeyFetchSettings settings, SSLSocketFactory tls) {
        this(settings, tls, InetAddress::getAllByName, Socket::connect);
    }

    KeyFetch(KeyFetchSettings settings, SSLSocketFactory tls, Resolver resolver, Connector connector) {
        this.settings = settings;
        this.tls = tls;
        this.resolver = resolver;
        this.connector = connector;
    }

    /** @throws IOException when it may not be fetched, or cannot be within {@link #TOTAL} */
    String fetch(String url) throws IOException {
        KeyAddress address = allowed(url);
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

    private KeyAddress allowed(String url) throws IOException {
        KeyAddress address;
        try {
            address = KeyAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage());
        }
        boolean outside = settings.jwksHosts().contains(address.host()) && address.isOnUsualPort();
        if (!outside && !isPrivate(address)) {
            throw new IOException("the host is not in mgz.identity.jwks-hosts");
        }
        return address;
    }

    private boolean isPrivate(KeyAddress address) {
        return settings.jwksPrivateHosts().contains(address.hostAndPort());
    }

    private InetAddress resolve(KeyAddress address) throws IOException {
        List<InetAddress> all = List.of(resolver.resolve(address.host()));
        // One bad address among good ones is enough: which one a connection takes is chance.
        boolean good = isPrivate(address)
                ? all.stream()
                        .noneMatch(
                                one -> one.isLinkLocalAddress() || one.isMulticastAddress() || one.isAnyLocalAddress())
                : all.stream().allMatch(PublicAddress::is);
        if (!good || all.isEmpty()) {
            throw new IOException("the name leads to an address that is not of the internet");
        }
        return all.get(0);
    }

    private String exchange(KeyAddress address, AtomicReference<Socket> open) throws IOException {
        InetAddress to = resolve(address);
        try (Socket plain = new Socket(java.net.Proxy.NO_PROXY)) {
            open.set(plain);
            plain.setSoTimeout((int) TOTAL.toMillis());
            connector.connect(plain, new InetSocketAddress(to, address.port()), (int) CONNECT.toMillis());
            try (SSLSocket secure = (SSLSocket) tls.createSocket(plain, address.host(), address.port(), true)) {
                SSLParameters parameters = secure.getSSLParameters();
                // The certificate is for the name, not for the number that we went to.
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                secure.setSSLParameters(parameters);
                secure.startHandshake();
                return SmallAnswer.of(secure, address);
            }
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
