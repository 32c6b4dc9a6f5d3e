package nl.mgz.gateway.notify;

import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.consent.gate.ConsentGate;
import nl.mgz.gateway.consent.gate.Verdict;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import org.springframework.stereotype.Component;

/**
 * Who may know of an event: who could see, through a professional of its own and for treatment, one of the resources that it is
 * about. An emergency or a call that is open tells nobody by itself.
 */
@Component
class Audience {

    private final Partners partners;
    private final ConsentGate gate;
    private final TypeRules types;

    Audience(Partners partners, ConsentGate gate, TypeRules types) {
        this.partners = partners;
        this.gate = gate;
        this.types = types;
    }

    /** What a subscription's organisation may see now; empty when it takes part no more. */
    Optional<Access> open(Subscriber subscriber) {
        return partners.unasked(subscriber.clientId())
                .filter(caller -> caller.organization().equals(subscriber.ura()))
                .map(gate::open);
    }

    private boolean isApp(Caller caller, String patientId) {
        return caller.kind() == OrganizationKind.PATIENT_APP && partners.granted(caller.clientId(), patientId);
    }

    /** An app is told of emergencies, about one patient who lets it ask; whoever gives care is told of all that was asked for. */
    boolean maySubscribe(Subscriber subscriber, Caller caller) {
        return caller.kind() != OrganizationKind.PATIENT_APP
                || (subscriber.topics().equals(Set.of(Topic.BREAK_GLASS))
                        && subscriber.patientId() != null
                        && isApp(caller, subscriber.patientId()));
    }

    boolean stillHolds(Access access) {
        return gate.stillHolds(access);
    }

    /** The end of a Task closes what it opened, and is told to who was told of the Task: nobody drives to where nobody waits. */
    boolean mayKnow(Event event, Access access, EventStore told) {
        return mayKnow(event, access)
                || (event.ends()
                        && types.mayHave(access.caller(), event.focusType())
                        && told.isToldOf(event, access.caller().organization()));
    }

    private boolean mayKnow(Event event, Access access) {
        if (event.isForThePatient() || access.caller().kind() == OrganizationKind.PATIENT_APP) {
            return event.isForThePatient() && isApp(access.caller(), event.patientId());
        }
        if (event.topic() == Topic.CONSENT_CHANGED) {
            return types.mayHave(access.caller(), "Consent")
                    && access.explain(event.patientId(), false).isPresent();
        }
        boolean sees = access.decide(event.resources()).values().stream()
                .filter(Verdict::permitted)
                .anyMatch(
                        verdict -> types.mayHave(access.caller(), verdict.row().type()));
        // Broken glass is told to the practice, whatever it may see.
        boolean practice = event.topic() == Topic.BREAK_GLASS
                && event.receivers() != null
                && "Patient".equals(event.focusType())
                && access.isPracticeOf(event.patientId());
        return sees || practice;
    }
}
