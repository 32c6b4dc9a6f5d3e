package nl.mgz.gateway.sandbox.region;

import java.util.Set;
import java.util.stream.IntStream;

/**
 * Fictitious business service numbers (BSN).
 *
 * <p>All start with 9999, like the test numbers that Dutch suppliers and standards bodies have published for years
 * (9999xxxxx): a reader sees at once that no real person is meant. They do pass the eleven-test, because software under
 * test refuses numbers that do not. The range 999900000-999999999 holds 9,091 such numbers. Published test numbers are
 * left out, so that published example patients can be loaded next to this region.
 */
final class Bsns {

    private static final int FIRST = 999_900_000;
    private static final int LAST = 999_999_999;
    private static final Set<Integer> PUBLISHED_ELSEWHERE = Set.of(999_911_120, 999_998_298, 999_900_450);

    private static final int[] NUMBERS = IntStream.rangeClosed(FIRST, LAST)
            .filter(Bsns::passesElevenTest)
            .filter(number -> !PUBLISHED_ELSEWHERE.contains(number))
            .toArray();

    private Bsns() {}

    static int capacity() {
        return NUMBERS.length;
    }

    static String ofIndex(int index) {
        if (index < 0 || index >= NUMBERS.length) {
            throw new IllegalArgumentException("the region has room for clients 0 to " + (NUMBERS.length - 1));
        }
        return Integer.toString(NUMBERS[index]);
    }

    /** Weights 9 down to 2, and minus one for the last digit; the sum is a multiple of eleven. */
    static boolean passesElevenTest(int number) {
        int sum = -(number % 10);
        int rest = number / 10;
        for (int weight = 2; weight <= 9; weight++) {
            sum += weight * (rest % 10);
            rest /= 10;
        }
        return rest == 0 && sum % 11 == 0;
    }
}
