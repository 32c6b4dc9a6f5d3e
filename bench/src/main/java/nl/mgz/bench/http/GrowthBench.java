package nl.mgz.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How long a triage context takes in a region that grows. Only clones are asked about: their records are as large at every step, so what
 * differs is the region. At a steady rate each patient is asked about for the first time, and no node has anything of that one in
 * memory; then eight callers ask about the same patients again and again.
 *
 * <pre>GrowthBench --jar=FILE [--data=DIR] [--patients=100] [--steps=1000,4000,16000,64000] [--seconds=6] [--rounds=3] [--java=OPTIONS]</pre>
 *
 * The folder of {@code --data} keeps the clones: it is no sandbox for anything else afterwards.
 */
public final class GrowthBench {

    private static final double RATE = 40;
    private static final int CALLERS = 8;

    /** Records of which a clone is compared with what it was made of. */
    private static final int PROBED = 200;

    /** Entries of a context; with fewer a client shows nothing, or very little. */
    private static final int FEWEST = 8;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sandbox sandbox;
    private final Calls triage;
    private final double seconds;
    private final int rounds;
    private final Set<String> asked = new HashSet<>();
    private List<String> shown = List.of();
    private int each;
    private double first = Double.NaN;

    private GrowthBench(Sandbox sandbox, Map<String, String> given) {
        this.sandbox = sandbox;
        this.triage = sandbox.as("triage");
        this.seconds = Double.parseDouble(given.getOrDefault("seconds", "6"));
        this.rounds = Integer.parseInt(given.getOrDefault("rounds", "3"));
        this.each = (int) (RATE * seconds * rounds);
    }

    public static void main(String[] args) throws Exception {
        // Callers of a round that failed would wait for ever.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            System.exit(1);
        });
        Map<String, String> given = Sandbox.given(args);
        given.putIfAbsent("patients", "100");
        int[] steps = Stream.of(
                        given.getOrDefault("steps", "1000,4000,16000,64000").split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
        try (Sandbox sandbox = Sandbox.start(given)) {
            GrowthBench bench = new GrowthBench(sandbox, given);
            bench.warm();
            say("%s. Load average %.1f before. %s", Instant.now(), load(), sandbox.holds());
            say(
                    "| patients | resources | grown in | first asked: p50, p99, a second | %d callers: p50, p99, a second |"
                            + " p50 to the first step | load |",
                    CALLERS);
            say("| --- | --- | --- | --- | --- | --- | --- |");
            for (int step : steps) {
                bench.step(step);
            }
        }
        System.exit(0);
    }

    /** On patients of the region itself, who are not measured. Those of one practice show their records to the triage service. */
    private void warm() throws Exception {
        String practice = sandbox.ura("hp-kerkezijl");
        Calls gp = sandbox.as("gp");
        List<String> seen = new ArrayList<>();
        for (String id : sandbox.column("select b.resource_id from mgz_resource_binding b join mgz_patient_identity i"
                + " on i.patient_id = b.resource_id where b.resource_type = 'Patient' and b.author_ura = '" + practice
                + "' and bsn::integer not between 800000000 and 899999999")) {
            Sharing.with(gp, id, practice, sandbox.ura("-triage"));
            if (entries(context(id)).size() >= FEWEST) {
                seen.add(id);
            }
        }
        if (seen.isEmpty()) {
            throw new IOException("no client of the region shows anything to a triage service");
        }
        shown = seen;
        Load.untilSteady(seconds, 0, number -> context(seen.get(number % seen.size())));
    }

    private void step(int patients) throws Exception {
        long began = System.nanoTime();
        Growth.to(patients, sandbox.database());
        double grown = (System.nanoTime() - began) / 1e9;
        Map<String, String> clones = Growth.clones(sandbox.database());
        Set<String> examples = new HashSet<>(shown);
        probe(clones, examples);
        List<String> ids = clones.keySet().stream()
                .filter(id -> examples.contains(clones.get(id)) && !asked.contains(id))
                .limit(each)
                .toList();
        if (ids.isEmpty()) {
            throw new IOException("no clones to ask about: take fewer patients of the region, or larger steps");
        }
        // As many at every step. Where there are fewer than the rounds have time for, those at a steady rate are
        // shorter.
        each = ids.size();
        asked.addAll(ids);
        Load.round(CALLERS, 2, number -> context(shown.get(number % shown.size())));
        double part = ids.size() / (RATE * rounds);
        double[][] steady = new double[3][rounds];
        double[][] closed = new double[3][rounds];
        for (int i = 0; i < rounds; i++) {
            int from = i * ids.size() / rounds;
            keep(steady, i, Load.open(RATE, part, number -> context(ids.get(from + number))));
        }
        for (int i = 0; i < rounds; i++) {
            keep(closed, i, Load.round(CALLERS, seconds, number -> context(ids.get(number % ids.size()))));
        }
        first = Double.isNaN(first) ? Load.median(steady[0]) : first;
        say(
                "| %s | %s | %.0f s | %.1f ms, %.1f ms, %.0f (%d patients) | %.1f ms, %.1f ms, %.0f | %.2f | %.1f |",
                sandbox.column("select count(*) from mgz_patient_identity").get(0),
                sandbox.column("select count(*) from mgz_item").get(0),
                grown,
                Load.median(steady[0]),
                Load.median(steady[1]),
                Load.median(steady[2]),
                ids.size(),
                Load.median(closed[0]),
                Load.median(closed[1]),
                Load.median(closed[2]),
                Load.median(steady[0]) / first,
                load());
    }

    private static void keep(double[][] all, int number, Load.Round round) {
        all[0][number] = round.p50();
        all[1][number] = round.p99();
        all[2][number] = round.perSecond();
    }

    /** Whatever of the clone's record its example shows, the clone shows too: else an empty answer would count as a fast one. */
    private void probe(Map<String, String> clones, Set<String> examples) throws Exception {
        Map<String, String> newest = new HashMap<>();
        clones.forEach((clone, template) -> {
            if (examples.contains(template) && !asked.contains(clone)) {
                newest.put(template, clone);
            }
        });
        int entries = 0;
        int probed = 0;
        for (Map.Entry<String, String> one : newest.entrySet()) {
            if (probed == PROBED) {
                break;
            }
            probed++;
            asked.add(one.getValue());
            Set<String> there;
            try {
                there = entries(context(one.getValue()));
            } catch (IOException e) {
                // The example is shown for the sake of a Task, and Tasks do not come along.
                examples.remove(one.getKey());
                continue;
            }
            Set<String> should = entries(context(one.getKey()));
            Map<String, String> ids = Growth.ids(sandbox.database(), one.getValue());
            should.retainAll(ids.keySet());
            for (String id : should) {
                if (!there.contains(String.valueOf(ids.get(id)))) {
                    throw new IOException("the context of clone " + one.getValue() + " lacks what " + id + " of "
                            + one.getKey() + " became");
                }
            }
            entries += should.size();
        }
        System.err.printf(
                Locale.ROOT,
                "probed %d clones: each shows what its example shows, %.1f resources of the record%n",
                probed,
                (double) entries / Math.max(1, probed));
    }

    private static Set<String> entries(byte[] document) throws IOException {
        Set<String> ids = new HashSet<>();
        for (JsonNode entry : JSON.readTree(document).path("entry")) {
            ids.add(entry.path("resource").path("id").asText());
        }
        return ids;
    }

    private byte[] context(String id) throws IOException, InterruptedException {
        return Contexts.ask(triage, id);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
