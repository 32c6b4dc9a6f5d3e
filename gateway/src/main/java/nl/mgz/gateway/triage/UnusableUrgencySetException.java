package nl.mgz.gateway.triage;

/** An urgency table that cannot be used; the message names its file, its row and what is wrong. */
public final class UnusableUrgencySetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableUrgencySetException(String file, String place, String fault) {
        super("The urgency table " + file + (place.isEmpty() ? "" : ", " + place) + ": " + fault);
    }
}
