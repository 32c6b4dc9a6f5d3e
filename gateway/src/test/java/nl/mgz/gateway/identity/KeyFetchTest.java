package nl.mgz.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import nl.mgz.gateway.identity.crypto.TrustedHosts;
import nl.mgz.gateway.identity.outgoing.OutgoingConnections;
import nl.mgz.gateway.identity.outgoing.PublicAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching keys must not make the gateway knock where its caller could not. */
class KeyFetchTest {

    private static KeyHost host;

    private final List<InetSocketAddress> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger hits = new AtomicInteger();
    private ServerSocket canary;

    @BeforeAll
    static void start() throws Exception {
        host = new KeyHost();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @BeforeEach
    void listen() throws IOException {
        canary = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        ServerSocket mine = canary;
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    mine.accept().close();
                    hits.incrementAndGet();
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void nothingHitTheCanary() throws Exception {
        canary.close();
        assertThat(hits).hasValue(0);
    }

    private KeyFetch fetch(KeyFetchSettings settings, OutgoingConnections.Resolver resolver) {
        OutgoingConnections.Connector connector = (socket, to, millis) -> {
            connections.add(to);
            if (!to.getAddress().isLoopbackAddress()) {
                throw new IOException("nobody goes there from a test");
            }
            socket.connect(to, millis);
        };
        return new KeyFetch(
                settings, new OutgoingConnections(TrustedHosts.sockets(host.certificate()), resolver, connector));
    }

    private static KeyFetchSettings outside(String... hosts) {
        return new KeyFetchSettings(List.of(hosts), List.of(), null);
    }

    private static KeyFetchSettings inside(String... hosts) {
        return new KeyFetchSettings(List.of(), List.of(hosts), null);
    }

    private void refused(KeyFetch fetch, String url) {
        assertThatThrownBy(() -> fetch.fetch(url)).as(url).isInstanceOf(IOException.class);
        assertThat(connections).as(url).isEmpty();
    }

    @Nested
    class AnAddressInAWrongForm {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://localhost:PORT/jwks",
                    "HTTP://localhost:PORT/jwks",
                    "https://127.0.0.1:PORT/jwks",
                    "https://[::1]:PORT/jwks",
                    "https://[::ffff:127.0.0.1]:PORT/jwks",
                    "https://2130706433:PORT/jwks",
                    "https://0x7f000001:PORT/jwks",
                    "https://0x7f.0.0.1:PORT/jwks",
                    "https://0177.0.0.1:PORT/jwks",
                    "https://017700000001:PORT/jwks",
                    "https://127.1:PORT/jwks",
                    "https://0:PORT/jwks",
                    "https://169.254.169.254/latest/meta-data",
                    "https://10.0.0.1/jwks",
                    "https://localhost.:PORT/jwks",
                    "https://user@localhost:PORT/jwks",
                    "https://localhost:PORT@localhost:PORT/jwks",
                    "https://localhost:PORT/jwks#fragment",
                    "https://LOCALHOST%2e:PORT/jwks",
                    "https:///jwks",
                    "file:///etc/passwd",
                    "ftp://localhost:PORT/jwks",
                    "jar:https://localhost:PORT/x!/jwks",
                    "//localhost:PORT/jwks",
                    "https://localhost:99999/jwks",
                    "https://ⅼocalhost:PORT/jwks",
                    "https://localhost:PORT/a b",
                    "https://localhost:PORT/\r\nHost: x",
                    "nonsense",
                    ""
                })
        void isRefusedHoweverManyHostsAreAllowed(String form) {
            String port = String.valueOf(canary.getLocalPort());
            String url = form.replace("PORT", port);
            String[] all = Stream.of(
                            "localhost",
                            "127.0.0.1",
                            "[::1]",
                            "2130706433",
                            "localhost.",
                            "169.254.169.254",
                            "10.0.0.1",
                            "0")
                    .flatMap(name -> Stream.of(name, name + ":" + port, name + ":443"))
                    .toArray(String[]::new);
            refused(fetch(inside(all), InetAddress::getAllByName), url);
            refused(fetch(outside(all), InetAddress::getAllByName), url);
        }
    }

