package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Map;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.OperationOutcome;

/** The entries of a batch, one after the other (https://hl7.org/fhir/R4/http.html#transaction): each writes, reads or is refused alone. */
final class BatchWalk {

    private BatchWalk() {}

    /** @param wrong the entries that are not valid, by index, with the reason */
    static Bundle walk(Bundle batch, Map<Integer, Refusal> wrong, RequestDetails request, RequestWalk walk) {
        Bundle answer = new Bundle();
        answer.setType(BundleType.BATCHRESPONSE);
        for (int i = 0; i < batch.getEntry().size(); i++) {
            Refusal refusal = wrong.get(i);
            answer.addEntry(
                    refusal != null
                            ? refused(refusal.asException())
                            : one(batch.getEntry().get(i), request, walk));
        }
        return answer;
    }

    private static BundleEntryComponent one(BundleEntryComponent entry, RequestDetails request, RequestWalk walk) {
        boolean reads = entry.getRequest().getMethod() == HTTPVerb.GET;
        Bundle alone = new Bundle();
        alone.setType(reads ? BundleType.BATCH : BundleType.TRANSACTION);
        alone.addEntry(entry);
        try {
            Bundle answered = reads ? walk.readEntries(alone, request) : walk.storeEntry(alone, request);
            return answered.getEntryFirstRep();
        } catch (RuntimeException e) {
            // Earlier entries stand: each is told for itself.
            return refused(ErrorMapping.refusal(e));
        }
    }

    private static BundleEntryComponent refused(RefusedException e) {
        BundleEntryComponent entry = new BundleEntryComponent();
        entry.getResponse().setStatus(String.valueOf(e.getStatusCode())).setOutcome((OperationOutcome)
                e.getOperationOutcome());
        return entry;
    }
}
