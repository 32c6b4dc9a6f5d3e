package nl.mgz.bench.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A token of a persona of the sandbox. To ask for one starts a program, which takes one or two seconds when the processors are
 * busy: after the first time it is done by a clock, with less right to a processor than the work, so that no caller
 * waits for it.
 */
final class PersonaToken implements Supplier<String>, AutoCloseable {

    /** A third of a token's life: what fails once, or takes long, is done once more in time. */
    private static final long RENEWED_AFTER_SECONDS = 100;

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "tokens");
        thread.setDaemon(true);
        return thread;
    });

    private final Path jar;
    private final String persona;
    private final int port;
    private volatile String token = "";
    private @Nullable Future<?> renewal;

    PersonaToken(Path jar, String persona, int port) {
        this.jar = jar;
        this.persona = persona;
        this.port = port;
    }

    @Override
    public String get() {
        String known = token;
        return known.isEmpty() ? first() : known;
    }

    private synchronized String first() {
        if (token.isEmpty()) {
            try {
                token = asked();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            renewal = CLOCK.scheduleWithFixedDelay(
                    this::renew, RENEWED_AFTER_SECONDS, RENEWED_AFTER_SECONDS, TimeUnit.SECONDS);
        }
        return token;
    }

    /** Of a gateway that ends, no token is asked any more. */
    @Override
    public synchronized void close() {
        if (renewal != null) {
            renewal.cancel(false);
        }
    }

    private void renew() {
        try {
            token = asked("nice", "-n", "10");
        } catch (IOException e) {
            // The one before it outlasts one more failure; then calls fail, and say so.
            System.err.println(e.getMessage());
        }
    }

    private String asked(String... before) throws IOException {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "token",
                persona,
                "--port",
                String.valueOf(port)));
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String found = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (found.isEmpty()) {
            throw new IOException("no token for " + persona);
        }
        return found;
    }
}
