package nl.mgz.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.identity.crypto.TlsContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox's own authority, and its organisations as clients with certificates. */
class SandboxCertificatesTest {

    @TempDir
    Path folder;

    private Path files() {
        return folder.resolve("keys/tls");
    }

    private Map<String, FileTime> times() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> all = Files.list(files())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    @Test
    void areMadeOnceForEveryOrganisationAndTheirKeysAreTheOwnersAlone() throws Exception {
        SandboxPartners partners = SandboxPartners.in(folder, 8443);
        partners.mutualTls();
        Map<String, FileTime> made = times();
        assertThat(made)
                .containsKeys(
                        "root.pem", "root.key", "server.pem", "hp-kerkezijl.pem", "hp-kerkezijl.key", "auditor.key");
        for (String file : made.keySet()) {
            if (file.endsWith(".key")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().resolve(file))))
                        .as(file)
                        .isEqualTo("rw-------");
            }
        }
        SandboxPartners.in(folder, 8443).mutualTls();
        assertThat(times()).isEqualTo(made);
    }

    @Test
    void areAllMadeAnewWithTheirAuthority() throws Exception {
        SandboxPartners partners = SandboxPartners.in(folder, 8443);
        partners.mutualTls();
        String before = Files.readString(files().resolve("hap.pem"));
        String list = Files.readString(files().resolve("crl/issuing.crl"));
        Files.delete(files().resolve("issuing.pem"));
        partners.mutualTls();
        assertThat(Files.readString(files().resolve("hap.pem"))).isNotEqualTo(before);
        assertThat(Files.readString(files().resolve("crl/issuing.crl"))).isNotEqualTo(list);
        TlsContexts.client(files().resolve("hap.pem"), files().resolve("hap.key"), files().resolve("root.pem"));
    }

    @Test
    void areNotMadeWithoutATlsPort() throws Exception {
        assertThat(SandboxPartners.in(folder, 0).mutualTls()).isEmpty();
        assertThat(files()).doesNotExist();
        assertThatThrownBy(() -> SandboxPartners.in(folder, 0)
                        .boundTokens(Persona.ALL.get(0), "http://localhost:1/fhir", SandboxPartners.Options.NONE))
                .hasMessageContaining("--tls-port");
    }

    @Test
    void openTheDoorToAPersonaWhichTheRevokedOneDoesNot() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        SandboxPartners partners = SandboxPartners.in(folder, port);
        // Its partners would change what those of other tests may do.
        try (SandboxDatabase database = SandboxDatabase.start(folder);
                Gateway gateway = Gateway.start(database, partners.mutualTls())) {
            partners.register(gateway.bean(Partners.class));
            for (String name : List.of("gp", "triage", "auditor")) {
                Persona persona = Persona.find(name).orElseThrow();
                String token = partners.boundTokens(persona, gateway.base(), SandboxPartners.Options.NONE)
                        .bearer();
                assertThat(status(port, persona.organisation(), token)).as(name).isNotEqualTo(401);
                String plain = partners.tokens(persona, gateway.base(), SandboxPartners.Options.NONE)
                        .bearer();
                assertThat(status(port, persona.organisation(), plain)).isEqualTo(401);
                assertThat(gateway.get("Patient?family=Nergens", "Authorization", "Bearer " + plain)
                                .status())
                        .as("plain HTTP on loopback stays")
                        .isNotEqualTo(401);
            }
            assertThatThrownBy(() -> status(port, "revoked", "any")).isInstanceOf(IOException.class);
        }
    }

    private int status(int port, String organisation, String token) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(TlsContexts.client(
                        files().resolve(organisation + ".pem"),
                        files().resolve(organisation + ".key"),
                        files().resolve("root.pem")))
                .build();
        return client.send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/fhir/Patient?family=Nergens"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
