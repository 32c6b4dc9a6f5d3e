package nl.mgz.gateway.consult;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to know what the clock did to a request. Called in the transaction that puts it on record, once for each event:
 * what an implementation writes is there with the event or not at all.
 */
public interface ConsultationEvents {

    void happened(Event event);

    /** What happened to a request by itself. */
    enum Kind {
        /** Part of the term has passed and nobody has accepted: whom to remind is the owner. */
        DUE_SOON,
        /** Nobody accepted in time: the request went on to the next step of care. */
        ESCALATED,
        /** The term has passed without an answer, or with nobody on site. */
        BREACHED
    }

    /**
     * @param requester by URA
     * @param owner by URA
     * @param kind of the request: a code of {@code mgz-consultation-kind}
     * @param codes of the Task, as {@link #codes} gives them
     * @param next the Task that came in its place; null where none did
     */
    record Event(
            Kind what,
            String taskId,
            String patientId,
            String requester,
            String owner,
            String kind,
            Set<String> codes,
            Instant due,
            @Nullable String next) {}

    /** The codes of a Task, as {@code system|code}. */
    static Set<String> codes(Task task) {
        return task.getCode().getCoding().stream()
                .map(code -> code.getSystem() + "|" + code.getCode())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
