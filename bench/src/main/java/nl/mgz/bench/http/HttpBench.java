package nl.mgz.bench.http;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gateway with everything on against plain HAPI with everything off: the same machine, PostgreSQL, data, memory and requests,
 * in turns. Prints a line for each measurement; {@code docs/bench/http.md} says what they mean.
 *
 * <pre>HttpBench --jar=FILE [--quick] [--patients=400] [--seconds=5] [--rounds=3] [--callers=1,8,32] [--only=WORD] [--warm=SECONDS] [--data=DIR] [--java=OPTIONS] [--out=FILE]</pre>
 */
public final class HttpBench {

    private final Report report = new Report();
    private final Path jar;
    private final int patients;
    private final double seconds;
    private final int rounds;
    private final @Nullable String data;
    private final List<String> options;
    private final Turns turns;
    private final int gatewayPort = Server.freePort();
    private final int peerPort = Server.freePort();

    private HttpBench(Map<String, String> given) {
        this.jar = Path.of(given.getOrDefault("jar", "../gateway/target/unpacked/mgz-gateway.jar"));
        this.patients = Integer.parseInt(given.getOrDefault("patients", "200"));
        this.seconds = Double.parseDouble(given.getOrDefault("seconds", "5"));
        this.rounds = Integer.parseInt(given.getOrDefault("rounds", "3"));
        this.data = given.get("data");
        this.options = given.containsKey("java") ? List.of(given.get("java").split(" ")) : List.of();
        List<Integer> callers = Stream.of(given.getOrDefault("callers", "1,8").split(","))
                .map(Integer::valueOf)
                .toList();
        this.turns = new Turns(
                report,
                callers,
                rounds,
                seconds,
                Double.parseDouble(given.getOrDefault("warm", "0")),
                given.getOrDefault("only", ""));
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> given = new TreeMap<>();
        given.put("patients", "400");
        given.put("callers", "1,8,32");
        if (List.of(args).contains("--quick")) {
            given.putAll(Map.of("patients", "60", "seconds", "4", "rounds", "3", "callers", "1,8"));
        }
        for (String arg : args) {
            String[] parts = arg.replaceFirst("^--", "").split("=", 2);
            given.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        HttpBench bench = new HttpBench(given);
        bench.run();
        String out = given.get("out");
        if (out != null) {
            bench.report.write(Path.of(out));
        }
        System.exit(0);
    }

    private void run() throws Exception {
        report.say("# Gateway against plain HAPI");
        report.say("");
        report.say(
                "%s. %d processors, %s, Java %s, load before %.1f.",
                Instant.now(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        Path folder = Files.createTempDirectory("mgz-bench");
        Path region = data == null ? folder.resolve("data") : Path.of(data);
        report.say(
                "Both servers with -Xmx1g on the PostgreSQL of the sandbox; %d clients; %.0f s a round, %d rounds in turns.",
                patients, seconds, rounds);
        long began = System.nanoTime();
        try (Server gateway = gateway(folder, region)) {
            report.say("gateway: first start with its data %.0f s", (System.nanoTime() - began) / 1e9);
            Thread.sleep(10_000);
            report.say("gateway: resident memory at rest, 10 s after its start %d MB", gateway.residentMegabytes());
            String port = Files.readAllLines(region.resolve("postgres/postmaster.pid"))
                    .get(3)
                    .strip();
            String server = "jdbc:postgresql://localhost:" + port + "/";
            String database = server + "mgz?user=postgres";
            boolean known = prepare(server + "postgres?user=postgres");
            try (Server peer = peer(folder, server + "plain")) {
                if (!known) {
                    report.say("peer: took %d resources", Copy.everything(database, base(peerPort)));
                }
                measure(new Both(
                        database,
                        server + "plain?user=postgres",
                        new Calls(base(gatewayPort), new PersonaToken(jar, "gp", gatewayPort)),
                        new Calls(base(gatewayPort), new PersonaToken(jar, "triage", gatewayPort)),
                        new Calls(base(peerPort), () -> "")));
                report.say(
                        "resident memory after the work: gateway %d MB, peer %d MB",
                        gateway.residentMegabytes(), peer.residentMegabytes());
            }
        }
    }

    private Server gateway(Path folder, Path region) throws IOException {
        return Server.start(
                "Health and metrics",
                folder.resolve("gateway.log"),
                Sandbox.UNLIMITED,
                Server.with(
                        options,
                        "-jar",
                        jar.toString(),
                        "sandbox",
                        "--data",
                        region.toString(),
                        "--patients",
                        String.valueOf(patients),
                        "--port",
                        String.valueOf(gatewayPort),
                        "--management-port",
                        String.valueOf(Server.freePort()),
                        "--tls-port",
                        "0"));
    }

    private Server peer(Path folder, String database) throws IOException {
        return Server.start(
                "plain HAPI listens",
                folder.resolve("plain.log"),
                Map.of(),
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "nl.mgz.bench.plain.PlainHapi",
                        String.valueOf(peerPort),
                        database,
                        "postgres"));
    }

    /** @return whether an earlier run on this folder gave the peer its database */
    private static boolean prepare(String server) throws SQLException {
        boolean known = !Sql.column(server, "select 1 from pg_database where datname = 'plain'")
                .isEmpty();
        if (!known) {
            try (Connection connection = DriverManager.getConnection(server);
                    Statement statement = connection.createStatement()) {
                statement.execute("create database plain encoding 'UTF8' template template0");
            }
        }
        return known;
    }

    private static String base(int port) {
        return "http://localhost:" + port + "/fhir";
    }

    private void measure(Both both) throws Exception {
        Region region = Region.of(both);
        Probes probes = new Probes(report, both, region);
        report.say("");
        report.say(
                "| work | callers | gateway, a second | plain HAPI, a second | ratio (lowest to highest) | gateway p99 ms | plain HAPI p99 ms |");
        report.say("| --- | --- | --- | --- | --- | --- | --- |");
        long events = events(both);
        new Reads(turns, both, region).run(probes);
        pushes(both, region, probes);
        Contexts contexts = new Contexts(report, turns, both, region.everybody());
        contexts.run();
        new Days(turns, both, region).run(contexts, probes);
        Calls memory = new Calls("http://localhost:" + peerPort + "/floor", () -> "");
        try (Floors floors = new Floors(report, turns, both, memory)) {
            floors.run(region.conditions(), contexts);
            report.say("");
            contexts.open(floors);
        }
        report.say(
                "- answers that showed something of a patient: %d; events in the trail of that time: %d",
                both.gp().answered() + both.triage().answered(), events(both) - events);
        report.say(
                "- answers 503 after which the same was asked again: gateway %d, plain HAPI %d",
                both.gp().again() + both.triage().again(), both.peer().again());
        probes.run();
    }

    private static long events(Both both) throws SQLException {
        return Sql.number(both.database(), "select count(*) from mgz_audit_event");
    }

    private void pushes(Both both, Region region, Probes probes) throws Exception {
        Pushes ours = Pushes.like(both.database(), region.mine(), both.gp());
        Pushes theirs = Pushes.like(both.database(), region.mine(), both.peer());
        probes.pushed(ours, theirs);
        String size = "transaction of %.0f resources, ".formatted(ours.size());
        turns.compare(size + "a new patient", ours::create, theirs::create);
        turns.compare(size + "the same changed", ours::update, theirs::update);
    }
}
