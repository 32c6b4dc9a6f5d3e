package nl.mgz.gateway;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The jar as it is delivered, run as a process of its own with its output in files. */
public final class PackagedJar implements AutoCloseable {

    private static final Path JAR = Path.of("target/mgz-gateway.jar").toAbsolutePath();

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Process process;
    private final Path out;
    private final Path err;

    private PackagedJar(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public static PackagedJar start(
            Path folder, List<String> flags, Map<String, String> environment, String... arguments) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx1g", "-XX:+UseSerialGC"));
        command.addAll(flags);
        command.addAll(List.of("-jar", unpacked().toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new PackagedJar(builder.start(), out, err);
    }

    /** As the launcher does: class data sharing sees no classes inside a jar of jars. */
    private static synchronized Path unpacked() throws IOException {
        Assumptions.assumeTrue(Files.exists(JAR), "skipped: no packaged jar");
        Path folder =
                JAR.resolveSibling("unpacked-" + Files.getLastModifiedTime(JAR).toMillis() + "-" + Files.size(JAR));
        if (!Files.exists(folder)) {
            try {
                new ProcessBuilder(
                                JAVA,
                                "-Djarmode=tools",
                                "-jar",
                                JAR.toString(),
                                "extract",
                                "--destination",
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return folder.resolve("mgz-gateway.jar");
    }

    /** Puts a launcher in a folder that starts the packaged jar, as the project's own does. */
    public static void launcherIn(Path folder) throws IOException {
        Path launcher = folder.resolve("mgz");
        Files.writeString(launcher, "#!/bin/sh\nexec " + JAVA + " -jar " + unpacked() + " \"$@\"\n");
        if (!launcher.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + launcher + " executable");
        }
    }

    /** @return everything that it printed until the given text came */
    public String printed(String until) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (System.nanoTime() < deadline) {
            boolean alive = process.isAlive();
            String text = Files.readString(out) + Files.readString(err);
            if (text.contains(until)) {
                return text;
            }
            if (!alive) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
        throw new AssertionError("never printed \"" + until + "\":\n" + Files.readString(out) + Files.readString(err));
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }

    /**
     * @return its exit status after Ctrl-C; after TERM where whoever runs these tests ignores INT, as a shell makes its
     *     background jobs do, because its children inherit that and no Java changes it
     */
    public int endedByControlC() throws Exception {
        return endedBy(ignoresInterrupts() ? "TERM" : "INT");
    }

    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    /** @return its exit status after the signal */
    public int endedBy(String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        return ended();
    }

    public int ended() throws InterruptedException {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroyForcibly();
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
