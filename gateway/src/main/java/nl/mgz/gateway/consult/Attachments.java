package nl.mgz.gateway.consult;

import java.util.Optional;
import nl.mgz.gateway.fhir.Elements;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Property;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What may be attached to a record or a message: of known kinds, and not too large. The content itself is not looked into. */
@Component
public class Attachments {

    private final ConsultSettings settings;

    Attachments(ConsultSettings settings) {
        this.settings = settings;
    }

    /** Why a resource is not stored as it is; empty where it may be. Wherever in it an attachment stands. */
    public Optional<Refusal> check(IBaseResource resource) {
        // To know where one stands takes long, and few resources have one.
        return Elements.any(resource, Attachments::isContent)
                ? check((Base) resource, resource.fhirType())
                : Optional.empty();
    }

    private static boolean isContent(IBase element) {
        return element instanceof Attachment || element instanceof Binary || element instanceof Base64BinaryType;
    }

    private Optional<Refusal> check(Base element, String expression) {
        if (element instanceof Attachment attachment) {
            return attachment.hasData()
                    ? problem(attachment.getData(), attachment.getContentType(), expression)
                    : Optional.empty();
        }
        if (element instanceof Binary binary) {
            return problem(binary.getData(), binary.getContentType(), expression);
        }
        if (element instanceof Base64BinaryType bytes) {
            return tooLarge(bytes.getValue(), expression);
        }
        for (Property property : element.children()) {
            String name = property.getName().replace("[x]", "");
            for (Base value : property.getValues()) {
                Optional<Refusal> problem = value == null ? Optional.empty() : check(value, expression + "." + name);
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> tooLarge(byte @Nullable [] data, String expression) {
        return data != null && data.length > settings.maxAttachment().toBytes()
                ? refusal(
                        "An attachment has at most " + settings.maxAttachment().toKilobytes() + " kB", expression)
                : Optional.empty();
    }

    private Optional<Refusal> problem(byte @Nullable [] data, @Nullable String contentType, String expression) {
        Optional<Refusal> tooLarge = tooLarge(data, expression + ".data");
        String type = String.valueOf(contentType).split(";", 2)[0].strip();
        return tooLarge.isPresent() || settings.attachmentTypes().contains(type)
                ? tooLarge
                : refusal(
                        "An attachment says what it is, and is one of: "
                                + String.join(", ", settings.attachmentTypes()),
                        expression + ".contentType");
    }

    private static Optional<Refusal> refusal(String text, String expression) {
        return Optional.of(Refusal.of(ErrorCode.ATTACHMENT_NOT_ALLOWED, text, expression));
    }
}
