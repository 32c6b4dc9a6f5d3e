package nl.mgz.gateway.notify;

import java.util.Set;
import nl.mgz.gateway.consent.emergency.EmergencyNotices;
import org.springframework.stereotype.Component;

/** Broken glass becomes events: kept whether or not somebody subscribed, as what somebody had to be told. */
@Component
class EmergencyEvents implements EmergencyNotices {

    private final Outbox outbox;

    EmergencyEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void tell(String patientId, String receiver, String focus) {
        outbox.tell(Topic.BREAK_GLASS, patientId, focus, Set.of(receiver));
    }
}
