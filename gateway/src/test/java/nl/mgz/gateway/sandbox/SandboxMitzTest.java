package nl.mgz.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import nl.mgz.gateway.identity.crypto.TlsContexts;
import nl.mgz.gateway.sandbox.region.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxMitzTest {

    /** As in docs/consent-mitz.md. */
    private static final String QUESTION = """
            <Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17">\
            <Attribute AttributeId="urn:oasis:names:tc:xacml:2.0:resource:resource-id"><AttributeValue>\
            <InstanceIdentifier xmlns="urn:hl7-org:v3" extension="%s"/></AttributeValue></Attribute></Request>""";

    @TempDir
    Path folder;

    @Test
    void answersWhoShowsTheCertificateOfItsSettings() throws Exception {
        Map<String, Object> settings = SandboxPartners.in(folder, 8443).mitz();
        URI endpoint = (URI) settings.get("mgz.consent.mitz.endpoint");
        SSLContext gateway = TlsContexts.client(
                (Path) settings.get("mgz.consent.mitz.certificate"), (Path) settings.get("mgz.consent.mitz.key"), (Path)
                        settings.get("mgz.consent.mitz.authorities"));
        assertThat(Files.readString(folder.resolve("keys/tls/mitz.txt"))).isEqualTo(endpoint + "\n");
        assertThat(endpoint.getHost()).isEqualTo("localhost");
        assertThat(Region.bsn(0)).as("as the documentation has it").isEqualTo("999900006");
        assertThat(ask(gateway, endpoint, Region.bsn(0))).contains("<Decision>Permit</Decision>");
        assertThat(ask(gateway, endpoint, Region.bsn(1))).contains("<Decision>Deny</Decision>");
        assertThat(ask(gateway, endpoint, Region.bsn(9))).contains("<Decision>NotApplicable</Decision>");
        assertThatThrownBy(() -> ask(SSLContext.getDefault(), endpoint, Region.bsn(0)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void isNotThereWithoutATlsPort() throws Exception {
        assertThat(SandboxPartners.in(folder, 0).mitz()).isEmpty();
    }

    private static String ask(SSLContext tls, URI endpoint, String bsn) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .build()
                .send(
                        HttpRequest.newBuilder(endpoint)
                                .POST(HttpRequest.BodyPublishers.ofString(QUESTION.formatted(bsn)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