    @Nested
    class AHost {

        @Test
        void thatNobodyAllowedIsNotEvenResolved() {
            AtomicInteger resolved = new AtomicInteger();
            KeyFetch fetch = fetch(outside(), name -> {
                resolved.incrementAndGet();
                return InetAddress.getAllByName("127.0.0.1");
            });
            refused(fetch, "https://keys.example.nl/jwks");
            refused(fetch, host.url());
            assertThat(resolved).hasValue(0);
        }

        @Test
        void onTheInternetIsAskedOnItsUsualPortOnly() {
            refused(
                    fetch(outside("keys.example.nl"), name -> InetAddress.getAllByName("8.8.8.8")),
                    "https://keys.example.nl:8443/jwks");
        }

        @Test
        void insideIsAskedWhereThatIsAllowed() throws Exception {
            host.says("{\"keys\":[]}");
            assertThat(fetch(inside(host.hostAndPort()), InetAddress::getAllByName)
                            .fetch(host.url()))
                    .isEqualTo("{\"keys\":[]}");
            connections.clear();
            refused(fetch(inside("localhost:1"), InetAddress::getAllByName), host.url());
            refused(fetch(outside("localhost"), InetAddress::getAllByName), "https://localhost/jwks");
        }

        @Test
        void withACertificateForAnotherNameIsNotBelieved() {
            String port = host.hostAndPort().replace("localhost", "");
            int before = host.asked.get();
            assertThatThrownBy(() -> fetch(inside("keys.intern" + port), name -> InetAddress.getAllByName("127.0.0.1"))
                            .fetch("https://keys.intern" + port + "/jwks"))
                    .isInstanceOf(IOException.class);
            assertThat(host.asked).as("no request left").hasValue(before);
        }

        @Test
        void withACertificateThatNobodyVouchesForIsNotBelieved() {
            KeyFetch fetch =
                    new KeyFetch(inside(host.hostAndPort()), new OutgoingConnections(TrustedHosts.sockets(null)));
            assertThatThrownBy(() -> fetch.fetch(host.url())).isInstanceOf(IOException.class);
        }
    }

    @Nested
    class ANameThatLeadsInside {

