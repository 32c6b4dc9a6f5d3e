package nl.mgz.gateway.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Requests as no well-behaved client library sends them. */
final class Wire {

    private final Gateway gateway;

    Wire(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Sends the body in chunks, without saying how long it is. */
    Gateway.Answer postChunked(String path, byte[] body, String type) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.base() + "/" + path))
                .header("Content-Type", type)
                .header("Authorization", gateway.authorization())
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
        try {
            HttpResponse<byte[]> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Gateway.Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends these lines and nothing more, and gives what comes back within a few seconds. */
    String raw(String... lines) {
        URI base = URI.create(gateway.base());
        try (Socket socket = new Socket("localhost", base.getPort())) {
            socket.setSoTimeout(3_000);
            String head = String.join("\r\n", lines) + "\r\nHost: localhost\r\nAuthorization: "
                    + gateway.authorization() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(readWhatComes(socket.getInputStream()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server may keep the connection open, waiting for a body that was announced. */
    private static byte[] readWhatComes(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int one = in.read(); one >= 0; one = in.read()) {
                all.write(one);
            }
        } catch (SocketTimeoutException e) {
            // That was all.
        }
        return all.toByteArray();
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] gunzip(byte[] packed) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
