package nl.mgz.gateway.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** How often something can be done in a second, alone or against something else in turns. It prints what it finds. */
public final class Rates {

    private static final int ROUNDS = 4;
    private static final long ROUND_NANOS = 3_000_000_000L;

    private Rates() {}

    /** One time of what is measured. */
    public interface Shot {
        void fire() throws Exception;
    }

    /** The rate of one thing, in rounds after a round that does not count. */
    public static void measure(String what, int concurrency, Shot shot) throws Exception {
        rate(concurrency, shot);
        double[] rates = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rates[i] = rate(concurrency, shot);
        }
        tell(what, rates);
    }

    /** The rates of two things and their ratio a round; who goes first alternates. */
    public static void compare(String what, int concurrency, String oneName, Shot one, String otherName, Shot other)
            throws Exception {
        rate(concurrency, one);
        rate(concurrency, other);
        double[] ones = new double[ROUNDS];
        double[] others = new double[ROUNDS];
        double[] ratio = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            boolean first = i % 2 == 0;
            double former = rate(concurrency, first ? one : other);
            double latter = rate(concurrency, first ? other : one);
            ones[i] = first ? former : latter;
            others[i] = first ? latter : former;
            ratio[i] = ones[i] / others[i];
        }
        tell(what + ", " + oneName, ones);
        tell(what + ", " + otherName, others);
        System.out.printf("BENCH | %s, ratio | %.2f | %.2f to %.2f |%n", what, median(ratio), min(ratio), max(ratio));
    }

    private static double rate(int concurrency, Shot shot) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(concurrency);
        AtomicLong done = new AtomicLong();
        long begin = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            all.add(threads.submit(() -> {
                while (System.nanoTime() - begin < ROUND_NANOS) {
                    shot.fire();
                    done.incrementAndGet();
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
        return done.get() * 1e9 / (System.nanoTime() - begin);
    }

    private static void tell(String what, double[] rates) {
        System.out.printf("BENCH | %s | %.0f a second | %.0f to %.0f |%n", what, median(rates), min(rates), max(rates));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElse(0);
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(0);
    }
}
