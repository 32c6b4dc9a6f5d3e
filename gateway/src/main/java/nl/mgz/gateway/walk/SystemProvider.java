package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.Bundle;
import org.springframework.stereotype.Component;

/** What is sent to the base: transactions and batches. */
@Component
public class SystemProvider {

    private final RequestWalk walk;

    SystemProvider(RequestWalk walk) {
        this.walk = walk;
    }

    @Transaction
    public Bundle process(@TransactionParam Bundle bundle, RequestDetails request) {
        return walk.process(bundle, request);
    }
}
