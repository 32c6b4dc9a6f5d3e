package nl.mgz.bench.http;

/** Numbers that pass for a BSN. */
final class Bsns {

    private Bsns() {}

    /** The next number of nine digits that passes the check of a BSN. */
    static int after(int number) {
        int next = number + 1;
        while (!passes(next)) {
            next++;
        }
        return next;
    }

    private static boolean passes(int number) {
        String digits = String.valueOf(number);
        int sum = -Character.digit(digits.charAt(8), 10);
        for (int i = 0; i < 8; i++) {
            sum += (9 - i) * Character.digit(digits.charAt(i), 10);
        }
        return sum % 11 == 0;
    }
}
