package nl.mgz.gateway.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import nl.mgz.gateway.refusal.ElevenTest;
import org.jspecify.annotations.Nullable;

/**
 * What it rests on whether there is an error in a resource: all of it, but for what may be another and as right. An id, a
 * number that names somebody, and a note in plain words may be any other; a reference is as good as one to another
 * resource of that type under the same profiles; moments may move as long as they stay in their order.
 */
final class Outline {

    private static final String BSN = "http://fhir.nl/fhir/NamingSystem/bsn";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
    private static final Pattern NINE_DIGITS = Pattern.compile("[0-9]{9}");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** No mark-up, no link, nothing around it that would be trimmed. */
    private static final Pattern PLAIN =
            Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{N} .,;:()'%+\\-\\n]{0,4000}[\\p{L}\\p{N}.)%])?");

    private static final String BETWEEN_TAGS = "[\\p{L}\\p{N}\\p{P}\\p{S}\\p{Zs}\\n\\r\\t&&[^<>&]]*";

    private static final Pattern PLAIN_BETWEEN_TAGS =
            Pattern.compile('>' + BETWEEN_TAGS + "[\\p{L}\\p{N}]" + BETWEEN_TAGS + '<');

    private final ObjectNode resource;
    private final UnaryOperator<@Nullable String> places;
    private final Moments moments;
    private final StringBuilder text = new StringBuilder(2_000);
    private final Set<String> extensions = new HashSet<>();

    /** In the order in which they come: that two are the same, or are not, is looked at. */
    private final List<String> bsns = new ArrayList<>();

    private boolean isWhole = true;

    private Outline(ObjectNode resource, UnaryOperator<@Nullable String> places) {
        this.resource = resource;
        this.places = places;
        this.moments = Moments.of(resource);
    }

    /**
     * @param places what there is to say of the place where a reference leads, or null where that is more than fits here
     * @return null where the verdict may rest on what is not in the resource
     */
    static @Nullable Outline of(ObjectNode resource, UnaryOperator<@Nullable String> places) {
        Outline outline = new Outline(resource, places);
        outline.write("", resource);
        return outline.isWhole ? outline : null;
    }

    Fingerprint fingerprint() {
        return Fingerprint.of(text);
    }

    /** The addresses of the extensions in it. */
    Set<String> extensions() {
        return extensions;
    }

    private void write(String name, JsonNode node) {
        if (node instanceof ObjectNode object) {
            text.append('{');
            for (Map.Entry<String, JsonNode> child : object.properties()) {
                text.append(child.getKey().length()).append(' ').append(child.getKey());
                child(name, object, child.getKey(), child.getValue());
            }
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            node.forEach(child -> write(name, child));
            text.append(']');
        } else if (node.isTextual()) {
            String value = node.textValue();
            // Where these lead is seen elsewhere.
            isWhole &= !value.startsWith("#") && !value.startsWith("urn:uuid:");
            as('"', value);
        } else {
            text.append('=').append(node).append(' ');
        }
    }

    private void child(String parent, ObjectNode object, String name, JsonNode node) {
        String value = node.textValue();
        String like = value == null ? null : like(parent, object, name, value);
        if (like == null) {
            isWhole &= !"contained".equals(name);
            write(name, node);
        } else {
            as('~', like);
        }
        if ("url".equals(name) && value != null && isExtension(parent)) {
            extensions.add(value);
        }
    }

    private static boolean isExtension(String name) {
        return "extension".equals(name) || "modifierExtension".equals(name);
    }

    /** Lengths keep one content from reading as another. */
    private void as(char kind, String value) {
        text.append(kind).append(value.length()).append(' ').append(value);
    }

    /** @return what the value may be put in the place of, or null where it is what it is */
    private @Nullable String like(String parent, ObjectNode object, String name, String value) {
        return switch (name) {
            case "id" -> object == resource && isId(value) ? "id" : null;
            case "versionId" -> isMeta(parent, object) && isId(value) ? "version" : null;
            case "lastUpdated" -> isMeta(parent, object) && Moments.isInstant(value) ? "instant" : null;
            case "reference" -> reference(value);
            case "div" -> "text".equals(parent) ? narrative(value) : null;
            case "text" -> "note".equals(parent) && PLAIN.matcher(value).matches() ? "note" : null;
            case "value" -> "identifier".equals(parent) ? identifier(object, value) : null;
            default -> Moments.isNamed(name) ? moments.place(value) : null;
        };
    }

    /** Whether this is an id as FHIR writes it (https://hl7.org/fhir/R4/datatypes.html#id). */
    static boolean isId(@Nullable String value) {
        return value != null && ID.matcher(value).matches();
    }

    private boolean isMeta(String parent, ObjectNode object) {
        return "meta".equals(parent) && resource.path("meta") == object;
    }

    private @Nullable String reference(String value) {
        String place = places.apply(value);
        isWhole &= place != null;
        return place;
    }

    private @Nullable String narrative(String value) {
        // Links are followed.
        isWhole &= !value.contains("href") && !value.contains("src") && !value.contains("idref");
        return PLAIN_BETWEEN_TAGS.matcher(value).replaceAll(">-<");
    }

    private @Nullable String identifier(ObjectNode identifier, String value) {
        if (BSN.equals(identifier.path("system").textValue())) {
            return NINE_DIGITS.matcher(value).matches() && ElevenTest.passes(value) ? bsn(value) : null;
        }
        String urn = "urn:uuid:";
        if (value.startsWith(urn) && UUID.matcher(value.substring(urn.length())).matches()) {
            return urn;
        }
        return UUID.matcher(value).matches() ? "uuid" : null;
    }

    private String bsn(String value) {
        if (!bsns.contains(value)) {
            bsns.add(value);
        }
        return "bsn " + bsns.indexOf(value);
    }
}
