package nl.mgz.gateway.consent.gate;

import java.util.Collection;
import nl.mgz.gateway.consent.fhir.DeclaredRelations;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.stereotype.Component;

/** How an organisation comes into a patient's record for the first time: it says in a resource that the patient is in its care. */
@Component
public class Grounding {

    private final DeclaredRelations relations;

    Grounding(DeclaredRelations relations) {
        this.relations = relations;
    }

    /** Whether one of these resources says so of a patient who is known here. */
    public boolean declares(Collection<? extends IBaseResource> resources, String patientId, Access access) {
        return access.knows(patientId)
                && Callers.category(access.caller()) != null
                && relations.declares(
                        resources,
                        patientId,
                        ConsentGate.reference(access.caller().organization()));
    }
}
