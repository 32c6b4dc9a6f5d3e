package nl.mgz.gateway.patient;

import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** Who wants to know what is stored, in the transaction that stores it: what it writes is there with the resource or not at all. */
public interface BoundResources {

    /**
     * A resource in the form in which it is stored, its references final.
     *
     * @param binding whose it is and who wrote it first
     */
    record Bound(IBaseResource resource, Binding binding) {}

    /** Called once for each transaction, with the last version of each resource, just before it commits. */
    void stored(List<Bound> resources);

    /** Called when a resource is deleted, before the transaction commits. */
    void deleted(String resourceId);
}
