package nl.mgz.gateway.notify;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.consult.ConsultationEvents;
import org.springframework.stereotype.Component;

/**
 * The terms of requests become events: the owner is reminded, and both are told that a term has passed. That a request went on to
 * the next step is a change of Tasks, and told as one.
 */
@Component
class TermEvents implements ConsultationEvents {

    private final Outbox outbox;

    TermEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void happened(Event event) {
        String task = "Task/" + event.taskId();
        switch (event.what()) {
            case DUE_SOON ->
                outbox.tell(Topic.CONSULTATION_DUE, event.patientId(), task, event.codes(), Set.of(event.owner()));
            case BREACHED ->
                outbox.tell(
                        Topic.CONSULTATION_BREACHED,
                        event.patientId(),
                        task,
                        event.codes(),
                        new TreeSet<>(List.of(event.owner(), event.requester())));
            case ESCALATED -> {}
        }
    }
}
