package nl.mgz.gateway.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time (section 3) in milliseconds since 1970: {@code from} belongs to it, {@code until} does not. An open side
 * is the smallest or the largest long.
 */
public record Span(long from, long until) {

    /** All of time. */
    public static final Span ALWAYS = new Span(Long.MIN_VALUE, Long.MAX_VALUE);

    /** @throws IllegalArgumentException when nothing lies in it */
    public Span {
        if (from >= until) {
            throw new IllegalArgumentException("a span ends after it begins");
        }
    }

    /** The interval of a FHIR date or dateTime at its own precision, or null when the text has none. */
    public static @Nullable Span ofDate(@Nullable String text) {
        return text == null ? null : FhirDate.interval(text);
    }

    /** As {@link #ofDate}, of a dateTime with seconds and offset only. */
    public static @Nullable Span ofInstant(@Nullable String text) {
        return text != null && FhirDate.isInstant(text) ? FhirDate.interval(text) : null;
    }

    /** From the beginning of {@code start} to the end of {@code end}; null is open. Null when malformed or inverted. */
    public static @Nullable Span ofPeriod(@Nullable String start, @Nullable String end) {
        Span first = start == null ? ALWAYS : FhirDate.interval(start);
        Span last = end == null ? ALWAYS : FhirDate.interval(end);
        if (first == null || last == null) {
            return null;
        }
        long until = end != null && end.startsWith("9999") ? Long.MAX_VALUE : last.until;
        return first.from < until ? new Span(first.from, until) : null;
    }

    /** Whether the moment lies in it; the precision is a millisecond. */
    public boolean contains(Instant at) {
        return contains(at.toEpochMilli());
    }

    boolean contains(long at) {
        return from <= at && at < until;
    }

    boolean contains(Span other) {
        return from <= other.from && other.until <= until;
    }

    boolean overlaps(Span other) {
        return other.from < until && from < other.until;
    }

    boolean isAlways() {
        return equals(ALWAYS);
    }
}
