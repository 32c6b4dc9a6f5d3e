package nl.mgz.gateway.consent;

import java.util.Arrays;

/** A set of small numbers that is filled again and again without making anything. */
final class Hits {

    private final long[] words;

    Hits(int size) {
        this.words = new long[(size + 63) / 64];
    }

    private Hits(long[] words) {
        this.words = words;
    }

    void reset() {
        Arrays.fill(words, 0);
    }

    void add(int number) {
        words[number >> 6] |= 1L << number;
    }

    void remove(int number) {
        words[number >> 6] &= ~(1L << number);
    }

    boolean has(int number) {
        return (words[number >> 6] & 1L << number) != 0;
    }

    Hits copy() {
        return new Hits(words.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hits hits && Arrays.equals(words, hits.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }
}
