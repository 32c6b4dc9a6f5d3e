package nl.mgz.bench.http;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway with everything on against plain HAPI with everything off: the same machine, PostgreSQL, data, memory and requests,
 * in turns. Prints a line for each measurement; {@code docs/bench/http.md} says what they mean.
 *
 * <pre>HttpBench --jar=FILE [--quick] [--patients=400] [--seconds=5] [--rounds=3] [--callers=1,8,32] [--only=WORD] [--data=DIR] [--java=OPTIONS] [--out=FILE]</pre>
 */
public final class HttpBench {

    /** Ours are unlimited here: what is measured is work, and each request still counts itself. */
    private static final Map<String, String> UNLIMITED = Map.of(
            "MGZ_LIMITS_CLIENTPERMINUTE", "100000000",
            "MGZ_LIMITS_ORGANIZATIONPERMINUTE", "100000000",
            "MGZ_LIMITS_BSNLOOKUPSPERMINUTE", "100000000",
            "MGZ_LIMITS_BSNLOOKUPSPERHOUR", "100000000",
            "MGZ_LIMITS_BSNPUSHESPERMINUTE", "100000000",
            "MGZ_LIMITS_BSNPUSHESPERHOUR", "100000000",
            "MGZ_LIMITS_TOKENSPERMINUTE", "100000000");

    private final List<String> report = new ArrayList<>();
    private final Path jar;
    private final int patients;
    private final double seconds;
    private final int rounds;
    private final int[] callers;
    private final @Nullable String data;
    private final String only;
    private final List<String> options;
    private final int gatewayPort = freePort();
    private final int peerPort = freePort();

