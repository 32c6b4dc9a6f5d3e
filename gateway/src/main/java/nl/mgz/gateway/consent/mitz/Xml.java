package nl.mgz.gateway.consent.mitz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** XML of others: no document type, no entities, nothing fetched, nothing printed. */
final class Xml {

    private Xml() {}

    /** @return empty when it is not XML, or has a document type */
    static Optional<Element> parse(byte[] text) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Silent());
            Document document = builder.parse(new ByteArrayInputStream(text));
            return Optional.of(document.getDocumentElement());
        } catch (SAXException | IOException e) {
            // The message of a parser could quote what it read.
            return Optional.empty();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java reads no XML safely", e);
        }
    }

    static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node one = parent.getFirstChild(); one != null; one = one.getNextSibling()) {
            if (one instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    static List<Element> children(Element parent, String namespace, String name) {
        return children(parent).stream().filter(one -> is(one, namespace, name)).toList();
    }

    /** The parser's own handler writes to the console. */
    private static final class Silent implements ErrorHandler {

        @Override
        public void warning(SAXParseException problem) {
            // not worth a word
        }

        @Override
        public void error(SAXParseException problem) throws SAXException {
            throw problem;
        }

        @Override
        public void fatalError(SAXParseException problem) throws SAXException {
            throw problem;
        }
    }
}
