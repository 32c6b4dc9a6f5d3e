package nl.mgz.gateway.consult;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import nl.mgz.gateway.patient.EmergencyReview;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * A request from one organisation to another that has not ended, in words.
 *
 * @param kind what is asked, in Dutch
 * @param state where it is, in Dutch
 * @param due when it has to be answered, as far as there is a term
 * @param late whether that has passed
 */
public record OpenRequest(
        String kind, String state, @Nullable Instant due, boolean late) {

    private static final Map<TaskStatus, String> STATES = Map.of(
            TaskStatus.REQUESTED, "gevraagd",
            TaskStatus.RECEIVED, "ontvangen",
            TaskStatus.ACCEPTED, "aangenomen",
            TaskStatus.INPROGRESS, "bezig",
            TaskStatus.ONHOLD, "onderbroken");

    /** @return empty for what has ended, and for what is no request to another organisation */
    public static Optional<OpenRequest> of(Task task, Instant at) {
        String state = task.hasStatus() ? STATES.get(task.getStatus()) : null;
        Optional<ConsultationKind> kind = ConsultationKind.of(task.getCode());
        boolean toAnother = task.hasOwner()
                && task.hasRequester()
                && !task.getOwner().equalsDeep(task.getRequester())
                && !EmergencyReview.isOne(task);
        if (state == null || kind.filter(one -> one == ConsultationKind.ABORT).isPresent() || !toAnother) {
            return Optional.empty();
        }
        Instant due = TaskMarks.due(task).orElse(null);
        return Optional.of(new OpenRequest(
                kind.map(ConsultationKind::dutch).orElse("Verzoek"), state, due, due != null && due.isBefore(at)));
    }

    /** Whether a status, as it is written, is one of a request that has not ended. */
    public static boolean isOpen(@Nullable String status) {
        return STATES.keySet().stream().anyMatch(one -> one.toCode().equals(status));
    }
}
