package nl.mgz.gateway.notify;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.identity.outgoing.HttpLine;
import nl.mgz.gateway.identity.outgoing.WebAddress;
import org.jspecify.annotations.Nullable;

/**
 * One POST over a connection that is made already (RFC 9112). Only the status and Retry-After of the answer are read: there is
 * nothing in it to be led by.
 */
final class Post {

    private static final int MOST_LINES = 100;
    private static final int CONTINUE = 100;
    private static final int FIRST_FINAL = 200;

    /** By these a receiver says that it is not there for now, whatever it was sent. */
    private static final Set<Integer> AWAY = Set.of(429, 502, 503, 504);

    /** @param retryAfter how long the receiver asks to be left alone */
    record Answer(int status, @Nullable Duration retryAfter) {

        boolean isAway() {
            return AWAY.contains(status);
        }

        boolean taken() {
            return status >= FIRST_FINAL && status < FIRST_FINAL + CONTINUE;
        }
    }

    private final InputStream in;
    private int lines;

    private Post(InputStream in) {
        this.in = in;
    }

    static Answer send(Socket connection, WebAddress address, byte[] body) throws IOException {
        String head = "POST " + address.path() + " HTTP/1.1\r\nHost: " + address.hostHeader()
                + "\r\nContent-Type: application/fhir+json;charset=utf-8\r\nContent-Length: " + body.length
                + "\r\nUser-Agent: mgz-gateway\r\nConnection: close\r\n\r\n";
        OutputStream out = connection.getOutputStream();
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        out.write(all);
        out.flush();
        return new Post(new BufferedInputStream(connection.getInputStream())).answer();
    }

    private Answer answer() throws IOException {
        int status = status();
        Optional<Duration> wait = headers();
        while (status < FIRST_FINAL) {
            status = status();
            wait = headers();
        }
        return new Answer(status, wait.orElse(null));
    }

    private int status() throws IOException {
        String line = line();
        if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d(?: .*)?")) {
            throw new IOException("it does not speak HTTP");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** @return what Retry-After says, where it says seconds */
    private Optional<Duration> headers() throws IOException {
        Optional<Duration> wait = Optional.empty();
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).matches("retry-after:\\s*\\d{1,6}\\s*")) {
                wait = Optional.of(Duration.ofSeconds(Long.parseLong(header.replaceAll("\\D", ""))));
            }
        }
        return wait;
    }

    private String line() throws IOException {
        if (++lines > MOST_LINES) {
            throw new IOException("it has too many headers");
        }
        return HttpLine.read(in);
    }
}
