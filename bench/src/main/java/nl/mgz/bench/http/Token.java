package nl.mgz.bench.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A persona's token, renewed before it is old. */
final class Token implements Supplier<String> {

    private static final long NANOS = 200_000_000_000L;

    private final Path jar;
    private final int port;
    private final String persona;
    private final AtomicReference<String> token = new AtomicReference<>("");
    private volatile long since = Long.MIN_VALUE;

    Token(Path jar, int port, String persona) {
        this.jar = jar;
        this.port = port;
        this.persona = persona;
    }

    @Override
    public String get() {
        if (token.get().isEmpty() || System.nanoTime() - since > NANOS) {
            renew();
        }
        return token.get();
    }

    private synchronized void renew() {
        if (!token.get().isEmpty() && System.nanoTime() - since <= NANOS) {
            return;
        }
        try {
            Process asked = new ProcessBuilder(
                            "java", "-jar", jar.toString(), "token", persona, "--port", String.valueOf(port))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            token.set(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            since = System.nanoTime();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
