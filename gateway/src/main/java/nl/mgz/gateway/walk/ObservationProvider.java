package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;

/** Observation, and the operation that only an observation has. */
public class ObservationProvider extends ServedResourceProvider<Observation> {

    private final LastObservations last;

    ObservationProvider(RequestWalk walk, LastObservations last) {
        super(Observation.class, walk);
        this.last = last;
    }

    /** @see <a href="https://hl7.org/fhir/R4/observation-operation-lastn.html">Observation/$lastn</a> */
    @Operation(name = "$lastn", idempotent = true)
    public Bundle lastn(RequestDetails request) {
        return last.find(request);
    }
}
