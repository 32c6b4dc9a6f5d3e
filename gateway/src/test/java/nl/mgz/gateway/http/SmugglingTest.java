package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are two things at once: what one server takes for a body the next takes for a request. */
class SmugglingTest {

    private static Gateway gateway;
    private static String patient;

    @BeforeAll
    static void start() {
        gateway = Gateway.shared();
        patient = People.create(gateway, "Smokkel");
    }

    /** Everything that comes back until the server closes, which it must. */
    private static String send(String text) throws Exception {
        try (Socket socket = new Socket("localhost", URI.create(gateway.base()).getPort())) {
            socket.setSoTimeout(25_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static long answers(String text) {
        return text.lines().filter(line -> line.startsWith("HTTP/1.1 ")).count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 6\r\nContent-Length: 7",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "Content-Length: +6",
                "Content-Length: 6, 6",
                "Content-Length : 6",
                "Content-Length: -1"
            })
    void aBodyWithTwoLengthsOrNoneThatCountsIsRefused(String headers) throws Exception {
        String answer = send("POST /fhir/Patient/_search HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                + gateway.authorization() + "\r\nContent-Type: application/x-www-form-urlencoded\r\n" + headers
                + "\r\nConnection: close\r\n\r\nfamily=Smokkel");
        assertThat(answer).as(headers).matches("(?s)HTTP/1\\.1 [45]\\d\\d .*").doesNotContain(patient);
        assertThat(answers(answer)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /oauth2/token", "GET /fhir/metadata"})
    void aRequestHiddenInTheBodyOfAnOpenOneIsNotAnsweredInItsName(String open) throws Exception {
        String hidden = "GET /fhir/Patient/" + patient + " HTTP/1.1\r\nHost: localhost\r\nX: ";
        String answer = send(open + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + hidden.length()
                + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden
                + "GET /fhir/metadata HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).doesNotContain(patient, "Smokkel");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fhir/Patient/ID%0d%0aX-Evil:%201",
                "/fhir/Patient/ID%00",
                "/fhir/..%2f..%2foauth2/token",
                "/oauth2/token/..;/../fhir/Patient/ID",
                "/oauth2/..%2ffhir/Patient/ID",
                "/oauth2/%2e%2e/fhir/Patient/ID",
                "/audit/../fhir/Patient/ID",
                "/audit/checkpoint/..;/..;/fhir/Patient/ID",
                "//fhir//Patient/ID",
                "/fhir/%252e%252e/Patient/ID",
                "/fhir\\Patient\\ID",
                "/fhir/Patient/ID\u0001"
            })
    void aPathInDisguiseLeadsNowhereWithoutAToken(String path) throws Exception {
        String answer = send(
                "GET " + path.replace("ID", patient) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).as(path).matches("(?s)HTTP/1\\.1 4\\d\\d .*").doesNotContain("Smokkel", "X-Evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Request-Id: a\r\n b",
                "X\u0000Y: 1",
                "Authorization\t: Bearer x",
                "X-Forwarded-Host: evil.example"
            })
    void aHeaderThatIsNoneChangesNothing(String header) throws Exception {
        String answer = send("GET /fhir/Patient/" + patient + " HTTP/1.1\r\nHost: localhost\r\n" + header
                + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1\\.1 4\\d\\d .*").doesNotContain("Smokkel", "evil.example");
    }
}
