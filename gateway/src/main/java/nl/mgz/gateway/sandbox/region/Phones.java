package nl.mgz.gateway.sandbox.region;

/** Numbers that nobody has: after a Dutch area code or 06, a subscriber number does not start with a zero. */
final class Phones {

    private Phones() {}

    static String landline(Dice dice) {
        return "+31299%06d".formatted(dice.between(10_000, 99_999));
    }

    static String mobile(Dice dice) {
        return "+3160%07d".formatted(dice.between(10_000, 99_999));
    }
}
