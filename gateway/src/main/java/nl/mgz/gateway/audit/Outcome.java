package nl.mgz.gateway.audit;

import java.util.Locale;

/** How a request ended. */
public enum Outcome {
    /** It was done. */
    PERMIT,
    /** It was understood and not done: not allowed, not valid, not there. */
    REFUSAL,
    /** The gateway could not do it. */
    FAILURE,
    /** Nobody knows who asked. */
    UNAUTHENTICATED;

    static Outcome of(int status) {
        if (status == 401) {
            return UNAUTHENTICATED;
        }
        if (status >= 500) {
            return FAILURE;
        }
        return status >= 400 ? REFUSAL : PERMIT;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
