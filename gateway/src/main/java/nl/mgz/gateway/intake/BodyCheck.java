package nl.mgz.gateway.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a body as characters, before it becomes resources. HAPI's own parsers store broken UTF-8 as replacement
 * characters, let the last of two equal keys win and take NUL, and they see other entries than the validator where one is no
 * object; none of that may reach a record.
 */
final class BodyCheck {

    private final IntakeLimits limits;
    private final JsonFactory json;

    BodyCheck(IntakeLimits limits) {
        this.limits = limits;
        this.json = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(200)
                        .build())
                .build();
    }

    /** @return the reason why the body is not taken; empty when it may be parsed */
    Optional<Refusal> check(byte[] body, String contentType) {
        if (body.length == 0) {
            return Optional.empty();
        }
        return characters(body)
                .or(() -> contentType.contains("xml")
                        ? xml(body)
                        : json(
                                body,
                                contentType.contains("json-patch") ? JsonToken.START_ARRAY : JsonToken.START_OBJECT));
    }

    static Optional<Refusal> characters(byte[] body) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            return refuse(
                    ErrorCode.NOT_UTF8,
                    "The body is not valid UTF-8: send FHIR in UTF-8, without a byte of another encoding");
        }
        if (body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF) {
            return refuse(ErrorCode.NOT_UTF8, "The body begins with a byte order mark: send UTF-8 without one");
        }
        for (byte one : body) {
            if (one == 0) {
                return refuse(ErrorCode.NUL_CHARACTER, "The body has a NUL character");
            }
        }
        return Optional.empty();
    }

    /** @param first what the body begins with: a resource is an object, a JSON Patch an array */
    private Optional<Refusal> json(byte[] body, JsonToken first) {
        int depth = 0;
        int entries = 0;
        Refusal stray = null;
        try (JsonParser parser = json.createParser(body)) {
            JsonToken token = parser.nextToken();
            if (token != first) {
                return refuse(
                        ErrorCode.NOT_PARSEABLE,
                        "The body is not a JSON " + (first == JsonToken.START_ARRAY ? "array" : "object"));
            }
            for (; token != null; token = parser.nextToken()) {
                if (stray == null && isStray(token, parser)) {
                    stray = Refusal.of(
                            ErrorCode.NOT_PARSEABLE,
                            "An array stands in an array, or an entry of a Bundle is no object"
                                    + where(parser.currentTokenLocation()));
                }
                if (token.isStructStart()) {
                    depth++;
                    if (depth == 3 && token == JsonToken.START_OBJECT && inEntry(parser)) {
                        entries++;
                    }
                } else if (token.isStructEnd()) {
                    depth--;
                    if (depth == 0 && parser.nextToken() != null) {
                        return refuse(ErrorCode.NOT_PARSEABLE, "There is something after the end of the JSON");
                    }
                } else if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
                    Optional<Refusal> text = text(parser.getText());
                    if (text.isPresent()) {
                        return text;
                    }
                }
                if (depth > limits.maxDepth()) {
                    return tooDeep(ErrorCode.JSON_TOO_DEEP);
                }
                if (entries > limits.maxEntries()) {
                    return tooManyEntries();
                }
                if (depth == 0) {
                    return Optional.ofNullable(stray);
                }
            }
            return refuse(ErrorCode.NOT_PARSEABLE, "The JSON ends before it is complete");
        } catch (JsonProcessingException e) {
            return notJson(e);
        } catch (IOException e) {
            return refuse(ErrorCode.NOT_PARSEABLE, "The body cannot be read");
        }
    }

    /**
     * What is in no resource (https://hl7.org/fhir/R4/json.html#repeat). HAPI reads what is in an inner array as members of the
     * outer one, and HL7's validator passes over it.
     */
    private static boolean isStray(JsonToken token, JsonParser parser) {
        JsonStreamContext context = parser.getParsingContext();
        if (token == JsonToken.START_ARRAY) {
            return context.getParent().inArray();
        }
        return token.isScalarValue()
                && context.inArray()
                && "entry".equals(context.getParent().getCurrentName());
    }

    private static boolean inEntry(JsonParser parser) {
        return parser.getParsingContext().getParent() != null
                && "entry"
                        .equals(parser.getParsingContext()
                                .getParent()
                                .getParent()
                                .getCurrentName());
    }

    /** A NUL or half of a surrogate pair written as an escape is no better than one in bytes. */
    private static Optional<Refusal> text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one == 0) {
                return refuse(ErrorCode.NUL_CHARACTER, "A text in the body has a NUL character");
            }
            if (Character.isHighSurrogate(one)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(one)) {
                return refuse(
                        ErrorCode.NOT_UTF8, "A text in the body has half of a surrogate pair, which is no character");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> notJson(JsonProcessingException e) {
        String where = where(e.getLocation());
        boolean duplicate = e instanceof JsonParseException
                && String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
        return duplicate
                ? refuse(ErrorCode.JSON_DUPLICATE_KEY, "An object in the body has the same key twice" + where)
                : refuse(ErrorCode.NOT_PARSEABLE, "The body is not JSON" + where);
    }

    private static String where(@Nullable JsonLocation at) {
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    private Optional<Refusal> xml(byte[] body) {
        int depth = 0;
        int entries = 0;
        try {
            XMLStreamReader reader = xmlFactory().createXMLStreamReader(new ByteArrayInputStream(body), "UTF-8");
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    return refuse(
                            ErrorCode.XML_DOCTYPE, "The XML has a document type or an entity: FHIR allows neither");
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    if (depth == 2 && "entry".equals(reader.getLocalName())) {
                        entries++;
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
                if (depth > limits.maxDepth()) {
                    return tooDeep(ErrorCode.XML_TOO_DEEP);
                }
                if (entries > limits.maxEntries()) {
                    return tooManyEntries();
                }
            }
            return Optional.empty();
        } catch (XMLStreamException e) {
            String where =
                    e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNumber() + ")";
            return refuse(ErrorCode.NOT_PARSEABLE, "The body is not XML" + where);
        }
    }

    private static XMLInputFactory xmlFactory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    private Optional<Refusal> tooDeep(ErrorCode code) {
        return refuse(code, "The body is nested deeper than " + limits.maxDepth() + " levels");
    }

    private Optional<Refusal> tooManyEntries() {
        return refuse(
                ErrorCode.TOO_MANY_ENTRIES,
                "The Bundle has more than " + limits.maxEntries() + " entries: send it in parts");
    }

    private static Optional<Refusal> refuse(ErrorCode code, String text) {
        return Optional.of(Refusal.of(code, text));
    }
}
