package nl.mgz.bench.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A token of a persona of the sandbox, renewed before it is old. */
final class PersonaToken implements Supplier<String> {

    /** A token lives for 300 seconds. */
    private static final long NANOS = 200_000_000_000L;

    private record Kept(String token, long since) {}

    private final Path jar;
    private final String persona;
    private final int port;
    private volatile Kept kept = new Kept("", 0);

    PersonaToken(Path jar, String persona, int port) {
        this.jar = jar;
        this.persona = persona;
        this.port = port;
    }

    private static boolean isFresh(Kept one) {
        return !one.token().isEmpty() && System.nanoTime() - one.since() < NANOS;
    }

    @Override
    public String get() {
        Kept one = kept;
        return isFresh(one) ? one.token() : renewed();
    }

    private synchronized String renewed() {
        if (!isFresh(kept)) {
            try {
                Process asked = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-jar",
                                jar.toString(),
                                "token",
                                persona,
                                "--port",
                                String.valueOf(port))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                String token = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (token.isEmpty()) {
                    throw new IOException("no token for " + persona);
                }
                kept = new Kept(token, System.nanoTime());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return kept.token();
    }
}
