package nl.mgz.gateway.summary;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import nl.mgz.gateway.careplan.FormAnswers;
import org.hl7.fhir.r4.model.Resource;

/**
 * What one organisation states of a patient.
 *
 * @param resource as the reader may see it, with its id
 * @param ura of the organisation that holds it
 * @param organisation its name
 */
public record Statement(Resource resource, String ura, String organisation) {

    public String id() {
        return FormAnswers.key(resource);
    }

    /** As {@code Type/id}; what is stated in a form has a urn instead, the same each time. */
    public String reference() {
        return FormAnswers.isStated(resource) ? urn(resource) : resource.fhirType() + "/" + id();
    }

    static String urn(Resource stated) {
        return "urn:uuid:" + UUID.nameUUIDFromBytes(FormAnswers.key(stated).getBytes(StandardCharsets.UTF_8));
    }
}
