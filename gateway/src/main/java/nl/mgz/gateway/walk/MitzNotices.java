package nl.mgz.gateway.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.audit.AuditTrail;
import nl.mgz.gateway.audit.RequestTrail;
import nl.mgz.gateway.consent.fhir.Revisions;
import nl.mgz.gateway.patient.Bsn;
import nl.mgz.gateway.patient.PatientBindings;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a notice of Mitz does: from its commit on no answer of Mitz from before it counts, on any node, and nothing that was
 * decided on one leaves any more. In one transaction with its event.
 */
@Component
class MitzNotices {

    private final PatientBindings bindings;
    private final Revisions revisions;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;

    MitzNotices(
            PatientBindings bindings, Revisions revisions, AuditTrail audit, PlatformTransactionManager transactions) {
        this.bindings = bindings;
        this.revisions = revisions;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param people of whom the region may know nobody */
    void about(Set<Bsn> people, RequestTrail trail) {
        transaction.executeWithoutResult(status -> {
            List<String> patients = new ArrayList<>();
            people.stream().map(bindings::patientWith).flatMap(Optional::stream).forEach(patients::add);
            revisions.changed(patients);
            patients.forEach(patient -> audit.acting(trail, patient));
        });
    }

    /** It is not known about whom. */
    void aboutSomebody() {
        transaction.executeWithoutResult(status -> revisions.directoryChanged());
    }
}
