package nl.mgz.gateway.consent.gate;

import nl.mgz.gateway.consent.AccessRequest;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.identity.Caller;
import org.springframework.stereotype.Component;

/** The consents that are stored here. */
@Component
final class OwnConsents implements ConsentSource {

    @Override
    public String scope(Items.Row row) {
        return row.patientId();
    }

    @Override
    public Said about(AccessRequest request, Caller caller, Items.Row row, PatientRecords.Known patient) {
        return new Said(patient.record().consents().decider(request), "");
    }
}
