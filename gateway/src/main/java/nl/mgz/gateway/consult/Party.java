package nl.mgz.gateway.consult;

/** In which role somebody moves a Task. */
public enum Party {
    /** The organisation that asks, and holds what it refers to. */
    REQUESTER("requester"),
    /** The organisation that is asked. */
    OWNER("owner"),
    /** One of several that are asked at once, of whom the first that accepts becomes the owner. */
    CANDIDATE("candidate"),
    /** The gateway itself, as a consequence of what somebody did or of a clock. */
    GATEWAY("gateway");

    private final String code;

    Party(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
