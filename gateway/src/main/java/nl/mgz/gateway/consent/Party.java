package nl.mgz.gateway.consent;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A known representative.
 *
 * @param patient whom the party represents
 * @param relationship parent, guardian, mentor, curator, proxy, partner, child, sibling or another word
 * @param authority when; {@link Span#ALWAYS} where no period was recorded
 */
public record Party(String patient, String relationship, Span authority) {

    private static final Set<String> PARENTAL = Set.of("parent", "guardian");

    public Party {
        patient = Reference.bare(patient);
    }

    boolean isParental() {
        return PARENTAL.contains(relationship);
    }

    /** Without a date, authority with bounds cannot be shown (C3). */
    boolean hasAuthorityAt(@Nullable Span dateTime) {
        return dateTime == null ? authority.isAlways() : authority.contains(dateTime.from());
    }
}
