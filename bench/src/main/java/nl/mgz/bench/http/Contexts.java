package nl.mgz.bench.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Contexts of triage: one call of ours, thirteen of a server without them. */
final class Contexts {

    static final String WORK = "triage context";

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

    /** So many are those who show most. */
    private static final int MOST_OPEN = 40;

    private static final Set<String> OF_THE_PATIENT =
            COLLECTED.stream().map(one -> one.replaceFirst("[/?].*", "")).collect(Collectors.toUnmodifiableSet());

    private final Report report;
    private final Turns turns;
    private final Both both;
    private final List<String> shown;

    /** Those who show the most. */
    private final List<String> open;

    /** Looks who of everybody shows something to a triage service. */
    Contexts(Report report, Turns turns, Both both, List<String> everybody) throws InterruptedException {
        this.report = report;
        this.turns = turns;
        this.both = both;
        Map<String, Integer> sizes = sizes(both.triage(), everybody);
        this.shown = List.copyOf(sizes.keySet());
        this.open = sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_OPEN)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Who of some shows anything to a triage service. */
    static List<String> shown(Calls triage, List<String> patients) throws InterruptedException {
        return List.copyOf(sizes(triage, patients).keySet());
    }

    /** How many resources of their records those show who show anything. */
    private static Map<String, Integer> sizes(Calls triage, List<String> patients) throws InterruptedException {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (String id : patients) {
            try {
                sizes.put(
                        id, ofThePatient(Pages.places(List.of(ask(triage, id)))).size());
            } catch (IOException e) {
                // This client shows it nothing.
            }
        }
        return sizes;
    }

    static byte[] ask(Calls triage, String id) throws IOException, InterruptedException {
        return triage.post(
                "Patient/$triage-context",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"patient\",\"valueString\":\"Patient/" + id
                        + "\"}]}");
    }

    void run() throws Exception {
        turns.compare(
                WORK + " (%d ids; theirs: %d requests)".formatted(shown.size(), COLLECTED.size()),
                this::ask,
                this::collect);
        turns.compare(
                WORK + " (%d ids; theirs: a batch of %d requests)".formatted(shown.size(), COLLECTED.size()),
                this::ask,
                shot -> collectByBatch(one(shown, shot)));
        turns.compare(
                WORK + " (%d ids who show most; theirs: %d requests)".formatted(open.size(), COLLECTED.size()),
                shot -> ask(one(open, shot)),
                shot -> collect(one(open, shot)));
        if (turns.wanted(WORK)) {
            sameContent("of a patient's record", shown);
            sameContent("of the records of those who show most", open);
        }
    }

    private static String one(List<String> ids, int shot) {
        return ids.get(shot % ids.size());
    }

    private void collectByBatch(String id) throws IOException, InterruptedException {
        both.peer()
                .post(
                        "",
                        COLLECTED.stream()
                                .map(one -> "{\"request\":{\"method\":\"GET\",\"url\":\"" + one.formatted(id) + "\"}}")
                                .collect(Collectors.joining(
                                        ",", "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[", "]}")));
    }

    /** How much of what ours shows the peer's answers hold too. What the patients hide is in theirs alone. */
    private void sameContent(String what, List<String> ids) throws Exception {
        int ours = 0;
        int theirs = 0;
        int both = 0;
        long bytes = 0;
        long collected = 0;
        List<String> some = ids.subList(0, Math.min(20, ids.size()));
        for (String id : some) {
            byte[] context = ask(id);
            List<byte[]> answers = new ArrayList<>();
            for (String one : COLLECTED) {
                answers.add(this.both.peer().get(one.formatted(id)));
            }
            Set<String> here = ofThePatient(Pages.places(List.of(context)));
            Set<String> there = ofThePatient(Pages.places(answers));
            ours += here.size();
            theirs += there.size();
            bytes += context.length;
            collected += answers.stream().mapToInt(one -> one.length).sum();
            here.retainAll(there);
            both += here.size();
        }
        double looked = some.size();
        report.say(
                "- %s a context shows %.1f resources (%.0f bytes with its text and whom it names), the peer's answers"
                        + " hold %.1f (%.0f bytes); %.1f are in both",
                what, ours / looked, bytes / looked, theirs / looked, collected / looked, both / looked);
    }

    /** What is made for the answer, and who is named in it, is not of the record. */
    private static Set<String> ofThePatient(Set<String> places) {
        places.removeIf(place -> !OF_THE_PATIENT.contains(place.replaceFirst("/.*", "")) || place.endsWith("/"));
        return places;
    }

    List<String> shown() {
        return shown;
    }

    byte[] ask(String id) throws IOException, InterruptedException {
        return ask(both.triage(), id);
    }

    void ask(int shot) throws IOException, InterruptedException {
        ask(one(shown, shot));
    }

    void collect(int shot) throws IOException, InterruptedException {
        collect(one(shown, shot));
    }

    private void collect(String id) throws IOException, InterruptedException {
        for (String one : COLLECTED) {
            both.peer().get(one.formatted(id));
        }
    }

    /** Latency of ours at half of what it can carry, requests coming at a steady rate; and that of PostgreSQL at the same rate. */
    void open(Floors floors) throws Exception {
        if (!turns.wanted(WORK)) {
            return;
        }
        double peak = Load.round(8, turns.seconds(), this::ask).perSecond();
        Load.Shot byKey = floors.byKey(shown);
        double lasting = 2 * turns.seconds();
        Turns.Pairs pairs = Turns.Pairs.none();
        for (int i = 0; i < turns.rounds(); i++) {
            pairs.add(() -> Load.open(peak / 2, lasting, this::ask), () -> Load.open(peak / 2, lasting, byKey));
        }
        report.say(
                "- triage context at a steady %.0f a second, half of the most: half within %.1f ms, 99 of 100 within %.1f ms"
                        + " (of %d rounds the middle one; the worst %.1f ms)",
                peak / 2,
                pairs.ours(Load.Round::p50),
                pairs.ours(Load.Round::p99),
                turns.rounds(),
                worst(pairs.ours()));
        double[] ratios = pairs.ratios(Load.Round::p99);
        report.say(
                "- the same bytes from PostgreSQL by key at the same rate: half within %.2f ms, 99 of 100 within %.2f ms"
                        + " (the worst %.2f ms); 99 of 100 of ours take %.1f times as long (%.1f to %.1f)",
                pairs.theirs(Load.Round::p50),
                pairs.theirs(Load.Round::p99),
                worst(pairs.theirs()),
                Load.median(ratios),
                ratios[0],
                ratios[ratios.length - 1]);
    }

    private static double worst(List<Load.Round> rounds) {
        return Arrays.stream(rounds.stream().mapToDouble(Load.Round::p99).toArray())
                .max()
                .orElse(0);
    }
}
