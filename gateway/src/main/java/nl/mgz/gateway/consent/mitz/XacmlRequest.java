package nl.mgz.gateway.consent.mitz;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import nl.mgz.gateway.consent.mitz.Xacml.Attribute;
import nl.mgz.gateway.consent.mitz.Xacml.Group;

/** Writes a closed question as a SOAP message. It holds a BSN: it goes to Mitz and nowhere else. */
final class XacmlRequest {

    private static final String ACTION = "XACMLAuthorizationDecisionQueryRequest";
    private static final String ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous";

    private final XMLStreamWriter xml;

    private XacmlRequest(XMLStreamWriter xml) {
        this.xml = xml;
    }

    static byte[] write(ClosedQuestion.Complete question, URI to, UUID message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
            new XacmlRequest(xml).envelope(question, to, message);
            xml.close();
            return bytes.toByteArray();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("this Java writes no XML");
        }
    }

    private void envelope(ClosedQuestion.Complete question, URI to, UUID message) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("SOAP-ENV", "Envelope", Xacml.SOAP);
        xml.writeNamespace("SOAP-ENV", Xacml.SOAP);
        xml.writeNamespace("types", Xacml.QUERY);
        xml.writeNamespace("wsa", Xacml.ADDRESSING);
        xml.writeStartElement("SOAP-ENV", "Header", Xacml.SOAP);
        addressing("Action", ACTION);
        addressing("MessageID", "urn:uuid:" + message);
        xml.writeStartElement("wsa", "ReplyTo", Xacml.ADDRESSING);
        addressing("Address", ANONYMOUS);
        xml.writeEndElement();
        addressing("To", to.toString());
        xml.writeEndElement();
        xml.writeStartElement("SOAP-ENV", "Body", Xacml.SOAP);
        xml.writeStartElement("types", "XACMLAuthzDecisionQuery", Xacml.QUERY);
        xml.writeStartElement("", "Request", Xacml.CORE);
        xml.writeDefaultNamespace(Xacml.CORE);
        xml.writeAttribute("CombinedDecision", "false");
        xml.writeAttribute("ReturnPolicyIdList", "false");
        for (Group group : Xacml.groups(question)) {
            group(group);
        }
        xml.writeEndDocument();
    }

    private void addressing(String name, String text) throws XMLStreamException {
        xml.writeStartElement("wsa", name, Xacml.ADDRESSING);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private void group(Group group) throws XMLStreamException {
        xml.writeStartElement("", "Attributes", Xacml.CORE);
        xml.writeAttribute("Category", group.category());
        xml.writeAttribute("xml", XMLConstants.XML_NS_URI, "id", group.id());
        for (Attribute one : group.attributes()) {
            xml.writeStartElement("", "Attribute", Xacml.CORE);
            xml.writeAttribute("AttributeId", one.id());
            xml.writeAttribute("IncludeInResult", "true");
            xml.writeStartElement("", "AttributeValue", Xacml.CORE);
            xml.writeAttribute("DataType", Xacml.HL7 + (one.coded() ? "#CV" : "#II"));
            value(one);
            xml.writeEndElement();
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void value(Attribute one) throws XMLStreamException {
        xml.writeEmptyElement("", one.coded() ? "CodedValue" : "InstanceIdentifier", Xacml.HL7);
        xml.writeDefaultNamespace(Xacml.HL7);
        if (one.authority() != null) {
            xml.writeAttribute("assigningAuthorityName", one.authority());
        }
        xml.writeAttribute(one.coded() ? "code" : "extension", one.value());
        xml.writeAttribute(one.coded() ? "codeSystem" : "root", one.system());
    }
}
