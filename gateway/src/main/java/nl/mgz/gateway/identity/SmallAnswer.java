package nl.mgz.gateway.identity;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import nl.mgz.gateway.identity.outgoing.HttpLine;
import nl.mgz.gateway.identity.outgoing.WebAddress;

/**
 * One GET over a connection that is made already (RFC 9112), for answers of a few kilobytes. It knows status 200, a body of a
 * known length, in chunks, or up to the end; it knows nothing else, so that there is nothing else to be led to.
 */
final class SmallAnswer {

    static final int LARGEST = 64 * 1024;
    private static final int MOST_LINES = 100;

    private final InputStream in;

    private SmallAnswer(InputStream in) {
        this.in = in;
    }

    static String of(Socket connection, WebAddress address) throws IOException {
        String asked = "GET " + address.path() + " HTTP/1.1\r\nHost: " + address.hostHeader()
                + "\r\nAccept: application/json\r\nUser-Agent: mgz-gateway\r\nConnection: close\r\n\r\n";
        connection.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().flush();
        return new SmallAnswer(new BufferedInputStream(connection.getInputStream())).read();
    }

    private String read() throws IOException {
        if (!HttpLine.read(in).matches("HTTP/1\\.[01] 200(?: .*)?")) {
            throw new IOException("it does not answer 200");
        }
        long length = Long.MAX_VALUE;
        boolean chunked = false;
        int lines = 0;
        for (String header = HttpLine.read(in); !header.isEmpty(); header = HttpLine.read(in)) {
            String name = header.toLowerCase(Locale.ROOT).replaceFirst(":.*", "");
            String value = header.substring(Math.min(header.length(), name.length() + 1))
                    .strip();
            switch (name) {
                case "content-length" -> length = number(value, 10);
                case "transfer-encoding" -> chunked = "chunked".equalsIgnoreCase(value);
                case "content-encoding" -> throw new IOException("it is packed, which was not asked for");
                default -> {}
            }
            if (++lines > MOST_LINES) {
                throw new IOException("it has too many headers");
            }
        }
        byte[] body = chunked ? chunks() : upTo(length);
        return new String(body, StandardCharsets.UTF_8);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (long size = number(HttpLine.read(in).replaceFirst(";.*", "").strip(), 16);
                size > 0;
                size = number(HttpLine.read(in).replaceFirst(";.*", "").strip(), 16)) {
            if (all.size() + size > LARGEST) {
                throw new IOException("it is too large");
            }
            all.write(upTo(size));
            HttpLine.read(in);
        }
        return all.toByteArray();
    }

    /** @param length of the body, or as long as it goes on */
    private byte[] upTo(long length) throws IOException {
        byte[] body = in.readNBytes((int) Math.min(length, LARGEST + 1));
        if (body.length > LARGEST) {
            throw new IOException("it is too large");
        }
        if (length != Long.MAX_VALUE && body.length < length) {
            throw new IOException("it ends too soon");
        }
        return body;
    }

    private static long number(String text, int radix) throws IOException {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IOException("it does not say how long it is");
    }
}
