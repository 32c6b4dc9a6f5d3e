package nl.mgz.bench.http;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * The gateway with everything on against plain HAPI with everything off: the same machine, PostgreSQL, data, memory and requests,
 * in turns. Prints a line for each measurement; {@code docs/bench/http.md} says what they mean.
 *
 * <pre>HttpBench --jar=FILE [--quick] [--patients=400] [--seconds=5] [--rounds=3] [--callers=1,8,32] [--only=WORD] [--warm=SECONDS] [--data=DIR] [--java=OPTIONS] [--peer-java=OPTIONS] [--out=FILE]</pre>
 */
public final class HttpBench {

    /** What the peer's database says of itself when it has everything. */
    private static final String WHOLE = "whole";

    private final Report report = new Report();
    private final Map<String, String> given;
    private final Turns turns;
    private final int peerPort = Server.freePort();

    private HttpBench(Map<String, String> given) {
        this.given = given;
        List<Integer> callers =
                Stream.of(given("callers").split(",")).map(Integer::valueOf).toList();
        this.turns = new Turns(
                report,
                callers,
                Integer.parseInt(given("rounds")),
                Double.parseDouble(given("seconds")),
                Double.parseDouble(given.getOrDefault("warm", "0")),
                given.getOrDefault("only", ""));
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> given =
                new TreeMap<>(Map.of("patients", "400", "callers", "1,8,32", "seconds", "5", "rounds", "3"));
        if (List.of(args).contains("--quick")) {
            given.putAll(Map.of("patients", "60", "seconds", "4", "callers", "1,8"));
        }
        given.putAll(Sandbox.given(args));
        HttpBench bench = new HttpBench(given);
        bench.run();
        String out = given.get("out");
        if (out != null) {
            bench.report.write(Path.of(out));
        }
        System.exit(0);
    }

    private String given(String name) {
        return Objects.requireNonNull(given.get(name));
    }

    private void run() throws Exception {
        report.say(
                "%s. %d processors, %s, Java %s, load before %.1f.",
                Instant.now(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        report.say(
                "Both servers with -Xmx1g on the PostgreSQL of the sandbox; %s clients; %s s a round, %s rounds in turns.",
                given("patients"), given("seconds"), given("rounds"));
        long began = System.nanoTime();
        try (Sandbox gateway = Sandbox.start(given)) {
            report.say(
                    "gateway: first start with its data %.0f s; %s",
                    (System.nanoTime() - began) / 1e9, gateway.holds());
            Thread.sleep(10_000);
            report.say("gateway: resident memory at rest, 10 s after its start %d MB", gateway.residentMegabytes());
            boolean known = prepare(gateway.database("postgres"));
            try (Server peer = peer(gateway.postgres() + "plain")) {
                if (!known) {
                    report.say("peer: took %d resources", Copy.everything(gateway.database(), peerBase()));
                    Sql.execute(gateway.database("postgres"), "comment on database plain is '" + WHOLE + "'");
                }
                // What a table was when it was empty is no plan for what it is now.
                Sql.execute(gateway.database(), "vacuum analyze");
                Sql.execute(gateway.database("plain"), "vacuum analyze");
                Calls plain = new Calls(peerBase(), () -> "");
                measure(new Both(
                        gateway.database(),
                        gateway.database("plain"),
                        gateway.as("gp"),
                        gateway.as("triage"),
                        gateway.as("specialist"),
                        plain,
                        plain.searchingAnew()));
                report.say(
                        "resident memory after the work: gateway %d MB, peer %d MB",
                        gateway.residentMegabytes(), peer.residentMegabytes());
            }
        }
    }

    private Server peer(String database) throws IOException {
        return Server.start(
                "plain HAPI listens",
                Files.createTempDirectory("mgz-bench").resolve("plain.log"),
                Map.of(),
                Server.peer(
                        given.getOrDefault("peer-java", ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "nl.mgz.bench.plain.PlainHapi",
                        String.valueOf(peerPort),
                        database,
                        "postgres"));
    }

    /** @return whether an earlier run on this folder gave the peer its database */
    private static boolean prepare(String server) throws SQLException {
        boolean known = !Sql.column(
                        server,
                        "select 1 from pg_database where datname = 'plain'"
                                + " and shobj_description(oid, 'pg_database') = '" + WHOLE + "'")
                .isEmpty();
        if (!known) {
            // One that was broken off is begun again.
            Sql.execute(server, "drop database if exists plain");
            Sql.execute(server, "create database plain encoding 'UTF8' template template0");
        }
        return known;
    }

    private String peerBase() {
        return "http://localhost:" + peerPort + "/fhir";
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
        Days days = new Days(turns, both, region);
        days.run(contexts, probes);
        steady(both, region, contexts, days, probes);
        Calls memory = new Calls("http://localhost:" + peerPort + "/floor", () -> "");
        try (Floors floors = new Floors(report, turns, both, memory)) {
            floors.run(region.conditions(), contexts);
            report.say("");
            contexts.open(floors);
        }
        report.say("- events in the trail of that time: %d", events(both) - events);
        report.say(
                "- answers 503 after which the same was asked again: gateway %d, plain HAPI %d",
                both.gp().again() + both.triage().again() + both.specialist().again(),
                both.peer().again() + both.anew().again());
        probes.run();
    }

    /** As work comes, and not as fast as it goes. */
    private void steady(Both both, Region region, Contexts contexts, Days days, Probes probes) throws Exception {
        report.say("");
        report.say("| work | a second | gateway p50 ms | plain HAPI p50 ms | gateway p99 ms | plain HAPI p99 ms |");
        report.say("| --- | --- | --- | --- | --- | --- |");
        List<String> conditions = region.conditions();
        List<String> mine = region.mine();
        steady(both, Reads.BY_ID, shot -> "Condition/" + conditions.get(shot % conditions.size()));
        steady(
                both,
                "search Condition by patient, page of 20",
                shot -> "Condition?_count=20&patient=" + mine.get(shot % mine.size()));
        turns.steady(Contexts.WORK, contexts::ask, contexts::collect);
        Pushes ours = Pushes.like(both.database(), mine, both.gp());
        Pushes theirs = Pushes.like(both.database(), mine, both.peer());
        probes.pushed(ours, theirs);
        turns.steady(
                "transaction of %.0f resources, a new patient".formatted(ours.size()), ours::create, theirs::create);
        days.steady(contexts, probes);
    }

    private void steady(Both both, String what, IntFunction<String> path) throws Exception {
        turns.steady(
                what,
                shot -> both.gp().get(path.apply(shot)),
                shot -> both.peer().get(path.apply(shot)));
    }

    private static long events(Both both) throws SQLException {
        return Sql.number(both.database(), "select count(*) from mgz_audit_event");
    }

    private void pushes(Both both, Region region, Probes probes) throws Exception {
        Pushes ours = Pushes.like(both.database(), region.mine(), both.gp());
        Pushes theirs = Pushes.like(both.database(), region.mine(), both.peer());
        probes.pushed(ours, theirs);
        String size = "transaction of %.0f resources, ".formatted(ours.size());
        turns.compareSlow(size + "a new patient", ours::create, theirs::create);
        turns.compareSlow(size + "the same changed", ours::update, theirs::update);
    }
}
