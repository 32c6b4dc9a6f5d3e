package nl.mgz.gateway.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How an entry of a Bundle was sent, without what is in its resource: where it stands, what it asks for, and all that is
 * said around the entries. Ids may be others as long as they are the same in the same places.
 */
final class EntryForm {

    private static final Pattern UUID_URN = Pattern.compile("urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern VERSION = Pattern.compile("W/\"[0-9]{1,9}\"");

    private static final Set<String> ITS_OWN = Set.of("fullUrl", "resource", "request");

    private EntryForm() {}

    /** What is said around the entries of a Bundle: a part of the form of each. */
    static String around(ObjectNode bundle) {
        StringBuilder form = new StringBuilder();
        bundle.properties().stream()
                .filter(one -> !"entry".equals(one.getKey()))
                .forEach(one -> {
                    String value = one.getValue().isTextual() ? one.getValue().textValue() : "";
                    boolean isAny = "id".equals(one.getKey()) && Outline.isId(value);
                    boolean isMoment = "timestamp".equals(one.getKey()) && Moments.isInstant(value);
                    key(one.getKey(), form).append(isAny || isMoment ? "~" : one.getValue());
                });
        return form.toString();
    }

    /** @param around of {@link #around} */
    static Fingerprint of(String around, JsonNode entry) {
        JsonNode resource = entry.path("resource");
        String type = resource.path("resourceType").asText();
        JsonNode id = resource.path("id");
        boolean isNamed = Outline.isId(id.textValue());
        // A name that no id can be, so that nothing else reads as it.
        String name = type + "/<id>";
        String own = isNamed ? type + '/' + id.textValue() : "";
        StringBuilder form = new StringBuilder(400).append(around);
        form.append('\n').append(type).append('\n').append(isNamed ? "~" : id);
        form.append('\n').append(version(resource)).append('\n').append(place(entry, own, name));
        request(entry.path("request"), own, name, form.append('\n'));
        entry.properties().stream()
                .filter(one -> !ITS_OWN.contains(one.getKey()))
                .forEach(one -> key(one.getKey(), form).append(one.getValue()));
        return Fingerprint.of(form);
    }

    private static String version(JsonNode resource) {
        JsonNode version = resource.path("meta").path("versionId");
        return Outline.isId(version.textValue()) ? "~" : version.toString();
    }

    private static String place(JsonNode entry, String own, String name) {
        JsonNode url = entry.path("fullUrl");
        String text = url.isTextual() ? url.textValue() : "";
        if (UUID_URN.matcher(text).matches()) {
            return "~urn";
        }
        return !own.isEmpty() && text.endsWith('/' + own)
                ? text.substring(0, text.length() - own.length()) + name
                : url.toString();
    }

    private static void request(JsonNode request, String own, String name, StringBuilder form) {
        if (!request.isObject()) {
            form.append(request);
        }
        request.properties().forEach(one -> {
            JsonNode value = one.getValue();
            key(one.getKey(), form);
            if ("url".equals(one.getKey()) && !own.isEmpty() && own.equals(value.textValue())) {
                form.append(name);
            } else if ("ifMatch".equals(one.getKey())
                    && value.isTextual()
                    && VERSION.matcher(value.textValue()).matches()) {
                form.append('~');
            } else {
                form.append(value);
            }
        });
    }

    /** With its length, so that one name does not read as another and a value. */
    private static StringBuilder key(String name, StringBuilder form) {
        return form.append('\n').append(name.length()).append(' ').append(name);
    }
}
