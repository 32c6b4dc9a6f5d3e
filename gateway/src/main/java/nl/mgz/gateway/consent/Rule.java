package nl.mgz.gateway.consent;

/** The rule that decided. Every rule has one outcome. */
public enum Rule {
    /** Something in the input is malformed. */
    E1(Outcome.DENY),
    /** Organisation, its category, role or purpose is missing or unknown. */
    G1(Outcome.DENY),
    /** The patient is unknown, or the resource is another patient's. */
    G2(Outcome.DENY),
    /** The category of the data is missing or unknown. */
    G3(Outcome.DENY),
    /** This kind of organisation does not have this purpose. */
    G4(Outcome.DENY),
    /** Clinical data, and no professional. */
    G5(Outcome.DENY),
    /** Consents and audit records of another organisation. */
    G6(Outcome.DENY),
    /** Entered in error by another organisation. */
    G7(Outcome.DENY),
    /** The organisation's own data. */
    O1(Outcome.PERMIT),
    /** An open consult task opens what the data holder referred to. */
    T1(Outcome.PERMIT),
    /** A consult task that ended shortly ago still does. */
    T2(Outcome.PERMIT),
    /** The requester of a consult reads its outcome. */
    T3(Outcome.PERMIT),
    /** A refusal stands. */
    D2(Outcome.DENY),
    /** A permit counts, but there is no treatment relation. */
    P1(Outcome.DENY),
    /** A permit counts and no refusal stands. */
    D3(Outcome.PERMIT),
    /** No choice is no permission. */
    X1(Outcome.DENY),
    /** A refusal stands in an emergency too. */
    B1(Outcome.DENY),
    /** A valid declaration breaks the glass. */
    B2(Outcome.PERMIT),
    /** A declaration would break the glass. */
    B3(Outcome.BREAK_GLASS);

    private final Outcome outcome;

    Rule(Outcome outcome) {
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
