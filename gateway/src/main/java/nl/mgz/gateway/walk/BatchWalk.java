package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.OperationOutcome;

/**
 * The entries of a batch (https://hl7.org/fhir/R4/http.html#transaction): each writes, reads or is refused alone. None may
 * depend on another; those that write go first, as in a transaction, so that everything read is decided on after the last
 * change and all of it is looked at again before the answer leaves.
 */
final class BatchWalk {

    private BatchWalk() {}

    /** @param wrong the entries that are not valid, by index, with the reason */
    static Bundle walk(Bundle batch, Map<Integer, Refusal> wrong, RequestDetails request, RequestWalk walk) {
        Bundle answer = new Bundle();
        answer.setType(BundleType.BATCHRESPONSE);
        List<BundleEntryComponent> entries = batch.getEntry();
        BundleEntryComponent[] answers = new BundleEntryComponent[entries.size()];
        for (boolean reads : new boolean[] {false, true}) {
            for (int i = 0; i < answers.length; i++) {
                if (reads == reads(entries.get(i))) {
                    Refusal refusal = wrong.get(i);
                    answers[i] = refusal != null
                            ? refused(refusal.asException())
                            : one(entries.get(i), reads, request, walk);
                }
            }
        }
        List.of(answers).forEach(answer::addEntry);
        return answer;
    }

    private static boolean reads(BundleEntryComponent entry) {
        return entry.getRequest().getMethod() == HTTPVerb.GET;
    }

    private static BundleEntryComponent one(
            BundleEntryComponent entry, boolean reads, RequestDetails request, RequestWalk walk) {
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
