package nl.mgz.gateway.consent;

import java.util.List;

/** What a permit asks of the one that carries it out (section 10). */
public enum Obligation {
    /** Remove the citizen service number. */
    REDACT_BSN,
    /** Remove text narratives. */
    REDACT_NARRATIVE,
    /** Write an emergency audit record before the first byte is returned. */
    AUDIT_EMERGENCY,
    /** Queue a notification to the patient. */
    NOTIFY_PATIENT,
    /** Put the access on the review list of the data holder. */
    REVIEW;

    private static final List<Obligation> REDACTION = List.of(REDACT_BSN, REDACT_NARRATIVE);
    private static final List<Obligation> EMERGENCY = List.of(AUDIT_EMERGENCY, NOTIFY_PATIENT, REVIEW);

    /** D3 redacts outside the treatment family; B2 is answered for afterwards; nothing else carries obligations. */
    static List<Obligation> of(Rule rule, boolean treatmentFamily) {
        return switch (rule) {
            case B2 -> EMERGENCY;
            case D3 -> treatmentFamily ? List.of() : REDACTION;
            default -> List.of();
        };
    }
}
