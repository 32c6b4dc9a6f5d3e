package nl.mgz.gateway.summary;

import org.hl7.fhir.r4.model.Resource;

/**
 * What one organisation states of a patient.
 *
 * @param resource as the reader may see it, with its id
 * @param ura of the organisation that holds it
 * @param organisation its name
 */
public record Statement(Resource resource, String ura, String organisation) {

    String id() {
        return resource.getIdElement().getIdPart();
    }

    String reference() {
        return resource.fhirType() + "/" + id();
    }
}
