package nl.mgz.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import nl.mgz.gateway.identity.outgoing.OutgoingConnections;
import nl.mgz.gateway.identity.outgoing.WebAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a name leads is looked at when somebody subscribes, and again at each connection. */
class EndpointGuardTest {

    private static final String URL = "https://berichten.example.nl/fhir";

    private final List<InetSocketAddress> connections = new ArrayList<>();
    private String leadsTo = "8.8.8.8";

    private static NotifySettings settings(boolean plain, String... inside) {
        Duration some = Duration.ofSeconds(1);
        return new NotifySettings(
                1,
                plain,
                List.of(inside),
                null,
                some,
                some,
                Duration.ofHours(6),
                3,
                Duration.ofDays(7),
                Duration.ofDays(30));
    }

    private OutgoingConnections outgoing() {
        return new OutgoingConnections(
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                name -> new InetAddress[] {InetAddress.getByName(leadsTo)},
                (socket, to, millis) -> {
                    connections.add(to);
                    throw new IOException("nobody goes there from a test");
                });
    }

    private Endpoints endpoints(NotifySettings settings) {
        return new Endpoints(null, null, settings, outgoing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "169.254.169.254", "10.1.2.3", "192.168.1.1", "::1", "fd00::1", "fe80::1"})
    void aNameThatLeadsInsideIsRefused(String address) {
        leadsTo = address;
        assertThatThrownBy(() -> endpoints(settings(false)).allowed(URL)).isInstanceOf(IOException.class);
    }

    @Test
    void aNameThatLeadsElsewhereAMomentLaterIsRefusedAtTheConnection() throws Exception {
        WebAddress address = endpoints(settings(false)).allowed(URL);
        leadsTo = "127.0.0.1";
        assertThatThrownBy(() -> outgoing()
                        .open(
                                address,
                                false,
                                new OutgoingConnections.Patience(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                                socket -> {}))
                .isInstanceOf(IOException.class);
        assertThat(connections).isEmpty();
    }

    @Test
    void plainHttpAndOtherPortsAreForWhereAnOperatorSaysSo() throws Exception {
        assertThatThrownBy(() -> endpoints(settings(false)).allowed("http://berichten.example.nl/fhir"))
                .hasMessageContaining("https");
        assertThatThrownBy(() -> endpoints(settings(false)).allowed("https://berichten.example.nl:8443/fhir"))
                .hasMessageContaining("port");
        leadsTo = "10.1.2.3";
        assertThat(endpoints(settings(false, "berichten.example.nl:8443"))
                        .allowed("https://berichten.example.nl:8443/fhir")
                        .port())
                .isEqualTo(8443);
        assertThat(endpoints(settings(true, "berichten.example.nl:*"))
                        .allowed("http://berichten.example.nl:9000/fhir")
                        .tls())
                .isFalse();
    }

    @Test
    void waitsGetTwiceAsLongUpToTheLongest() {
        NotifySettings settings = settings(false);
        assertThat(settings.waitAfter(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.waitAfter(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.waitAfter(5)).isEqualTo(Duration.ofSeconds(16));
        assertThat(settings.waitAfter(500)).isEqualTo(Duration.ofHours(6));
    }
}
