package nl.mgz.bench.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long until the first 200 on {@code /fhir/metadata}, and how much memory is resident fifteen seconds later: the sandbox by its
 * launcher, from the first start of a build on, and {@code serve} beside it on the same database. The launcher and PostgreSQL's own
 * start are in the sandbox's time.
 *
 * <pre>StartBench [--patients=0] [--rounds=3]</pre>
 */
public final class StartBench {

    private static final Path LAUNCHER = Path.of("../mgz").toAbsolutePath().normalize();
    private static final Path UNPACKED = Path.of("../gateway/target/unpacked");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data;
    private final int patients;

    private StartBench(Path data, int patients) {
        this.data = data;
        this.patients = patients;
    }

    /** One that answers. */
    private record Started(Process process, double seconds) implements AutoCloseable {

        @Override
        public void close() {
            process.destroy();
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> given = Sandbox.given(args);
        int rounds = Integer.parseInt(given.getOrDefault("rounds", "3"));
        Path data = Files.createTempDirectory("mgz-bench").resolve("data");
        StartBench bench = new StartBench(data, Integer.parseInt(given.getOrDefault("patients", "0")));
        System.out.println("| start | seconds to the first 200 | resident MB, 15 s later |");
        System.out.println("| --- | --- | --- |");
        bench.several("sandbox, new folder (%d patients)".formatted(bench.patients), 1, bench::sandbox);
        bench.several("sandbox, warm: same folder, archive of classes there", rounds, bench::sandbox);
        try (Started beside = bench.sandbox()) {
            bench.several(
                    "serve, warm: on the same database, beside the sandbox, archive of classes there",
                    rounds,
                    bench::serve);
        }
        System.exit(0);
    }

    /** A way to start one. */
    private interface Start {
        Started once() throws IOException, InterruptedException;
    }

    private void several(String what, int rounds, Start start) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        List<Long> megabytes = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            try (Started one = start.once()) {
                TimeUnit.SECONDS.sleep(15);
                seconds.add(one.seconds());
                megabytes.add(Server.residentMegabytes(one.process()));
                awaitArchive();
            }
        }
        row(what, seconds, megabytes);
    }

    private static void row(String what, List<Double> seconds, List<Long> megabytes) {
        System.out.printf(
                "| %s | %s | %s |%n",
                what,
                String.join(
                        " / ",
                        seconds.stream()
                                .map(one -> String.format(Locale.ROOT, "%.1f", one))
                                .toList()),
                String.join(" / ", megabytes.stream().map(String::valueOf).toList()));
    }

    /** A child process of the sandbox makes it after the first start of a build; then it is there. */
    private static void awaitArchive() throws IOException, InterruptedException {
        String ours = "classes-" + System.getProperty("java.runtime.version") + "-*.jsa";
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try (DirectoryStream<Path> archives = Files.newDirectoryStream(UNPACKED, ours)) {
                if (archives.iterator().hasNext()) {
                    return;
                }
            }
            TimeUnit.SECONDS.sleep(1);
        }
        throw new IOException("no archive of classes was made in " + UNPACKED);
    }

    private Started sandbox() throws IOException, InterruptedException {
        int port = Server.freePort();
        return started(
                port,
                Map.of(),
                "sandbox",
                "--data",
                data.toString(),
                "--patients",
                String.valueOf(patients),
                "--port",
                String.valueOf(port),
                "--management-port",
                String.valueOf(Server.freePort()),
                "--tls-port",
                "0");
    }

    private Started serve() throws IOException, InterruptedException {
        int port = Server.freePort();
        String database = Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                .get(3)
                .strip();
        return started(
                port,
                Map.of(
                        "MGZ_DATABASE_URL", "jdbc:postgresql://localhost:" + database + "/mgz",
                        "MGZ_DATABASE_USER", "mgz_app",
                        "MGZ_DATABASE_PASSWORD", "not asked for on loopback",
                        "MGZ_IDENTITY_SIGNINGKEY", key("gateway.json"),
                        "MGZ_AUDIT_CHECKPOINTKEY", key("checkpoints.json"),
                        "SERVER_PORT", String.valueOf(port),
                        "MANAGEMENT_SERVER_PORT", String.valueOf(Server.freePort())),
                "serve");
    }

    private String key(String file) {
        return data.resolve("keys").resolve(file).toString();
    }

    private Started started(int port, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(LAUNCHER.toString()));
        all.addAll(List.of(command));
        Path log = data.resolveSibling("start.log");
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                process.destroy();
                throw new IOException("it does not answer; see " + log);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return new Started(process, (System.nanoTime() - begin) / 1e9);
    }

    private boolean answers(int port) throws InterruptedException {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/fhir/metadata"))
                                            .timeout(Duration.ofSeconds(10))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
