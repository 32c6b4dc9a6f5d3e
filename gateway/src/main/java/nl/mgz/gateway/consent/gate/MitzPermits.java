package nl.mgz.gateway.consent.gate;

import nl.mgz.gateway.consent.AccessRequest;
import nl.mgz.gateway.consent.fhir.Directory;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.consent.mitz.ClosedQuestion;
import nl.mgz.gateway.consent.mitz.MitzAnswer;
import nl.mgz.gateway.consent.mitz.MitzConsents;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.Bsn;
import nl.mgz.gateway.patient.PatientBindings;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What Mitz says. A permit of it is weighed as the most general permit that could be stored here. */
@Component
final class MitzPermits implements ConsentSource {

    private final MitzConsents consents;
    private final PatientBindings bindings;

    MitzPermits(MitzConsents consents, PatientBindings bindings) {
        this.consents = consents;
        this.bindings = bindings;
    }

    @Override
    public String scope(Items.Row row) {
        return row.patientId() + " " + row.authorUra();
    }

    @Override
    public Said about(AccessRequest request, Caller caller, Items.Row row, PatientRecords.Known patient) {
        // A patient without a BSN is unknown there.
        MitzAnswer answer = bindings.bsnOf(row.patientId())
                .map(bsn -> consents.ask(
                        question(
                                bsn,
                                new Ura(row.authorUra()),
                                caller,
                                patient.record().directory()),
                        patient.state()))
                .orElse(MitzAnswer.MISSING_INPUT);
        return new Said(patient.record().elsewhere(answer.isPermit()).decider(request), answer.code());
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
