package nl.mgz.gateway.walk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/**
 * Writes a document of ours as JSON, with the same bytes as HAPI's parser and a tenth of its work: what a Composition of the gateway
 * is made of is known, and all else in a document is text already.
 */
final class DocumentText {

    private static final JsonFactory JSON = new JsonFactory();

    private final Function<Resource, String> entries;

    /** @param entries how a resource is written that is not a Composition of ours */
    DocumentText(Function<Resource, String> entries) {
        this.entries = entries;
    }

    /** Whether there is nothing in it that would be left out here. What is not, is written as the other entries are. */
    private static boolean isOurs(Composition one) {
        return !(one.hasId()
                        || one.hasMeta()
                        || one.hasImplicitRules()
                        || one.hasContained()
                        || one.hasExtension()
                        || one.hasModifierExtension()
                        || one.hasEncounter()
                        || one.hasConfidentiality()
                        || one.hasAttester()
                        || one.hasCustodian()
                        || one.hasRelatesTo()
                        || one.hasEvent())
                && one.getSection().stream().allMatch(DocumentText::isOurs);
    }

    private static boolean isOurs(SectionComponent one) {
        return !(one.hasId()
                        || one.hasExtension()
                        || one.hasModifierExtension()
                        || one.hasFocus()
                        || one.hasMode()
                        || one.hasOrderedBy()
                        || one.hasSection())
                && one.getEntry().stream()
                        .flatMap(entry -> entry.getExtension().stream())
                        .allMatch(DocumentText::isOurs);
    }

    private static boolean isOurs(Extension one) {
        return !one.hasId()
                && (!one.hasValue()
                        || one.getValue() instanceof StringType
                        || one.getValue() instanceof Identifier
                        || one.getValue() instanceof Coding)
                && one.getExtension().stream().allMatch(DocumentText::isOurs);
    }

    String of(Bundle document) {
        StringWriter text = new StringWriter(1 << 15);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("resourceType", "Bundle");
            if (document.getMeta().hasTag()) {
                json.writeObjectFieldStart("meta");
                json.writeArrayFieldStart("tag");
                for (Coding tag : document.getMeta().getTag()) {
                    write(json, tag);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeFieldName("identifier");
            write(json, document.getIdentifier());
            field(json, "type", document.getType().toCode());
            field(json, "timestamp", document.getTimestampElement().getValueAsString());
            json.writeArrayFieldStart("entry");
            for (Bundle.BundleEntryComponent entry : document.getEntry()) {
                json.writeStartObject();
                field(json, "fullUrl", entry.getFullUrl());
                json.writeFieldName("resource");
                if (entry.getResource() instanceof Composition composition && isOurs(composition)) {
                    write(json, composition);
                } else {
                    json.writeRawValue(entries.apply(entry.getResource()));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Composition one) throws IOException {
        json.writeStartObject();
        json.writeStringField("resourceType", "Composition");
        field(json, "language", one.getLanguage());
        write(json, one.getText());
        json.writeFieldName("identifier");
        write(json, one.getIdentifier());
        field(json, "status", one.getStatus().toCode());
        write(json, "type", one.getType());
        json.writeFieldName("subject");
        write(json, one.getSubject());
        field(json, "date", one.getDateElement().getValueAsString());
        write(json, "author", one.getAuthor());
        field(json, "title", one.getTitle());
        json.writeArrayFieldStart("section");
        for (SectionComponent section : one.getSection()) {
            json.writeStartObject();
            field(json, "title", section.getTitle());
            write(json, "code", section.getCode());
            write(json, "author", section.getAuthor());
            write(json, section.getText());
            write(json, "entry", section.getEntry());
            write(json, "emptyReason", section.getEmptyReason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Narrative one) throws IOException {
        json.writeObjectFieldStart("text");
        field(json, "status", one.getStatus().toCode());
        field(json, "div", one.getDivAsString());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, CodeableConcept one) throws IOException {
        if (one.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(name);
        if (one.hasCoding()) {
            json.writeArrayFieldStart("coding");
            for (Coding coding : one.getCoding()) {
                write(json, coding);
            }
            json.writeEndArray();
        }
        field(json, "text", one.getText());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Coding one) throws IOException {
        json.writeStartObject();
        field(json, "system", one.getSystem());
        field(json, "version", one.getVersion());
        field(json, "code", one.getCode());
        field(json, "display", one.getDisplay());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Identifier one) throws IOException {
        json.writeStartObject();
        field(json, "system", one.getSystem());
        field(json, "value", one.getValue());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<Reference> all) throws IOException {
        if (all.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (Reference one : all) {
            write(json, one);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Reference one) throws IOException {
        json.writeStartObject();
        extensions(json, one.getExtension());
        field(json, "reference", one.getReference());
        field(json, "type", one.getType());
        if (one.hasIdentifier()) {
            json.writeFieldName("identifier");
            write(json, one.getIdentifier());
        }
        field(json, "display", one.getDisplay());
        json.writeEndObject();
    }

    private static void extensions(JsonGenerator json, List<Extension> all) throws IOException {
        if (all.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("extension");
        for (Extension one : all) {
            json.writeStartObject();
            extensions(json, one.getExtension());
            field(json, "url", one.getUrl());
            if (one.getValue() instanceof StringType text) {
                field(json, "valueString", text.getValue());
            } else if (one.getValue() instanceof Identifier identifier) {
                json.writeFieldName("valueIdentifier");
                write(json, identifier);
            } else if (one.getValue() instanceof Coding coding) {
                json.writeFieldName("valueCoding");
                write(json, coding);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void field(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }
}
