package nl.mgz.gateway.patient;

import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.capability.DataCategory;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;

/**
 * The tags by which a resource tells who authored it and which data it is. The server computes them on every write;
 * what a client sends in these systems is dropped.
 */
final class Marks {

    /** Tag system of the organisation, by URA, that wrote the resource first. */
    static final String AUTHOR = "https://mgz-gateway.nl/fhir/NamingSystem/author-organization";

    private static final Set<String> RESERVED = Set.of(AUTHOR, DataCategory.SYSTEM);

    private Marks() {}

    static void set(IBaseResource resource, String authorUra, DataCategory category) {
        remove(resource);
        Meta meta = ((Resource) resource).getMeta();
        meta.addTag(new Coding(AUTHOR, authorUra, null));
        meta.addTag(new Coding(DataCategory.SYSTEM, category.code(), null));
    }

    static void remove(IBaseResource resource) {
        ((Resource) resource).getMeta().getTag().removeIf(tag -> RESERVED.contains(String.valueOf(tag.getSystem())));
    }

    static Optional<String> author(IBaseResource resource) {
        return ((Resource) resource)
                .getMeta().getTag().stream()
                        .filter(tag -> AUTHOR.equals(tag.getSystem()))
                        .map(Coding::getCode)
                        .findFirst();
    }
}
