package nl.mgz.bench.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, with the same memory as the other. It ends with this program. */
final class Server implements AutoCloseable {

    private static final List<String> MEMORY = List.of("-Xmx1g");

    /** As {@code ./mgz serve} starts it. The peer has the JVM's own choice, as its users run it. */
    private static final List<String> AS_SERVED = List.of(
            "-XX:+UseSerialGC",
            "-XX:MetaspaceSize=256m",
            "-XX:PerBytecodeRecompilationCutoff=10000",
            "-XX:PerMethodRecompilationCutoff=10000");

    private final Process process;

    /** The gateway, with further options for its JVM. */
    static List<String> with(List<String> options, String... command) {
        List<String> all =
                new ArrayList<>(options.stream().anyMatch(option -> option.endsWith("GC")) ? List.of() : AS_SERVED);
        all.addAll(options);
        all.addAll(List.of(command));
        return all;
    }

    /** The peer, with options for its JVM. */
    static List<String> peer(String options, String... command) {
        List<String> all = new ArrayList<>(options.isEmpty() ? List.of() : List.of(options.split(" ")));
        all.addAll(List.of(command));
        return all;
    }

    private Server(Process process) {
        this.process = process;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one and waits until it prints that it is ready; what it prints after that is thrown away. */
    static Server start(String ready, Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        List<String> all = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        all.addAll(MEMORY);
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).redirectError(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains(ready)) {
                Thread rest = new Thread(() -> out.lines().forEach(more -> {}));
                rest.setDaemon(true);
                rest.start();
                return new Server(process);
            }
        }
        throw new IOException("a server ended before it was ready; see " + log);
    }

    long residentMegabytes() throws IOException {
        return residentMegabytes(process);
    }

    /** Resident memory in MB, as Linux tells it; -1 elsewhere. */
    static long residentMegabytes(Process process) throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!status.toFile().exists()) {
            return -1;
        }
        return java.nio.file.Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
