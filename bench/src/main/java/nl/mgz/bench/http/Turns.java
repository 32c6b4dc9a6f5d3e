package nl.mgz.bench.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/** The same work at two places in turns, and a line of what came out. */
final class Turns {

    /** Where something is asked. */
    interface Asked {
        String of(String id);
    }

    /** The rounds of both, each with the one that it took turns with. */
    record Pairs(List<Load.Round> ours, List<Load.Round> theirs) {

        static Pairs none() {
            return new Pairs(new ArrayList<>(), new ArrayList<>());
        }

        /** Who goes first changes from pair to pair. */
        void add(Callable<Load.Round> one, Callable<Load.Round> other) throws Exception {
            boolean first = ours.size() % 2 == 0;
            Load.Round former = (first ? one : other).call();
            Load.Round latter = (first ? other : one).call();
            ours.add(first ? former : latter);
            theirs.add(first ? latter : former);
        }

        double ours(ToDoubleFunction<Load.Round> what) {
            return Load.median(ours.stream().mapToDouble(what).toArray());
        }

        double theirs(ToDoubleFunction<Load.Round> what) {
            return Load.median(theirs.stream().mapToDouble(what).toArray());
        }

        /** The least first. */
        double[] ratios(ToDoubleFunction<Load.Round> what) {
            double[] ratios = new double[ours.size()];
            Arrays.setAll(ratios, i -> what.applyAsDouble(ours.get(i)) / what.applyAsDouble(theirs.get(i)));
            Arrays.sort(ratios);
            return ratios;
        }
    }

    /** So many times as long as other work is warmed. */
    private static final int LONG = 3;

    private static final String STEADY = "at a steady rate: ";

    private final Report report;
    private final List<Integer> callers;
    private final int rounds;
    private final double seconds;
    private final double warm;
    private final String only;

    Turns(Report report, List<Integer> callers, int rounds, double seconds, double warm, String only) {
        this.report = report;
        this.callers = callers;
        this.rounds = rounds;
        this.seconds = seconds;
        this.warm = warm;
        this.only = only;
    }

    int rounds() {
        return rounds;
    }

    double seconds() {
        return seconds;
    }

    int mostCallers() {
        return callers.stream().mapToInt(Integer::intValue).max().orElse(1);
    }

    boolean wanted(String what) {
        return what.contains(only);
    }

    void compare(String what, Asked path, List<String> ids, Calls ours, Calls theirs) throws Exception {
        if (ids.isEmpty()) {
            throw new IOException("nothing to ask for: " + what);
        }
        if (!wanted(what)) {
            return;
        }
        Answers one = Answers.by(ours, path, ids);
        Answers other = Answers.by(theirs, path, ids);
        compare(
                "%s (%d ids; %.1f and %.1f resources, %.0f and %.0f bytes)"
                        .formatted(what, ids.size(), one.resources(), other.resources(), one.bytes(), other.bytes()),
                shot -> ours.get(path.of(ids.get(shot % ids.size()))),
                shot -> theirs.get(path.of(ids.get(shot % ids.size()))));
    }

    /** What an answer holds, on average of some. */
    private record Answers(double resources, double bytes) {

        static Answers by(Calls calls, Asked path, List<String> ids) throws Exception {
            List<String> some = ids.subList(0, Math.min(20, ids.size()));
            double resources = 0;
            double bytes = 0;
            for (String id : some) {
                byte[] answer = calls.get(path.of(id));
                resources += Pages.places(List.of(answer)).size();
                bytes += answer.length;
            }
            return new Answers(resources / some.size(), bytes / some.size());
        }
    }

    void compare(String what, Load.Shot ours, Load.Shot theirs) throws Exception {
        if (wanted(what)) {
            warm(ours, theirs);
            measure(what, ours, theirs);
        }
    }

    /** The same of what the JVM goes on compiling for minutes: HL7's validator and HAPI's storage. */
    void compareSlow(String what, Load.Shot ours, Load.Shot theirs) throws Exception {
        if (wanted(what)) {
            for (int i = 0; i < LONG; i++) {
                warm(ours, theirs);
            }
            measure(what, ours, theirs);
        }
    }

    /** Until both get no faster. */
    void warm(Load.Shot ours, Load.Shot theirs) throws Exception {
        Load.untilSteady(seconds, warm, ours);
        Load.untilSteady(seconds, warm, theirs);
    }

    /** Of work that is warm. */
    void measure(String what, Load.Shot ours, Load.Shot theirs) throws Exception {
        for (int at : callers) {
            Pairs pairs = pairs(at, ours, theirs);
            report.say("%s %s | %s |", rates(what, at, pairs), Load.p99(pairs.ours()), Load.p99(pairs.theirs()));
        }
    }

    /**
     * Both at one steady rate, half of what the slower of the two can carry, so that neither is judged by the queue before it.
     */
    void steady(String what, Load.Shot ours, Load.Shot theirs) throws Exception {
        if (!wanted(STEADY + what)) {
            return;
        }
        warm(ours, theirs);
        double rate = Math.min(
                        Load.round(8, seconds, ours).perSecond(),
                        Load.round(8, seconds, theirs).perSecond())
                / 2;
        Pairs pairs = Pairs.none();
        for (int i = 0; i < rounds; i++) {
            pairs.add(() -> Load.open(rate, 2 * seconds, ours), () -> Load.open(rate, 2 * seconds, theirs));
        }
        report.say(
                "| %s%s | %.0f | %.1f | %.1f | %s | %s |",
                STEADY,
                what,
                rate,
                pairs.ours(Load.Round::p50),
                pairs.theirs(Load.Round::p50),
                Load.p99(pairs.ours()),
                Load.p99(pairs.theirs()));
    }

    /** Ours against what the machine can do at best. */
    void floor(String what, Load.Shot ours, Load.Shot floor) throws Exception {
        if (!wanted(what)) {
            return;
        }
        warm(ours, floor);
        for (int at : callers) {
            Pairs pairs = pairs(at, ours, floor);
            report.say(
                    "%s %.1f | %.1f | %s | %s |",
                    rates(what, at, pairs),
                    pairs.ours(Load.Round::p50),
                    pairs.theirs(Load.Round::p50),
                    Load.p99(pairs.ours()),
                    Load.p99(pairs.theirs()));
        }
    }

    private static String rates(String what, int at, Pairs pairs) {
        double[] ratios = pairs.ratios(Load.Round::perSecond);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %.0f | %.2f (%.2f to %.2f) |",
                what,
                at,
                pairs.ours(Load.Round::perSecond),
                pairs.theirs(Load.Round::perSecond),
                Load.median(ratios),
                ratios[0],
                ratios[ratios.length - 1]);
    }

    private Pairs pairs(int at, Load.Shot ours, Load.Shot theirs) throws Exception {
        Pairs pairs = Pairs.none();
        for (int i = 0; i < rounds; i++) {
            pairs.add(() -> Load.round(at, seconds, ours), () -> Load.round(at, seconds, theirs));
        }
        return pairs;
    }
}
