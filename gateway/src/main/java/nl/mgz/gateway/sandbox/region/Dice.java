package nl.mgz.gateway.sandbox.region;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/**
 * Chance that repeats itself. A fork depends only on the seed and the name of its purpose, so that one more throw in
 * one part of a record leaves all other parts as they were.
 */
final class Dice {

    private final long seed;
    private final SplittableRandom random;

    private Dice(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    static Dice of(long seed) {
        return new Dice(seed);
    }

    Dice fork(String purpose) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        return new Dice(hash);
    }

    /** Both bounds included. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T pick(List<T> options) {
        return options.get(random.nextInt(options.size()));
    }

    <T> T weighted(List<T> options, ToIntFunction<T> weight) {
        int left = random.nextInt(options.stream().mapToInt(weight).sum());
        for (T option : options) {
            left -= weight.applyAsInt(option);
            if (left < 0) {
                return option;
            }
        }
        throw new IllegalStateException("weights do not add up");
    }

    /** At most {@code count} different options, in the order drawn. */
    <T> List<T> some(List<T> options, int count) {
        List<T> left = new ArrayList<>(options);
        List<T> drawn = new ArrayList<>();
        while (drawn.size() < count && !left.isEmpty()) {
            drawn.add(left.remove(random.nextInt(left.size())));
        }
        return drawn;
    }
}
