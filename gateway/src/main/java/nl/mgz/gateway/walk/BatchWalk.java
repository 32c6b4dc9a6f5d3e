package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import nl.mgz.gateway.refusal.RefusedException;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.OperationOutcome;

/** The entries of a batch, one after the other (https://hl7.org/fhir/R4/http.html#transaction): each writes, reads or is refused alone. */
final class BatchWalk {

    private BatchWalk() {}

    static Bundle walk(Bundle batch, RequestDetails request, RequestWalk walk) {
        Bundle answer = new Bundle();
        answer.setType(BundleType.BATCHRESPONSE);
        batch.getEntry().forEach(entry -> answer.addEntry(one(entry, request, walk)));
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
        } catch (BaseServerResponseException e) {
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
