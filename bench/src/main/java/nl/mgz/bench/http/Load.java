package nl.mgz.bench.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Fires one kind of work from a number of callers at once, each as soon as its last answer is there. */
final class Load {

    /** One time of the work. */
    interface Shot {
        /** @param number different for each shot of a round */
        void fire(int number) throws Exception;
    }

    /**
     * What a round was like.
     *
     * @param perSecond answers
     * @param p50 milliseconds within which half of them came
     * @param p99 the same of all but one in a hundred
     * @param took milliseconds of each, the shortest first
     */
    record Round(double perSecond, double p50, double p99, double[] took) {}

    /** Of fewer answers, the one in a hundred is the slowest of all, or none. */
    private static final int FEWEST_FOR_P99 = 300;

    /** Rounds at most. */
    private static final int MOST_WARMING = 15;

    /** A round that is no more than this much faster than the best before it is no faster. */
    private static final double STEADY = 1.03;

    private Load() {}

    static Round round(int callers, double seconds, Shot shot) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        AtomicInteger number = new AtomicInteger();
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        List<Future<long[]>> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            all.add(threads.submit(() -> {
                long[] took = new long[1 << 10];
                int count = 0;
                for (long now = System.nanoTime(); now < end; ) {
                    shot.fire(number.getAndIncrement());
                    long done = System.nanoTime();
                    if (count == took.length) {
                        took = Arrays.copyOf(took, count * 2);
                    }
                    took[count++] = done - now;
                    now = done;
                }
                return Arrays.copyOf(took, count);
            }));
        }
        // Now, and not after a failure either: a thread that waits for more would keep the program from ending.
        threads.shutdown();
        return of(all, begin);
    }

    /**
     * Fires until it gets no faster: a server that was just started compiles what it does for a minute or two, and what is
     * large, as a push is, for some minutes.
     *
     * @param atLeast seconds, however fast it is
     */
    static void untilSteady(double seconds, double atLeast, Shot shot) throws InterruptedException, ExecutionException {
        double best = 0;
        int slower = 0;
        int fewest = (int) (atLeast / seconds);
        for (int i = 0; i < fewest || i < MOST_WARMING && slower < 3; i++) {
            double now = round(8, seconds, shot).perSecond();
            slower = now < best * STEADY ? slower + 1 : 0;
            best = Math.max(best, now);
        }
    }

    /**
     * Fires at a steady rate, whether earlier answers are there or not. An answer's time counts from when it was due, so that
     * a pause of the server shows in all that had to wait for it.
     */
    static Round open(double rate, double seconds, Shot shot) throws InterruptedException, ExecutionException {
        int most = 64;
        ExecutorService threads = Executors.newFixedThreadPool(most);
        long begin = System.nanoTime();
        int count = (int) (rate * seconds);
        AtomicInteger next = new AtomicInteger();
        List<Future<long[]>> all = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            all.add(threads.submit(() -> {
                long[] took = new long[count];
                int done = 0;
                for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                    long due = begin + (long) (number / rate * 1e9);
                    long wait = due - System.nanoTime();
                    if (wait > 0) {
                        java.util.concurrent.locks.LockSupport.parkNanos(wait);
                    }
                    shot.fire(number);
                    took[done++] = System.nanoTime() - due;
                }
                return Arrays.copyOf(took, done);
            }));
        }
        threads.shutdown();
        return of(all, begin);
    }

    /** What a round was like, once everybody is done. */
    private static Round of(List<Future<long[]>> all, long begin) throws InterruptedException, ExecutionException {
        List<long[]> parts = new ArrayList<>();
        for (Future<long[]> one : all) {
            parts.add(one.get());
        }
        double lasted = (System.nanoTime() - begin) / 1e9;
        double[] sorted = parts.stream()
                .flatMapToLong(Arrays::stream)
                .mapToDouble(nanos -> nanos / 1e6)
                .sorted()
                .toArray();
        return new Round(sorted.length / lasted, at(sorted, 0.5), at(sorted, 0.99), sorted);
    }

    /** Within what a part of sorted values lies. */
    static double at(double[] sorted, double part) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }

    /** Within how many milliseconds 99 of 100 answers of all these rounds came, as it stands in a table; "-" where they are too few to say. */
    static String p99(List<Round> rounds) {
        double[] all = rounds.stream()
                .flatMapToDouble(round -> Arrays.stream(round.took()))
                .sorted()
                .toArray();
        return all.length < FEWEST_FOR_P99 ? "-" : String.format(Locale.ROOT, "%.1f", at(all, 0.99));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
