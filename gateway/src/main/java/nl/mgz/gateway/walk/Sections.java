package nl.mgz.gateway.walk;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.consent.gate.Access;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Reference;

/**
 * A document as its reader may see it: references to what is hidden go, and with them the text that tells about it. A section
 * of which nothing is left goes with its title.
 */
final class Sections {

    private Sections() {}

    static void keepVisible(Composition composition, Access access) {
        Set<String> named = new LinkedHashSet<>();
        all(composition.getSection()).forEach(section -> section.getEntry().forEach(entry -> id(entry, named)));
        access.decide(named);
        if (keepVisible(composition.getSection(), access)) {
            // The text of the whole tells about its parts.
            composition.setText(null);
        }
    }

    private static List<SectionComponent> all(List<SectionComponent> sections) {
        List<SectionComponent> all = new ArrayList<>(sections);
        sections.forEach(section -> all.addAll(all(section.getSection())));
        return all;
    }

    private static void id(Reference entry, Set<String> named) {
        IIdType id = entry.getReferenceElement();
        if (isRecord(id)) {
            named.add(id.getIdPart());
        }
    }

    private static boolean isRecord(IIdType id) {
        return id.hasIdPart()
                && !id.isAbsolute()
                && PermittedSearch.isAboutPatients(String.valueOf(id.getResourceType()));
    }

    /** @return whether something went */
    private static boolean keepVisible(List<SectionComponent> sections, Access access) {
        boolean changed = false;
        for (SectionComponent section : List.copyOf(sections)) {
            boolean less = section.getEntry()
                    .removeIf(entry -> isRecord(entry.getReferenceElement())
                            && !access.permits(entry.getReferenceElement().getIdPart()));
            less |= keepVisible(section.getSection(), access);
            if (less) {
                section.setText((Narrative) null);
                if (!section.hasEntry() && !section.hasSection()) {
                    sections.remove(section);
                }
            }
            changed |= less;
        }
        return changed;
    }
}
