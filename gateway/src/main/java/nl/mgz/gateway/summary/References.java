package nl.mgz.gateway.summary;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Resource;

/** What a resource refers to. */
final class References {

    private References() {}

    /** Relative references, without versions. */
    static List<String> of(Resource resource) {
        return FhirContext.forR4Cached().newTerser().getAllResourceReferences(resource).stream()
                .map(info -> info.getResourceReference().getReferenceElement())
                .filter(id -> id.hasIdPart() && id.hasResourceType() && !id.isAbsolute())
                .map(id -> id.toUnqualifiedVersionless().getValue())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** What has no address of its own in a document leads nowhere by a relative reference. */
    static void makeAbsolute(Resource resource, String base) {
        FhirContext.forR4Cached().newTerser().getAllResourceReferences(resource).forEach(info -> {
            IIdType id = info.getResourceReference().getReferenceElement();
            if (id.hasIdPart() && id.hasResourceType() && !id.isAbsolute()) {
                info.getResourceReference().setReference(base + "/" + id.getValue());
            }
        });
    }
}
