package nl.mgz.gateway.identity.outgoing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A line of the head of an answer (RFC 9112, section 2.2). */
public final class HttpLine {

    private static final int LONGEST = 4_096;

    private HttpLine() {}

    /** @throws IOException when it ends too soon or goes on too long */
    public static String read(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0 || line.size() > LONGEST) {
                throw new IOException("its headers are no headers");
            }
            line.write(one);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
