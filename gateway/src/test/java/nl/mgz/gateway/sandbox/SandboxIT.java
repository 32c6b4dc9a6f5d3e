package nl.mgz.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import nl.mgz.gateway.sandbox.region.Region;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a user runs it: started, pasted into, killed, started again, stopped. */
class SandboxIT {

    private static final Path JAR = Path.of("target/mgz-gateway.jar").toAbsolutePath();

    @TempDir
    Path folder;

    private Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroyForcibly();
        }
    }

    @Test
    void startsServesSurvivesAKillAndStopsCleanly() throws Exception {
        Assumptions.assumeTrue(Files.exists(JAR), "skipped: no packaged jar");
        int port = freePort();
        String guide = start(port);
        assertThat(guide).contains("listens on this machine only");
        paste(guide);
        assertThat(found(port)).contains("\"total\":1");

        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        start(port);
        assertThat(found(port)).as("after a kill").contains("\"total\":1");

        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("ends on Ctrl-C").isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(postgresOn(folder)).as("no PostgreSQL is left").isEmpty();
    }

    private String start(int port) throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-jar",
                        JAR.toString(),
                        "sandbox",
                        "--port",
                        String.valueOf(port),
                        "--management-port",
                        String.valueOf(freePort()),
                        "--patients",
                        "1",
                        "--data",
                        folder.resolve("data").toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (System.nanoTime() < deadline && process.isAlive()) {
            String text = Files.readString(out);
            if (text.contains("Health and metrics:")) {
                return text;
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
        throw new AssertionError("the sandbox did not start:\n" + Files.readString(out) + Files.readString(err));
    }

    /** The lines that it prints, in one shell, as a person would paste them. */
    private void paste(String guide) throws Exception {
        List<String> lines = guide.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("curl ") || line.startsWith("P="))
                .map(line -> line.startsWith("curl ")
                        ? line.replaceFirst("^curl -s", "curl -sSf -o /dev/null -w '%{http_code}\\\\n'")
                        : line)
                .toList();
        assertThat(lines).hasSizeGreaterThan(5);
        Process shell = new ProcessBuilder("bash", "-c", String.join("\n", lines))
                .redirectErrorStream(true)
                .start();
        String answers;
        try (InputStream in = shell.getInputStream()) {
            answers = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(shell.waitFor()).as(answers).isZero();
        assertThat(answers.lines()).hasSize(lines.size() - 1).allMatch("200"::equals);
    }

    private static String found(int port) throws Exception {
        HttpRequest search = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/fhir/Patient/_search"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "identifier=http://fhir.nl/fhir/NamingSystem/bsn%7C" + Region.bsn(0)))
                .build();
        return HttpClient.newHttpClient()
                .send(search, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static List<String> postgresOn(Path folder) {
        return ProcessHandle.allProcesses()
                .map(one -> one.info().commandLine().orElse(""))
                .filter(line -> line.contains("postgres") && line.contains(folder.toString()))
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
