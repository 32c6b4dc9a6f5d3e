package nl.mgz.gateway.audit.view;

import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/** The narrative of an AuditEvent: what the patient reads of it. */
final class AuditNarrative {

    private AuditNarrative() {}

    static Narrative of(TrailLine line) {
        AccessLine access = AccessLine.of(line);
        XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
        div.attribute("xmlns", "http://www.w3.org/1999/xhtml");
        div.attribute("lang", "nl");
        // A text node: escaped when it is written.
        div.para().tx(AccessWords.day(access) + ", " + AccessWords.sentences(access));
        Narrative narrative = new Narrative();
        narrative.setStatus(NarrativeStatus.GENERATED);
        narrative.setDiv(div);
        return narrative;
    }
}
