package nl.mgz.gateway.consent.fhir;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Elements of any resource by name (of a choice without its type), as types share them by convention and not by a class. */
final class Elements {

    private Elements() {}

    static Stream<Base> of(Resource resource, String name) {
        // Null where the type has no element of this name.
        Base @Nullable [] found = resource.listChildrenByName(name, false);
        return found == null ? Stream.empty() : Stream.of(found);
    }

    static Stream<Coding> codings(Resource resource, String name) {
        return of(resource, name).flatMap(found -> {
            if (found instanceof CodeableConcept concept) {
                return concept.getCoding().stream();
            }
            return found instanceof Coding coding ? Stream.of(coding) : Stream.empty();
        });
    }

    static Stream<String> references(Resource resource, List<String> names) {
        return names.stream()
                .flatMap(name -> of(resource, name))
                .filter(Reference.class::isInstance)
                .flatMap(found -> ReferenceText.of((Reference) found).stream());
    }

    static Optional<String> text(Resource resource, String name) {
        return of(resource, name)
                .filter(PrimitiveType.class::isInstance)
                .map(found -> ((PrimitiveType<?>) found).getValueAsString())
                .filter(text -> text != null && !text.isEmpty())
                .findFirst();
    }
}
