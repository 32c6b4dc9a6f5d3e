package nl.mgz.gateway.fhir;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.stereotype.Component;

/** Reads a Patient for the gateway's own comparison, not for an answer. */
@Component
public class StoredPatients {

    private final DaoRegistry daos;

    StoredPatients(DaoRegistry daos) {
        this.daos = daos;
    }

    /** @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException when there is none with this id */
    public Patient read(String id) {
        return daos.getResourceDao(Patient.class).read(new IdType("Patient", id), new SystemRequestDetails());
    }
}
