package nl.mgz.gateway.labels;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import nl.mgz.gateway.fhir.Elements;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseHasExtensions;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Signature;

/**
 * Every concept in a resource, in what it contains and in its extensions. Each coding counts, wherever it stands: a refused
 * diagnosis, a test that was negative and a disease of the mother tell as much. Not looked at are {@link #WITHOUT_MEANING} and
 * text.
 */
final class CodeWalk {

    /** Labels themselves, and data types whose codings say what kind of name, number or address something is. */
    static final Set<Class<?>> WITHOUT_MEANING = Set.of(
            Meta.class,
            Narrative.class,
            Identifier.class,
            Reference.class,
            HumanName.class,
            Address.class,
            ContactPoint.class,
            Period.class,
            Quantity.class,
            Attachment.class,
            Signature.class);

    void each(IBaseResource resource, Consumer<List<Coding>> concept) {
        Elements.below(resource, element -> visit(element, concept));
    }

    private void visit(IBase element, Consumer<List<Coding>> concept) {
        if (element instanceof CodeableConcept found) {
            if (found.hasCoding()) {
                concept.accept(found.getCoding());
            }
            extensions(found, concept);
        } else if (element instanceof Coding found) {
            concept.accept(List.of(found));
            extensions(found, concept);
        } else if (element instanceof IPrimitiveType<?>) {
            extensions(element, concept);
        } else if (!WITHOUT_MEANING.contains(element.getClass())) {
            Elements.below(element, child -> visit(child, concept));
        }
    }

    private void extensions(IBase element, Consumer<List<Coding>> concept) {
        if (element instanceof IBaseHasExtensions extended && extended.hasExtension()) {
            extended.getExtension().forEach(one -> visit(one, concept));
        }
    }
}
