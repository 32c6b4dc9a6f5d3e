package nl.mgz.gateway.summary;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.FhirTerser;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** What a resource refers to. */
public final class References {

    private static final String KEPT = "nl.mgz.references";

    private static final FhirTerser TERSER = FhirContext.forR4Cached().newTerser();

    private References() {}

    /** All of them, wherever they stand. */
    @SuppressWarnings("unchecked")
    public static List<Reference> in(Resource resource) {
        Object kept = resource.getUserData(KEPT);
        if (kept instanceof List<?> references) {
            return (List<Reference>) references;
        }
        List<Reference> found = found(resource);
        if (kept != null) {
            resource.setUserData(KEPT, found);
        }
        return found;
    }

    /** Looks once for all who ask, when the first does; of a resource that nobody changes from here on. */
    public static void keep(Resource resource) {
        resource.setUserData(KEPT, true);
    }

    private static List<Reference> found(Resource resource) {
        return TERSER.getAllResourceReferences(resource).stream()
                .map(info -> (Reference) info.getResourceReference())
                .toList();
    }

    /** Relative references, without versions. */
    static List<String> of(Resource resource) {
        return in(resource).stream()
                .map(Reference::getReferenceElement)
                .filter(id -> id.hasIdPart() && id.hasResourceType() && !id.isAbsolute())
                .map(id -> id.toUnqualifiedVersionless().getValue())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** What has no address of its own in a document leads nowhere by a relative reference. */
    static void makeAbsolute(Resource resource, String base) {
        in(resource).forEach(reference -> {
            IIdType id = reference.getReferenceElement();
            if (id.hasIdPart() && id.hasResourceType() && !id.isAbsolute()) {
                reference.setReference(base + "/" + id.getValue());
            }
        });
    }
}
