package nl.mgz.gateway.identity.outgoing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connections to addresses that others name, and to nowhere else: a name is resolved once, every address that it has is looked
 * at, and the connection is made to the address that was looked at, whatever the name means a moment later. There are no
 * proxies.
 */
public final class OutgoingConnections {

    /** What a name means; another in tests. */
    public interface Resolver {
        InetAddress[] resolve(String host) throws IOException;
    }

    /** Makes the connection; another in tests. */
    public interface Connector {
        void connect(Socket socket, InetSocketAddress to, int millis) throws IOException;
    }

    private final SSLSocketFactory tls;
    private final Resolver resolver;
    private final Connector connector;

    public OutgoingConnections(SSLSocketFactory tls) {
        this(tls, InetAddress::getAllByName, Socket::connect);
    }

    public OutgoingConnections(SSLSocketFactory tls, Resolver resolver, Connector connector) {
        this.tls = tls;
        this.resolver = resolver;
        this.connector = connector;
    }

    /**
     * Looks where a name leads to now.
     *
     * @param inside whether an operator has named the host as one of its own, whose address need not be public
     * @throws IOException when it leads to where nobody is to be sent
     */
    public InetAddress look(WebAddress address, boolean inside) throws IOException {
        List<InetAddress> all = List.of(resolver.resolve(address.host()));
        // One bad address among good ones is enough: which one a connection takes is chance.
        boolean good = inside
                ? all.stream()
                        .noneMatch(
                                one -> one.isLinkLocalAddress() || one.isMulticastAddress() || one.isAnyLocalAddress())
                : all.stream().allMatch(PublicAddress::is);
        if (!good || all.isEmpty()) {
            throw new IOException("the name leads to an address that is not of the internet");
        }
        return all.get(0);
    }

    /** How long to wait for a connection, and for each answer on it. */
    public record Patience(Duration connect, Duration read) {}

    /**
     * Connects, and shakes hands where it is https.
     *
     * @param opened gets the socket before it connects, for who has to close it from outside
     * @throws IOException when it may not be, or cannot be
     */
    public Socket open(WebAddress address, boolean inside, Patience patience, Consumer<Socket> opened)
            throws IOException {
        InetAddress to = look(address, inside);
        Socket plain = new Socket(java.net.Proxy.NO_PROXY);
        try {
            opened.accept(plain);
            plain.setSoTimeout((int) patience.read().toMillis());
            connector.connect(plain, new InetSocketAddress(to, address.port()), (int)
                    patience.connect().toMillis());
            return address.tls() ? secure(plain, address) : plain;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private Socket secure(Socket plain, WebAddress address) throws IOException {
        SSLSocket secure = (SSLSocket) tls.createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        // The certificate is for the name, not for the number that we went to.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }
}
