package nl.mgz.gateway.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** What a resource refers to. */
public final class References {

    private static final String KEPT = "nl.mgz.references";

    private static final FhirContext CONTEXT = FhirContext.forR4Cached();

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

    /**
     * Where in its resource a reference stands, for who is told that something is wrong with it.
     *
     * @return its path below the resource, without indices
     */
    public static String path(IBaseResource resource, Reference reference) {
        return CONTEXT.newTerser().getAllResourceReferences(resource).stream()
                .filter(info -> info.getResourceReference() == reference)
                .map(ResourceReferenceInfo::getName)
                .findFirst()
                .orElse("");
    }

    /**
     * Those that HAPI's own FhirTerser finds, with which it is checked whose data something is: none in the extension of a primitive.
     */
    private static List<Reference> found(Resource resource) {
        List<Reference> found = new ArrayList<>();
        Elements.each(resource, element -> {
            if (element instanceof Reference reference && !reference.isEmpty()) {
                found.add(reference);
            }
        });
        return found;
    }

    /** Relative references, without versions. */
    public static List<String> of(Resource resource) {
        return in(resource).stream()
                .map(Reference::getReferenceElement)
                .filter(id -> id.hasIdPart() && id.hasResourceType() && !id.isAbsolute())
                .map(id -> id.toUnqualifiedVersionless().getValue())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** What has no address of its own in a document leads nowhere by a relative reference. */
    public static void makeAbsolute(Resource resource, String base) {
        in(resource).forEach(reference -> {
            IIdType id = reference.getReferenceElement();
            if (id.hasIdPart() && id.hasResourceType() && !id.isAbsolute()) {
                reference.setReference(base + "/" + id.getValue());
            }
        });
    }
}
