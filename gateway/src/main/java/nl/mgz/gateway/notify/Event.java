package nl.mgz.gateway.notify;

import java.time.Instant;
import java.util.Set;
import nl.mgz.gateway.consent.emergency.EmergencyNotices;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as the outbox keeps it.
 *
 * @param focus what it points at: {@code Type/id}
 * @param resources ids of stored resources: who may see one of them may know of it
 * @param author organisation, by URA, that wrote it: whose resources these are, or who changed the Task; null where it is
 *     several, or the gateway itself
 * @param holder organisation, by URA, that made the Task that it points at; for others the author. Only known once it is stored
 * @param codes of a Task, as {@code system|code}
 * @param ends whether it is the end of a Task: from then on that opens nothing
 * @param receivers organisations by URA; null for whoever may see it
 */
record Event(
        long id,
        Instant created,
        Topic topic,
        String patientId,
        String focus,
        Set<String> resources,
        @Nullable String author,
        @Nullable String holder,
        Set<String> codes,
        boolean ends,
        @Nullable Set<String> receivers) {

    /** Nobody is told of what it did itself. */
    boolean isOf(String ura) {
        return ura.equals(author);
    }

    /** Whether it is for the patient, through an app that the patient lets ask. */
    boolean isForThePatient() {
        return receivers != null && receivers.contains(EmergencyNotices.PATIENT);
    }

    String focusType() {
        return focus.substring(0, focus.indexOf('/'));
    }
}
