package nl.mgz.bench.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A token of a persona of the sandbox. To ask for one starts a program, which takes one or two seconds when the processors are
 * busy: it is done beside the work and with what that leaves, while the token before it still counts, so that no caller
 * waits for it.
 */
final class PersonaToken implements Supplier<String> {

    private static final Duration LIFETIME = Duration.ofSeconds(300);

    /** The rest is time enough for a program that runs only when nobody else wants to. */
    private static final Duration RENEWED_AT = LIFETIME.dividedBy(3);

    private static final Duration LAST_USED_AT = LIFETIME.minusSeconds(20);

    private record Kept(String token, long since) {

        boolean isYoungerThan(Duration age) {
            return !token.isEmpty() && System.nanoTime() - since < age.toNanos();
        }
    }

    private final Path jar;
    private final String persona;
    private final int port;
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile Kept kept = new Kept("", 0);

    PersonaToken(Path jar, String persona, int port) {
        this.jar = jar;
        this.persona = persona;
        this.port = port;
    }

    @Override
    public String get() {
        Kept one = kept;
        if (one.isYoungerThan(RENEWED_AT)) {
            return one.token();
        }
        if (!one.isYoungerThan(LAST_USED_AT)) {
            return first();
        }
        if (renewing.compareAndSet(false, true)) {
            Thread beside = new Thread(this::renew, "token of " + persona);
            beside.setDaemon(true);
            beside.start();
        }
        return one.token();
    }

    private synchronized String first() {
        if (!kept.isYoungerThan(LAST_USED_AT)) {
            kept = asked();
        }
        return kept.token();
    }

    private void renew() {
        try {
            kept = asked("nice", "-n", "10");
        } finally {
            renewing.set(false);
        }
    }

    private Kept asked(String... before) {
        long since = System.nanoTime();
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
        try {
            Process asked = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String token = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (token.isEmpty()) {
                throw new IOException("no token for " + persona);
            }
            return new Kept(token, since);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
