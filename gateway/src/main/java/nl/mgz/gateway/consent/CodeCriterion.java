package nl.mgz.gateway.consent;

import java.util.Collection;
import java.util.Set;
import nl.mgz.gateway.consent.Decision.Effect;

/**
 * M7, M8, M11: a list of codes. One of them is enough.
 *
 * @param withoutCode some entry has a text or display only: it matches always in a deny, never in a permit
 */
record CodeCriterion(Set<String> codes, boolean withoutCode) {

    CodeCriterion(Collection<String> codes, boolean withoutCode) {
        this(Set.copyOf(codes), withoutCode);
    }

    boolean matches(Effect effect, String code) {
        return codes.contains(code) || matchesAnything(effect);
    }

    boolean matchesAny(Effect effect, String[] present) {
        for (String code : present) {
            if (codes.contains(code)) {
                return true;
            }
        }
        return matchesAnything(effect);
    }

    private boolean matchesAnything(Effect effect) {
        return withoutCode && effect == Effect.DENY;
    }
}