        private static final String URL = "https://keys.example.nl/jwks";

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "127.0.0.1",
                    "127.1.2.3",
                    "0.0.0.0",
                    "10.0.0.1",
                    "172.16.0.1",
                    "172.31.255.255",
                    "192.168.1.1",
                    "169.254.169.254",
                    "100.64.0.1",
                    "100.127.255.255",
                    "192.0.0.8",
                    "192.0.2.1",
                    "198.18.0.1",
                    "198.51.100.1",
                    "203.0.113.1",
                    "224.0.0.1",
                    "239.1.1.1",
                    "240.0.0.1",
                    "255.255.255.255",
                    "::1",
                    "::",
                    "::ffff:127.0.0.1",
                    "::ffff:10.0.0.1",
                    "::127.0.0.1",
                    "fe80::1",
                    "fec0::1",
                    "fc00::1",
                    "fd00::1",
                    "ff02::1",
                    "64:ff9b::7f00:1",
                    "64:ff9b:1::1",
                    "2002:7f00:1::1",
                    "2001::1",
                    "2001:db8::1",
                    "100::1"
                })
        void isRefusedAlsoAmongGoodOnes(String address) {
            InetAddress bad = address(address);
            InetAddress good = address("8.8.8.8");
            refused(fetch(outside("keys.example.nl"), name -> new InetAddress[] {bad}), URL);
            refused(fetch(outside("keys.example.nl"), name -> new InetAddress[] {good, bad}), URL);
        }

        @ParameterizedTest
        @ValueSource(strings = {"169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0"})
        void isRefusedThoughItIsAllowedInsideWhenItIsNobodysServer(String address) {
            refused(
                    fetch(inside("keys.intern:443"), name -> new InetAddress[] {address(address)}),
                    "https://keys.intern/jwks");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"8.8.8.8", "145.21.5.6", "100.128.0.1", "172.32.0.1", "2a02:a44::1", "2001:4860:4860::8888"})
        void isNotWhatTheInternetIs(String address) {
            assertThat(PublicAddress.is(address(address))).isTrue();
        }

        @Test
        void aMomentLaterIsNotFollowed() {
            AtomicInteger asked = new AtomicInteger();
            KeyFetch fetch = fetch(outside("keys.example.nl"), name ->
                    new InetAddress[] {address(asked.getAndIncrement() == 0 ? "8.8.8.8" : "127.0.0.1")});
            assertThatThrownBy(() -> fetch.fetch(URL)).isInstanceOf(IOException.class);
            assertThat(asked).hasValue(1);
            assertThat(connections).containsExactly(new InetSocketAddress(address("8.8.8.8"), 443));
        }

        private static InetAddress address(String text) {
            try {
                return InetAddress.getByName(text);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Nested
    class AnAnswer {

        private String get() throws IOException {
            return fetch(inside(host.hostAndPort()), InetAddress::getAllByName).fetch(host.url());
        }

        private void refusedWithin(Duration most) {
            long start = System.nanoTime();
            assertThatThrownBy(this::get).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(most);
        }

        @ParameterizedTest
        @ValueSource(ints = {301, 302, 303, 307, 308})
        void thatSendsElsewhereIsRefused(int status) {
            host.answer = exchange -> {
                exchange.getResponseHeaders().add("Location", "https://localhost:" + canary.getLocalPort() + "/");
                exchange.sendResponseHeaders(status, -1);
            };
            refusedWithin(KeyFetch.TOTAL);
        }

        @Test
        void mayComeInChunks() throws Exception {
            host.answer = exchange -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("{\"keys\":".getBytes());
                exchange.getResponseBody().flush();
                exchange.getResponseBody().write("[]}".getBytes());
            };
            assertThat(get()).isEqualTo("{\"keys\":[]}");
        }

        @Test
        void thatIsTooLargeIsRefused() {
            host.says("x".repeat(64 * 1024 + 1));
            refusedWithin(KeyFetch.TOTAL);
            host.answer = exchange -> {
                exchange.sendResponseHeaders(200, 0);
                for (int i = 0; i < 1_000; i++) {
                    exchange.getResponseBody().write(new byte[1_000]);
                }
            };
            refusedWithin(KeyFetch.TOTAL);
        }

        @Test
        void thatDripsIsRefusedInTime() {
            host.answer = exchange -> {
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = exchange.getResponseBody();
                for (int i = 0; i < 100; i++) {
                    out.write('x');
                    out.flush();
                    pause(100);
                }
            };
            refusedWithin(KeyFetch.TOTAL.plusSeconds(1));
        }

        @Test
        void thatNeverComesIsRefusedInTime() throws Exception {
            // Connections are taken and nothing is said, not even TLS.
            try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                String at = "localhost:" + silent.getLocalPort();
                long start = System.nanoTime();
                assertThatThrownBy(() ->
                                fetch(inside(at), InetAddress::getAllByName).fetch("https://" + at + "/"))
                        .isInstanceOf(IOException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            }
        }

        @Test
        void ofAResolverThatHangsIsRefusedInTime() {
            long start = System.nanoTime();
            refused(
                    fetch(outside("keys.example.nl"), name -> {
                        pause(10_000);
                        return InetAddress.getAllByName("8.8.8.8");
                    }),
                    "https://keys.example.nl/jwks");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }

        private static void pause(int millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
