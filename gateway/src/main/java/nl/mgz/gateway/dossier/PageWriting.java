package nl.mgz.gateway.dossier;

import ca.uhn.fhir.context.FhirContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.fhir.Elements;
import nl.mgz.gateway.fhir.References;
import nl.mgz.gateway.labels.Labels;
import nl.mgz.gateway.labels.LabelsOnShow;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/** Makes of a stored resource what its page says. */
final class PageWriting {

    private final FhirContext context;

    PageWriting(FhirContext context) {
        this.context = context;
    }

    /** @param resource with its id and version; it is left as it is */
    String content(IBaseResource resource, Labels labels) {
        Resource shown = ((Resource) resource).copy();
        shown.setId(resource.getIdElement().toUnqualified());
        LabelsOnShow.add(shown, labels);
        Elements.each(shown, element -> {
            if (element instanceof Narrative text) {
                inOneOrder(text.getDiv());
            }
        });
        return context.newJsonParser().encodeResourceToString(shown);
    }

    /**
     * HAPI writes the attributes of a tag in another order each time that they were read, where two of them have one place in its map, as
     * {@code lang} and {@code xml:lang} do. A page made anew has to be the same.
     */
    private static void inOneOrder(XhtmlNode node) {
        if (node.hasAttributes()) {
            Map<String, String> attributes = new TreeMap<>(node.getAttributes());
            node.getAttributes().clear();
            node.getAttributes().putAll(attributes);
        }
        node.getChildNodes().forEach(PageWriting::inOneOrder);
    }

    /** Whom and what it names that is nobody's record. */
    Set<String> names(IBaseResource resource) {
        Set<String> names = new TreeSet<>();
        References.in((Resource) resource).forEach(reference -> {
            IIdType target = reference.getReferenceElement();
            if (target.hasIdPart() && !target.isAbsolute() && isShared(String.valueOf(target.getResourceType()))) {
                names.add(target.getResourceType() + "/" + target.getIdPart());
            }
        });
        return names;
    }

    private static boolean isShared(String type) {
        return ServedTypes.find(type)
                .filter(one -> one.kind() == ServedType.Kind.DIRECTORY || one.kind() == ServedType.Kind.SHARED)
                .isPresent();
    }
}
