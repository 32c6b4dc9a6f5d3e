package nl.mgz.bench.partition;

import java.util.Arrays;

/** What one stretch of one operation took. */
record Sample(double perSecond, double p50, double p95) {

    /** @param nanos the time of each call */
    static Sample of(long[] nanos, long wallNanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Sample(nanos.length * 1e9 / wallNanos, millis(sorted, 0.50), millis(sorted, 0.95));
    }

    private static double millis(long[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(quantile * (sorted.length - 1)))] / 1e6;
    }
}
