package nl.mgz.gateway.consent;

import java.util.List;

/**
 * What keeps a consent, or what it permits, from counting at a moment; nothing where it counts. Told to whoever records or
 * explains a choice, and never to who asks for data.
 */
public record Standing(List<Fault> faults) {

    public Standing {
        faults = List.copyOf(faults);
    }

    public boolean counts() {
        return faults.isEmpty();
    }

    /** Whether it is a choice that was not taken back, replaced or over: it may still lack something to count. */
    public boolean isCurrent() {
        return faults.stream()
                .noneMatch(fault -> fault == Fault.WITHDRAWAL || fault == Fault.REPLACED || fault == Fault.OVER);
    }

    /** Each with the rule that it is of. */
    public enum Fault {
        /** It is itself the withdrawal of another. */
        WITHDRAWAL("C3"),
        REPLACED("C3"),
        NOT_YET("C4"),
        OVER("C4"),
        /** Nobody can decide by it: it refuses everything. */
        UNINTERPRETABLE("C5"),
        WITHOUT_HOLDER("C6"),
        WITHOUT_POLICY("C6"),
        WITHOUT_DATE("C6"),
        GIVEN_LATER("C7"),
        BIRTH_DATE_UNKNOWN("C9"),
        NEEDS_PARENT("C9"),
        NEEDS_PARENT_TOO("C9"),
        NEEDS_PATIENT_TOO("C9"),
        NEEDS_PARENT_AND_PATIENT("C9"),
        /** Old enough, and not recorded as unable to decide. */
        NEEDS_PATIENT("C9"),
        /** Unable to decide, and nobody who signed had authority at that moment. */
        NEEDS_REPRESENTATIVE("C9"),
        LAPSED("C10");

        private final String rule;

        Fault(String rule) {
            this.rule = rule;
        }

        /** As the region's rules number it. */
        public String rule() {
            return rule;
        }
    }
}
