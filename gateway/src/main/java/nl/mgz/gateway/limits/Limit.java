package nl.mgz.gateway.limits;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConfigurationBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How often something may happen.
 *
 * @param name what it counts
 * @param rates all hold together
 */
record Limit(String name, List<Rate> rates) {

    record Rate(long number, Duration in) {}

    static Limit perMinute(String name, long number) {
        return new Limit(name, List.of(new Rate(number, Duration.ofMinutes(1))));
    }

    static Limit perHour(String name, long number) {
        return new Limit(name, List.of(new Rate(number, Duration.ofHours(1))));
    }

    Limit andPerHour(long number) {
        return new Limit(name, List.of(rates.get(0), new Rate(number, Duration.ofHours(1))));
    }

    /** With its numbers: a limit that was changed starts anew, and nodes that disagree do not mix their counts. */
    String key() {
        return name
                + rates.stream()
                        .map(rate -> "/" + rate.number() + "in" + rate.in().toSeconds())
                        .collect(Collectors.joining());
    }

    BucketConfiguration configuration() {
        ConfigurationBuilder builder = BucketConfiguration.builder();
        for (Rate rate : rates) {
            builder.addLimit(limit -> limit.capacity(rate.number()).refillGreedy(rate.number(), rate.in()));
        }
        return builder.build();
    }

    /** A hundredth of what may come in its first time span. */
    long slice() {
        return Math.max(1, rates.get(0).number() / 100);
    }
}
