package nl.mgz.gateway.consent;

/** What a decision says. {@link #BREAK_GLASS} gives nothing: access is possible after a declaration. */
public enum Outcome {
    PERMIT("permit"),
    DENY("deny"),
    BREAK_GLASS("break-glass");

    private final String code;

    Outcome(String code) {
        this.code = code;
    }

    /** The word of the rules. */
    public String code() {
        return code;
    }
}
