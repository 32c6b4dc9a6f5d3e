package nl.mgz.gateway.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.intake.XmlComments;
import nl.mgz.gateway.refusal.ElevenTest;
import nl.mgz.gateway.validation.Validation.Finding;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.utilities.validation.ValidationMessage;

/**
 * Validates one resource, or one Bundle with all that is in it, as one call.
 *
 * <p>Our profile for a resource's kind is always imposed; a profile that it claims is checked where we hold it. A claim
 * of a profile that nobody gave us is no fault of the sender: it is told as "not checked".
 */
public final class ResourceValidator {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Any address will do, so long as what is there refers to what else is there. */
    private static final String HERE = "https://gateway.invalid/fhir/";

    private static final Pattern LATER_VERSION =
            Pattern.compile("http://hl7\\.org/fhir/(?:4\\.3|5\\.0)/StructureDefinition/extension-");

    private final FhirContext context;
    private final Definitions definitions;
    private final ValidatorPool validators;

    public ResourceValidator(FhirContext context, Definitions definitions, SupportChain support) {
        this.context = context;
        this.definitions = definitions;
        this.validators = new ValidatorPool(support);
    }

    /**
     * All that there is to say. Reads strictly: what FHIR does not know is a finding, for it would not survive the way to
     * JSON.
     *
     * @throws DataFormatException when the text is no FHIR resource at all
     */
    public Validation validateXml(String xml) {
        return validateXml(xml, validators::all);
    }

    /**
     * All that there is to say.
     *
     * @throws DataFormatException when the text is no FHIR resource at all
     */
    public Validation validateJson(String json) {
        return validateJson(json, validators::all);
    }

    /** Every error as {@link #validateXml}; the rest may be left out: what is known to be sound is not looked at again. */
    public Validation errorsInXml(String xml) {
        return validateXml(xml, validators::errors);
    }

    /** Every error as {@link #validateJson}; the rest may be left out: what is known to be sound is not looked at again. */
    public Validation errorsInJson(String json) {
        return validateJson(json, validators::errors);
    }

    private Validation validateXml(String xml, Function<ObjectNode, List<ValidationMessage>> look) {
        UnknownParts unknown = new UnknownParts();
        IBaseResource resource =
                context.newXmlParser().setParserErrorHandler(unknown).parseResource(XmlComments.strip(xml));
        Validation known = validateJson(context.newJsonParser().encodeResourceToString(resource), look);
        List<Finding> findings = new ArrayList<>(unknown.findings());
        findings.addAll(known.findings());
        return new Validation(findings);
    }

    private Validation validateJson(String json, Function<ObjectNode, List<ValidationMessage>> look) {
        if (!(tree(json) instanceof ObjectNode resource)) {
            throw new DataFormatException("Not a JSON object");
        }
        List<Finding> findings = new ArrayList<>();
        prepare(resource, findings);
        look.apply(resource).stream().map(ResourceValidator::finding).forEach(findings::add);
        return new Validation(findings);
    }

    /** Makes the validator's own copy of what was sent ready for it. */
    void prepare(ObjectNode resource, List<Finding> findings) {
        claims(resource, findings);
        for (JsonNode entry : resource.path("entry")) {
            if (entry.path("resource") instanceof ObjectNode inner) {
                claims(inner, findings);
                // FHIR lets an entry that is created, or that says in its request where it goes, go without; the
                // validator does not.
                if (!entry.has("fullUrl") && entry instanceof ObjectNode sent) {
                    sent.put("fullUrl", place(sent));
                }
            }
        }
    }

    private static String place(ObjectNode entry) {
        JsonNode request = entry.path("request");
        JsonNode resource = entry.path("resource");
        String here = resource.path("resourceType").asText()
                + '/'
                + resource.path("id").asText();
        return "PUT".equals(request.path("method").asText())
                        && here.equals(request.path("url").asText())
                ? HERE + here
                : "urn:uuid:" + UUID.randomUUID();
    }

    /** Sets the profiles to check in the validator's own copy: ours, and those claimed that we hold. */
    private void claims(ObjectNode resource, List<Finding> findings) {
        String type = resource.path("resourceType").asText("");
        List<String> profiles = new ArrayList<>();
        ImposedProfiles.of(resource)
                .filter(url -> definitions.find(StructureDefinition.class, url).isPresent())
                .ifPresent(profiles::add);
        resource.path("meta").path("profile").forEach(claim -> {
            String canonical = claim.asText();
            if (definitions.find(StructureDefinition.class, canonical).isPresent()) {
                profiles.add(canonical);
            } else if (definitions.coversProfile(canonical)) {
                findings.add(unknownClaim(
                        IssueSeverity.ERROR, type, canonical, "the package that we hold has no such profile"));
            } else if (!canonical.startsWith("http://hl7.org/fhir/StructureDefinition/")) {
                findings.add(
                        unknownClaim(IssueSeverity.INFORMATION, type, canonical, "not checked: it is not held here"));
            }
        });
        claim(resource, profiles);
    }

    private static void claim(ObjectNode resource, List<String> profiles) {
        if (resource.path("meta") instanceof ObjectNode meta) {
            meta.remove("profile");
            if (meta.isEmpty()) {
                resource.remove("meta");
            }
        }
        if (!profiles.isEmpty()) {
            ArrayNode claims = resource.withObjectProperty("meta").putArray("profile");
            profiles.stream().distinct().forEach(claims::add);
        }
    }

    private static Finding unknownClaim(IssueSeverity severity, String type, String canonical, String why) {
        return new Finding(severity, "profile-unknown", type + ".meta.profile", "Profile " + canonical + ": " + why);
    }

    private static Finding finding(ValidationMessage message) {
        // A message of a library may quote what was sent.
        String text = ElevenTest.mask(Objects.toString(message.getMessage(), ""));
        // Where a terminology service speaks, its sentence stands in the place of a key.
        String key = Objects.toString(message.getMessageId(), "");
        key = key.contains(" ") ? "" : key;
        IssueSeverity severity = severity(message.getLevel());
        return new Finding(
                severity == IssueSeverity.ERROR && isNoFaultOfTheSender(key, text) ? IssueSeverity.WARNING : severity,
                key,
                Objects.toString(message.getLocation(), ""),
                text);
    }

    /**
     * What the validator calls an error and is none of the sender's: a profile of somebody else's that cannot be
     * evaluated, and an extension of a later FHIR version in its official form (https://hl7.org/fhir/R4/versions.html#extensions).
     */
    private static boolean isNoFaultOfTheSender(String key, String text) {
        return key.equals("SLICING_CANNOT_BE_EVALUATED")
                || (key.equals("Extension_EXT_Version_Invalid")
                        && LATER_VERSION.matcher(text).find());
    }

    private static IssueSeverity severity(ValidationMessage.IssueSeverity severity) {
        return switch (severity) {
            case FATAL, ERROR -> IssueSeverity.ERROR;
            case WARNING -> IssueSeverity.WARNING;
            case INFORMATION, NULL -> IssueSeverity.INFORMATION;
        };
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new DataFormatException("Not JSON: line " + e.getLocation().getLineNr());
        }
    }
}
