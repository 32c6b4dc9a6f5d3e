package nl.mgz.gateway.consent.mitz;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import nl.mgz.gateway.consent.mitz.Xacml.Attribute;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Reads what Mitz answers: an envelope, a body, a response, one result, one decision, each in its place and its namespace.
 * Anything else is {@link MitzAnswer#UNEXPECTED}.
 *
 * <p>INVARIANT: what is echoed of the question is what was asked. An answer about somebody else opens nothing.
 */
final class XacmlResponse {

    private static final String STATUS_OK = "urn:oasis:names:tc:xacml:1.0:status:ok";

    private final Map<String, Attribute> asked;
    private final UUID message;

    private XacmlResponse(Map<String, Attribute> asked, UUID message) {
        this.asked = asked;
        this.message = message;
    }

    static MitzAnswer read(byte[] body, ClosedQuestion.Complete question, UUID message) {
        XacmlResponse response = new XacmlResponse(Xacml.byId(question), message);
        return Xml.parse(body).flatMap(response::result).map(response::decision).orElse(MitzAnswer.UNEXPECTED);
    }

    private Optional<Element> result(Element envelope) {
        if (!Xml.is(envelope, Xacml.SOAP, "Envelope")) {
            return Optional.empty();
        }
        List<Element> parts = Xml.children(envelope);
        boolean headed = parts.size() == 2 && Xml.is(parts.get(0), Xacml.SOAP, "Header");
        if (headed ? !isOurs(parts.get(0)) : parts.size() != 1) {
            return Optional.empty();
        }
        Element body = parts.get(parts.size() - 1);
        return Xml.is(body, Xacml.SOAP, "Body")
                ? only(body, "Response").flatMap(response -> only(response, "Result"))
                : Optional.empty();
    }

    /** Whether a header that says what it answers names our question. */
    private boolean isOurs(Element header) {
        return Xml.children(header, Xacml.ADDRESSING, "RelatesTo").stream()
                .allMatch(one -> one.getTextContent().strip().equalsIgnoreCase("urn:uuid:" + message));
    }

    private static Optional<Element> only(Element parent, String name) {
        List<Element> all = Xml.children(parent);
        return all.size() == 1 && Xml.is(all.get(0), Xacml.CORE, name) ? Optional.of(all.get(0)) : Optional.empty();
    }

    private MitzAnswer decision(Element result) {
        List<Element> decisions = Xml.children(result, Xacml.CORE, "Decision");
        // Who does not know an obligation may not let anybody in (XACML 3.0, 7.18), and we know none.
        boolean obliged = !Xml.children(result, Xacml.CORE, "Obligations").isEmpty();
        if (decisions.size() != 1 || obliged || !echoesTheQuestion(result)) {
            return MitzAnswer.UNEXPECTED;
        }
        return switch (text(decisions.get(0))) {
            case "Permit" -> isStatusOk(result) ? MitzAnswer.PERMIT : MitzAnswer.UNEXPECTED;
            case "Deny" -> MitzAnswer.DENY;
            case "NotApplicable" -> MitzAnswer.NOT_APPLICABLE;
            case "Indeterminate" -> MitzAnswer.INDETERMINATE;
            default -> MitzAnswer.UNEXPECTED;
        };
    }

    /** A text in one piece: a comment in the middle of a word is read differently by different parsers. */
    private static String text(Element element) {
        Node first = element.getFirstChild();
        return first != null && first.getNodeType() == Node.TEXT_NODE && first.getNextSibling() == null
                ? String.valueOf(first.getNodeValue())
                : "";
    }

    private static boolean isStatusOk(Element result) {
        return Xml.children(result, Xacml.CORE, "Status").stream()
                .flatMap(status -> Xml.children(status, Xacml.CORE, "StatusCode").stream())
                .allMatch(code -> STATUS_OK.equals(code.getAttribute("Value")));
    }

    private boolean echoesTheQuestion(Element result) {
        return Xml.children(result, Xacml.CORE, "Attributes").stream()
                .flatMap(group -> Xml.children(group, Xacml.CORE, "Attribute").stream())
                .allMatch(this::isAsAsked);
    }

    private boolean isAsAsked(Element echoed) {
        Attribute ours = asked.get(echoed.getAttribute("AttributeId"));
        if (ours == null) {
            return true;
        }
        List<Element> values = Xml.children(echoed);
        List<Element> parts = values.size() == 1 ? Xml.children(values.get(0)) : List.of();
        return parts.size() == 1
                && Xml.is(parts.get(0), Xacml.HL7, ours.coded() ? "CodedValue" : "InstanceIdentifier")
                && parts.get(0)
                        .getAttribute(ours.coded() ? "code" : "extension")
                        .equals(ours.value())
                && parts.get(0)
                        .getAttribute(ours.coded() ? "codeSystem" : "root")
                        .equals(ours.system());
    }
}
