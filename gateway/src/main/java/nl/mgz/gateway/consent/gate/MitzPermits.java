package nl.mgz.gateway.consent.gate;

import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.fhir.Directory;
import nl.mgz.gateway.consent.mitz.ClosedQuestion;
import nl.mgz.gateway.consent.mitz.ConsentSettings;
import nl.mgz.gateway.consent.mitz.Exchange;
import nl.mgz.gateway.consent.mitz.MitzConsents;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.Bsn;
import nl.mgz.gateway.patient.PatientBindings;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which data Mitz decides on, and what it says. */
@Component
class MitzPermits {

    private final ConsentSettings settings;
    private final MitzConsents consents;
    private final PatientBindings bindings;

    MitzPermits(ConsentSettings settings, MitzConsents consents, PatientBindings bindings) {
        this.settings = settings;
        this.consents = consents;
        this.bindings = bindings;
    }

    /** @param category of the data, as consent knows categories */
    boolean decides(Caller caller, String category) {
        return settings.sources().of(exchange(caller, category)) == ConsentSettings.Source.MITZ;
    }

    /** A triage service asks for one context, whatever is in it. */
    private static Exchange exchange(Caller caller, String category) {
        if (Callers.category(caller) == OrgCategory.TRIAGE) {
            return Exchange.TRIAGE;
        }
        return switch (category) {
            case "careplan" -> Exchange.CAREPLAN;
            case "consultation" -> Exchange.CONSULTATION;
            default -> Exchange.SUMMARY;
        };
    }

    /** Whether Mitz lets this caller see what a holder has of a patient. A patient without a BSN is unknown there. */
    boolean permits(String patientId, Ura holder, Caller caller, Directory directory) {
        return bindings.bsnOf(patientId)
                .filter(bsn ->
                        consents.ask(question(bsn, holder, caller, directory)).isPermit())
                .isPresent();
    }

    private static ClosedQuestion question(Bsn bsn, Ura holder, Caller caller, Directory directory) {
        Person responsible = caller.responsible().or(caller::person).orElse(null);
        Person acts = caller.responsible().isPresent() ? caller.person().orElse(null) : null;
        return new ClosedQuestion(
                bsn,
                organisation(holder, directory),
                ClosedQuestion.TREATMENT_DATA,
                new ClosedQuestion.User(
                        responsible == null ? null : role(responsible.role()),
                        responsible == null ? null : responsible.id(),
                        acts == null ? null : acts.id()),
                organisation(caller.organization(), directory),
                caller.purpose());
    }

    private static ClosedQuestion.Organisation organisation(Ura ura, Directory directory) {
        return new ClosedQuestion.Organisation(ura, directory.facilityType(ConsentGate.reference(ura)));
    }

    private static @Nullable String role(@Nullable String stated) {
        return stated == null ? null : stated.substring(stated.lastIndexOf('|') + 1);
    }
}
