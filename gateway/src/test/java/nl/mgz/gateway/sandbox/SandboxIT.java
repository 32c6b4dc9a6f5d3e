package nl.mgz.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nl.mgz.gateway.PackagedJar;
import nl.mgz.gateway.sandbox.region.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a user runs it: started, pasted into, killed, started again, stopped. */
class SandboxIT {

    /** What the story of a working day prints. */
    private static final String DAY = "day.txt";

    @TempDir
    Path folder;

    @Test
    void startsServesSurvivesAKillAndStopsCleanly() throws Exception {
        int port = PackagedJar.freePort();
        Path archive = folder.resolve("classes.jsa");
        Path list = folder.resolve("classes.lst");
        List<String> first = List.of(
                "-XX:DumpLoadedClassList=" + list, "-Dmgz.class-list=" + list, "-Dmgz.class-archive=" + archive);
        try (PackagedJar sandbox = start(port, first)) {
            String guide = sandbox.printed("Health and metrics:");
            assertThat(guide).contains("listens on this machine only");
            paste(guide);
            assertThat(found(port)).contains("\"total\":1");
            verifyAndRebuild(port);
            await(archive);
            sandbox.kill();
        }
        // With a recording, for which the JVM reads classes of the archive once more.
        List<String> next = List.of(
                "-Xshare:on",
                "-XX:SharedArchiveFile=" + archive,
                "-XX:StartFlightRecording=filename=" + folder.resolve("start.jfr"));
        try (PackagedJar sandbox = start(port, next)) {
            sandbox.printed("Health and metrics:");
            assertThat(found(port)).as("after a kill").contains("\"total\":1");
            assertThat(sandbox.endedByControlC()).as("ends on Ctrl-C").isZero();
            // pg_ctl itself looks once a second whether the server that it stopped is gone.
            for (int second = 0; second < 10 && !postgresOn(folder).isEmpty(); second++) {
                TimeUnit.SECONDS.sleep(1);
            }
            assertThat(postgresOn(folder)).as("no PostgreSQL is left").isEmpty();
        }
    }

    private PackagedJar start(int port, List<String> flags) throws IOException {
        return PackagedJar.start(
                folder,
                flags,
                Map.of(),
                "sandbox",
                "--port",
                String.valueOf(port),
                "--management-port",
                String.valueOf(PackagedJar.freePort()),
                "--tls-port",
                String.valueOf(PackagedJar.freePort()),
                "--patients",
                "1",
                "--data",
                folder.resolve("data").toString());
    }

    /** The archive of classes for the next start is made beside the running sandbox. */
    private static void await(Path file) throws Exception {
        for (int second = 0; second < 300 && !Files.exists(file); second++) {
            TimeUnit.SECONDS.sleep(1);
        }
        assertThat(file).exists();
        // What the JVM writes when it crashes over the first list.
        try (Stream<Path> beside = Files.list(file.getParent())) {
            assertThat(beside).noneMatch(one -> one.toString().endsWith(".crash"));
        }
    }

    /** The lines that it prints, in one shell, as a person would paste them. */
    private void paste(String guide) throws Exception {
        List<String> lines = guide.lines()
                .map(String::strip)
                .filter(line -> line.matches("(curl |P=|T=|\\./mgz (?!load)).*"))
                .map(SandboxIT::tellingItsStatus)
                .toList();
        assertThat(lines).hasSizeGreaterThan(5);
        PackagedJar.launcherIn(folder);
        Process shell = new ProcessBuilder("bash", "-c", String.join("\n", lines))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String answers;
        try (InputStream in = shell.getInputStream()) {
            answers = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(shell.waitFor()).as(answers).isZero();
        assertThat(answers.lines()).hasSize(lines.size() - 2).allMatch("200"::equals);
        assertThat(Files.readString(folder.resolve(DAY)))
                .contains(
                        "De huisarts stuurt het dossier van Els Werkdag",
                        "huisarts leest: Contactverslag triage",
                        "woonzorg leest: Contactverslag triage",
                        "huisarts leest: geen opname in het ziekenhuis",
                        "triage leest: geen opname in het ziekenhuis",
                        "Einde van de dag.");
    }

    /** As an operator does, while the sandbox serves. */
    private void verifyAndRebuild(int port) throws Exception {
        String verify = "./mgz dossier verify --sandbox " + port;
        assertThat(shell(verify)).contains("are right.").endsWith("0\n");
        String database = Files.readAllLines(folder.resolve("data/postgres/postmaster.pid"))
                .get(3)
                .strip();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:postgresql://localhost:" + database + "/mgz?user=postgres");
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update mgz_dossier set content = '{}' where resource_id ="
                            + " (select min(resource_id) from mgz_dossier)"))
                    .isOne();
        }
        assertThat(shell(verify)).contains("1 of ", "./mgz dossier rebuild").endsWith("1\n");
        assertThat(shell("./mgz dossier rebuild --sandbox " + port))
                .contains("were made.")
                .endsWith("0\n");
        assertThat(shell(verify)).contains("are right.").endsWith("0\n");
    }

    /** What a command prints, and its exit status at the end. */
    private String shell(String command) throws Exception {
        Process shell = new ProcessBuilder("bash", "-c", command + "; echo $?")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (InputStream in = shell.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String tellingItsStatus(String line) {
        if (line.startsWith("./mgz demo day")) {
            return line + " > " + DAY + " 2>&1 && echo 200";
        }
        if (line.startsWith("./mgz ")) {
            return line + " > /dev/null 2>&1 && echo 200";
        }
        return line.replaceFirst("^curl -s", "curl -sSf -o /dev/null -w '%{http_code}\\\\n'");
    }

    private static String found(int port) throws Exception {
        String token = SandboxPartners.running(port)
                .tokens(
                        Persona.find("gp").orElseThrow(),
                        "http://localhost:" + port + "/fhir",
                        SandboxPartners.Options.NONE)
                .bearer();
        HttpRequest search = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/fhir/Patient/_search"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Bearer " + token)
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
}
