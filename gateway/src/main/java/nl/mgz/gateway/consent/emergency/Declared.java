package nl.mgz.gateway.consent.emergency;

import java.time.Instant;
import java.util.UUID;
import nl.mgz.gateway.identity.Caller;

/**
 * Somebody broke the glass.
 *
 * @param patientId whose; it may be nobody's id, and nothing that the declarer sees tells so
 * @param until from then on it opens nothing
 * @param reason in the words of who did so: it may name people, and belongs to the trail and to who judges
 */
public record Declared(
        UUID id, String patientId, Caller caller, Instant at, Instant until, Ground ground, String reason) {

    /** What it names may be about a person. */
    @Override
    public String toString() {
        return "Declared[" + id + "]";
    }
}
