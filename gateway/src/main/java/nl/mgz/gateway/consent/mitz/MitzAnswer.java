package nl.mgz.gateway.consent.mitz;

import java.util.Locale;

/**
 * What came of a closed question. Only {@link #PERMIT} opens; the others are one and the same "no consent" for whoever asks,
 * and different things in the audit trail.
 */
public enum MitzAnswer {
    PERMIT(true),
    /** The patient said no, or Mitz did for them. */
    DENY(true),
    /** No choice known, as far as this question tells. */
    NOT_APPLICABLE(true),
    /** Mitz could not decide. */
    INDETERMINATE(false),
    /** Something of the question is missing; nothing was asked. */
    MISSING_INPUT(false),
    /** Mitz did not answer in time. */
    TIMEOUT(false),
    /** Mitz could not be reached, trusted us not or we not it, or answered with an error. */
    ERROR(false),
    /** What came is not one decision about this question. */
    UNEXPECTED(false),
    /** As many questions were under way as there may be. */
    BUSY(false);

    private final boolean lasting;

    MitzAnswer(boolean lasting) {
        this.lasting = lasting;
    }

    public boolean isPermit() {
        return this == PERMIT;
    }

    /** As the audit trail has it: {@code mitz-not-applicable}. */
    public String code() {
        return "mitz-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether Mitz itself decided, so that it counts for a while. */
    boolean isLasting() {
        return lasting;
    }
}