    private HttpBench(Map<String, String> given) {
        this.jar = Path.of(given.getOrDefault("jar", "../gateway/target/unpacked/mgz-gateway.jar"));
        this.patients = Integer.parseInt(given.getOrDefault("patients", "200"));
        this.seconds = Double.parseDouble(given.getOrDefault("seconds", "5"));
        this.rounds = Integer.parseInt(given.getOrDefault("rounds", "3"));
        this.data = given.get("data");
        this.only = given.getOrDefault("only", "");
        this.options = given.containsKey("java") ? List.of(given.get("java").split(" ")) : List.of();
        this.callers = List.of(given.getOrDefault("callers", "1,8").split(",")).stream()
                .mapToInt(Integer::parseInt)
                .toArray();
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
            Files.write(Path.of(out), bench.report);
            System.out.println("written to " + out);
        }
        System.exit(0);
    }

    private void run() throws Exception {
        say("# Gateway against plain HAPI");
        say("");
        say(
                "%s. %d processors, %s, Java %s, load before %.1f.",
                Instant.now(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        .getSystemLoadAverage());
        Path folder = Files.createTempDirectory("mgz-bench");
        Path data = this.data == null ? folder.resolve("data") : Path.of(this.data);
        say(
                "Both servers with -Xmx1g on the PostgreSQL of the sandbox; %d clients; %.0f s a round, %d rounds in turns.",
                patients, seconds, rounds);
        long began = System.nanoTime();
        try (Server gateway = Server.start(
                "Health and metrics",
                folder.resolve("gateway.log"),
                UNLIMITED,
                Server.with(
                        options,
                        "-jar",
                        jar.toString(),
                        "sandbox",
                        "--data",
                        data.toString(),
                        "--patients",
                        String.valueOf(patients),
                        "--port",
                        String.valueOf(gatewayPort),
                        "--management-port",
                        String.valueOf(freePort()),
                        "--tls-port",
                        "0"))) {
            say("gateway: first start with its data %.0f s", (System.nanoTime() - began) / 1e9);
            Thread.sleep(10_000);
            say("gateway: resident memory at rest, 10 s after its start %d MB", gateway.residentMegabytes());
            String port = Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                    .get(3)
                    .strip();
            String server = "jdbc:postgresql://localhost:" + port + "/";
            boolean known;
            try (Connection connection = DriverManager.getConnection(server + "postgres?user=postgres");
                    Statement statement = connection.createStatement()) {
                known = statement
                        .executeQuery("select 1 from pg_database where datname = 'plain'")
                        .next();
                if (!known) {
                    statement.execute("create database plain encoding 'UTF8' template template0");
                }
            }
            try (Server peer = Server.start(
                    "plain HAPI listens",
                    folder.resolve("plain.log"),
                    Map.of(),
                    List.of(
                            "-cp",
                            System.getProperty("java.class.path"),
                            "nl.mgz.bench.plain.PlainHapi",
                            String.valueOf(peerPort),
                            server + "plain",
                            "postgres"))) {
                String database = server + "mgz?user=postgres";
                if (!known) {
                    say("peer: took %d resources", Copy.everything(database, base(peerPort)));
                }
                measure(database, server + "plain?user=postgres");
                say(
                        "resident memory after the work: gateway %d MB, peer %d MB",
                        gateway.residentMegabytes(), peer.residentMegabytes());
            }
        }
    }

    private static String base(int port) {
        return "http://localhost:" + port + "/fhir";
    }

    private void measure(String database, String plain) throws Exception {
        Calls peer = new Calls(base(peerPort), () -> "");
        Calls gp = new Calls(base(gatewayPort), new Token("gp"));
        Calls triage = new Calls(base(gatewayPort), new Token("triage"));
        List<String> conditions = column(
                database,
                "select resource_id from mgz_resource_binding" + " where resource_type = 'Condition' and author_ura = '"
                        + uraOf(database) + "'");
        List<String> mine = column(
                database,
                "select distinct patient_id from mgz_resource_binding"
                        + " where resource_type = 'Condition' and author_ura = '" + uraOf(database) + "'");
        // What an earlier run on this folder pushed is at one of the two only.
        Set<String> copied = new HashSet<>(
                column(plain, "select fhir_id from hfj_resource where res_type in ('Condition', 'Patient')"));
        conditions.retainAll(copied);
        mine.retainAll(copied);
        List<String> everybody = column(database, "select patient_id from mgz_patient_identity");
        everybody.retainAll(copied);
        say("");
        say(
                "| work | callers | gateway, a second | plain HAPI, a second | ratio (lowest to highest) | gateway p99 ms | plain HAPI p99 ms |");
        say("| --- | --- | --- | --- | --- | --- | --- |");
        long events = events(database);
        compare("read by id", id -> "Condition/" + id, conditions, gp, peer);
        compare(
                "search Condition by patient, page of 20",
                id -> "Condition?patient=" + id + "&_count=20",
                mine,
                gp,
                peer);
        compare(
                "search Observation by patient and date",
                id -> "Observation?patient=" + id + "&date=ge2020-01-01&_count=20",
                mine,
                gp,
                peer);
        compare(
                "search Condition by patient and code",
                id -> "Condition?patient=" + id + "&code=N88&_count=20",
                mine,
                gp,
                peer);
        compare("$everything", id -> "Patient/" + id + "/$everything?_count=500", mine, gp, peer);
        pushes(database, mine, gp, peer);
        List<String> shown = seen(triage, everybody);
        context(triage, peer, shown);
        day(database, mine, shown, gp, triage, peer);
        say("");
        open(triage, shown);
        say(
                "- answers that showed something of a patient: %d; events in the trail of that time: %d",
                gp.answered() + triage.answered(), events(database) - events);
        say(
                "- an invalid resource: the gateway answers %d, plain HAPI %d",
                invalid(gp, mine.get(0)), invalid(peer, mine.get(0)));
    }

    private static long events(String database) throws Exception {
        return Long.parseLong(
                column(database, "select count(*) from mgz_audit_event").get(0));
    }

    private static int invalid(Calls calls, String patient) throws Exception {
        return calls.status(
                "Condition",
                "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/" + patient
                        + "\"},\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/condition-clinical\","
                        + "\"code\":\"no-such-code\"}]}}");
    }

    /** The practice of the persona that asks. */
    private static String uraOf(String database) throws Exception {
        return column(database, "select ura from mgz_client where id like '%hp-kerkezijl'")
                .get(0)
                .strip();
    }

    private static List<String> seen(Calls triage, List<String> all) throws Exception {
        List<String> seen = new ArrayList<>();
        for (String id : all) {
            try {
                triage.post("Patient/$triage-context", context(id));
                seen.add(id);
            } catch (IOException e) {
                // This client shows nothing to a triage service.
            }
        }
        return seen;
    }

    private static String context(String id) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"patient\",\"valueString\":\"Patient/" + id
                + "\"}]}";
    }

    private void pushes(String database, List<String> patients, Calls gp, Calls peer) throws Exception {
        Pushes ours = Pushes.like(database, patients, gp);
        Pushes theirs = Pushes.like(database, patients, peer);
        String size = "transaction of %.0f resources, ".formatted(ours.size());
        compare(size + "a new patient", ours::create, theirs::create);
        compare(size + "the same changed", ours::update, theirs::update);
    }

    /** The calls by which a triage service collects what a context holds from a server without it. */
    private static final List<String> COLLECTED = List.of(
            "Patient/%s",
            "Condition?patient=%s&_count=100",
            "AllergyIntolerance?patient=%s&_count=100",
            "MedicationStatement?patient=%s&_count=100",
            "Consent?patient=%s&_count=100",
            "CarePlan?patient=%s&_count=100",
            "RelatedPerson?patient=%s&_count=100",
            "CareTeam?patient=%s&_include=CareTeam:participant&_count=100",
            "Flag?patient=%s&_count=100",
            "Goal?patient=%s&_count=100",
            "Observation?patient=%s&_sort=-date&_count=100",
            "Encounter?patient=%s&_sort=-date&_count=10",
            "Task?patient=%s&_count=100");

    private static void collect(Calls peer, String id) throws Exception {
        for (String one : COLLECTED) {
            peer.get(one.formatted(id));
        }
    }

    /** One call of ours against those. */
    private void context(Calls triage, Calls peer, List<String> ids) throws Exception {
        compare(
                "triage context (%d ids; theirs: %d requests)".formatted(ids.size(), COLLECTED.size()),
                shot -> triage.post("Patient/$triage-context", context(ids.get(shot % ids.size()))),
                shot -> collect(peer, ids.get(shot % ids.size())));
    }

    private interface Kind {
        void of(int number) throws Exception;
    }

    /** Of a hundred requests seventy contexts, fifteen searches, ten pushes and five questions to a colleague. */
    private static Load.Shot mixed(Kind context, Kind search, Kind push, Kind consult) {
        return shot -> {
            // By a step that meets each remainder once, so that kinds alternate and do not come in blocks.
            int kind = shot * 37 % 100;
            (kind < 70 ? context : kind < 85 ? search : kind < 95 ? push : consult).of(shot);
        };
    }

    private void day(String database, List<String> mine, List<String> shown, Calls gp, Calls triage, Calls peer)
            throws Exception {
        if (!"a mixed day".contains(only)) {
            return;
        }
        String own = uraOf(database);
        String asked = column(database, "select ura from mgz_partner where kind = 'SPECIALIST' order by ura")
                .get(0)
                .strip();
        Pushes ours = Pushes.like(database, mine, gp);
        Pushes theirs = Pushes.like(database, mine, peer);
        Kind search = shot -> gp.get("Condition?patient=" + mine.get(shot % mine.size()) + "&_count=20");
        Kind searched = shot -> peer.get("Condition?patient=" + mine.get(shot % mine.size()) + "&_count=20");
        compare(
                "a mixed day",
                mixed(
                        shot -> triage.post("Patient/$triage-context", context(shown.get(shot % shown.size()))),
                        search,
                        ours::update,
                        shot -> gp.post("", question(mine.get(shot % mine.size()), own, asked))),
                mixed(
                        shot -> collect(peer, shown.get(shot % shown.size())),
                        searched,
                        theirs::update,
                        shot -> peer.post("", question(mine.get(shot % mine.size()), own, asked))));
    }

    /** A question and the Task that carries it. */
    private static String question(String patient, String asks, String asked) {
        return """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"fullUrl":"urn:uuid:5f6f0a2e-5f0e-4b7e-9d57-0d6a5c7a0001",
                  "resource":{"resourceType":"ServiceRequest","status":"active","intent":"order",
                   "subject":{"reference":"Patient/%1$s"},"code":{"text":"Vraag"}},
                  "request":{"method":"POST","url":"ServiceRequest"}},
                 {"resource":{"resourceType":"Task","status":"requested","intent":"order",
                   "code":{"coding":[{"system":"http://snomed.info/sct","code":"3457005"}]},
                   "focus":{"reference":"urn:uuid:5f6f0a2e-5f0e-4b7e-9d57-0d6a5c7a0001"},
                   "for":{"reference":"Patient/%1$s"},"authoredOn":"%4$s",
                   "requester":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%2$s"}},
                   "owner":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%3$s"}}},
                  "request":{"method":"POST","url":"Task"}}]}""".formatted(patient, asks, asked, Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }

    /** Latency of ours at half of what it can carry, requests coming at a steady rate. */
    private void open(Calls triage, List<String> ids) throws Exception {
        if (!"triage context".contains(only)) {
            return;
        }
        Load.Shot shot = number -> triage.post("Patient/$triage-context", context(ids.get(number % ids.size())));
        double peak = Load.round(8, seconds, shot).perSecond();
        double[] p50 = new double[rounds];
        double[] p99 = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            Load.Round round = Load.open(peak / 2, 2 * seconds, shot);
            p50[i] = round.p50();
            p99[i] = round.p99();
        }
        say(
                "- triage context at a steady %.0f a second, half of the most: half within %.1f ms, 99 of 100 within %.1f ms"
                        + " (of %d rounds the middle one; the worst %.1f ms)",
                peak / 2,
                Load.median(p50),
                Load.median(p99),
                rounds,
                java.util.Arrays.stream(p99).max().orElse(0));
    }

    private interface Asked {
        String of(String id);
    }

    private void compare(String what, Asked path, List<String> ids, Calls ours, Calls theirs) throws Exception {
        if (ids.isEmpty()) {
            throw new IOException("nothing to ask for: " + what);
        }
        long one = 0;
        long other = 0;
        for (int i = 0; i < Math.min(20, ids.size()); i++) {
            one += ours.get(path.of(ids.get(i))).length;
            other += theirs.get(path.of(ids.get(i))).length;
        }
        int looked = Math.min(20, ids.size());
        compare(
                "%s (%d ids; %d and %d bytes)".formatted(what, ids.size(), one / looked, other / looked),
                shot -> ours.get(path.of(ids.get(shot % ids.size()))),
                shot -> theirs.get(path.of(ids.get(shot % ids.size()))));
    }

    private void compare(String what, Load.Shot ours, Load.Shot theirs) throws Exception {
        if (!what.contains(only)) {
            return;
        }
        Load.untilSteady(seconds, ours);
        Load.untilSteady(seconds, theirs);
        for (int at : callers) {
            double[] one = new double[rounds];
            double[] other = new double[rounds];
            double[] ratio = new double[rounds];
            double[] slow = new double[rounds];
            double[] slower = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                boolean first = i % 2 == 0;
                Load.Round former = Load.round(at, seconds, first ? ours : theirs);
                Load.Round latter = Load.round(at, seconds, first ? theirs : ours);
                Load.Round mine = first ? former : latter;
                Load.Round plain = first ? latter : former;
                one[i] = mine.perSecond();
                other[i] = plain.perSecond();
                ratio[i] = mine.perSecond() / plain.perSecond();
                slow[i] = mine.p99();
                slower[i] = plain.p99();
            }
            say(
                    "| %s | %d | %.0f | %.0f | %.2f (%.2f to %.2f) | %.1f | %.1f |",
                    what,
                    at,
                    Load.median(one),
                    Load.median(other),
                    Load.median(ratio),
                    java.util.Arrays.stream(ratio).min().orElse(0),
                    java.util.Arrays.stream(ratio).max().orElse(0),
                    Load.median(slow),
                    Load.median(slower));
        }
    }

    private static List<String> column(String database, String sql) throws Exception {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /** A persona's token, renewed before it is old. */
    private final class Token implements Supplier<String> {

        private static final long NANOS = 200_000_000_000L;

        private final String persona;
        private final AtomicReference<String> token = new AtomicReference<>("");
        private volatile long since = Long.MIN_VALUE;

        Token(String persona) {
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
                                "java", "-jar", jar.toString(), "token", persona, "--port", String.valueOf(gatewayPort))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                token.set(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
                since = System.nanoTime();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void say(String format, Object... values) {
        String line = String.format(java.util.Locale.ROOT, format, values);
        report.add(line);
        System.out.println(line);
    }
}
