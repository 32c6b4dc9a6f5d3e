package nl.mgz.gateway.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.utilities.validation.ValidationMessage;

/**
 * One resource, or one Bundle with those in it, that was sent: which of them are known to be sound, and which may
 * become so. Each goes by the fullUrl of its entry, and one that was sent alone by the empty text.
 */
final class Sent {

    private static final String ALONE = "";
    private static final Set<String> PUSHES = Set.of("transaction", "batch");

    private final ObjectNode resource;
    private final SoundResources sound;
    private final Map<String, Fingerprint> outlines = new LinkedHashMap<>();

    /** How the entries of a Bundle were sent; empty where it is not looked at entry by entry. */
    private final Set<Fingerprint> forms = new HashSet<>();

    private final Set<String> known = new HashSet<>();
    private boolean isEachKnown;

    private Sent(ObjectNode resource, SoundResources sound) {
        this.resource = resource;
        this.sound = sound;
    }

    static Sent of(ObjectNode resource, SoundResources sound) {
        Sent sent = new Sent(resource, sound);
        BundlePlaces<JsonNode> places = BundlePlaces.of(resource);
        if (!sent.isBundle()) {
            sent.isEachKnown = sent.look(ALONE, resource, places);
        } else if (sent.isOrdinary()) {
            sent.lookAtEntries(places);
        }
        return sent;
    }

    private void lookAtEntries(BundlePlaces<JsonNode> places) {
        isEachKnown = true;
        String around = EntryForm.around(resource);
        Set<String> urls = new HashSet<>();
        for (JsonNode entry : resource.path("entry")) {
            String url = entry.path("fullUrl").asText();
            if (entry.path("resource") instanceof ObjectNode inner) {
                isEachKnown &= places.isAlone(url) && look(url, inner, places);
            } else {
                isEachKnown &= !entry.has("resource");
            }
            isEachKnown &= urls.add(url);
            forms.add(EntryForm.of(around, entry));
        }
    }

    private boolean isBundle() {
        return "Bundle".equals(resource.path("resourceType").asText());
    }

    /** A push of entries that says nothing that holds for all of them. */
    private boolean isOrdinary() {
        return PUSHES.contains(resource.path("type").asText())
                && resource.path("entry").isArray()
                && !resource.path("entry").isEmpty()
                && hasOnlyObjects(resource.path("entry"))
                && !resource.has("language")
                && !resource.has("signature")
                && resource.path("meta").path("profile").isEmpty();
    }

    private static boolean hasOnlyObjects(JsonNode entries) {
        for (JsonNode entry : entries) {
            if (!entry.isObject()) {
                return false;
            }
        }
        return true;
    }

    private boolean look(String url, ObjectNode one, BundlePlaces<JsonNode> places) {
        sound.outline(one, url, places).ifPresent(outline -> {
            outlines.put(url, outline);
            if (sound.has(outline)) {
                known.add(url);
            }
        });
        return known.contains(url);
    }

    /** Whether each resource is known: then there is nothing to look at but how they were sent together. */
    boolean isEachKnown() {
        return isEachKnown;
    }

    /** Whether there is nothing to look at: what a Bundle asks of its entries it asks of each, and that none stands twice. */
    boolean isKnown() {
        return isEachKnown && forms.stream().allMatch(sound::has);
    }

    /** The fullUrls of what is known. */
    Set<String> known() {
        return known;
    }

    /** How the resources of a Bundle were sent together, without what is in them. */
    ObjectNode skeleton() {
        ObjectNode skeleton = resource.objectNode();
        skeleton.setAll(resource);
        var entries = skeleton.putArray("entry");
        for (JsonNode entry : resource.path("entry")) {
            if (entry instanceof ObjectNode sent) {
                ObjectNode bare = entries.addObject();
                bare.setAll(sent);
                if (sent.path("resource") instanceof ObjectNode whole) {
                    bare.set("resource", bones(whole));
                }
            } else {
                entries.add(entry);
            }
        }
        return skeleton;
    }

    /** What a Bundle's own rules look at. */
    private static ObjectNode bones(ObjectNode whole) {
        ObjectNode bones = whole.objectNode();
        for (String name : List.of("resourceType", "id")) {
            if (whole.has(name)) {
                bones.set(name, whole.get(name));
            }
        }
        JsonNode version = whole.path("meta").path("versionId");
        if (!version.isMissingNode()) {
            bones.putObject("meta").set("versionId", version);
        }
        return bones;
    }

    /**
     * Remembers what was sent, if there was no error in any of it. One in a Bundle is told by a number, and the validator's
     * entries and ours need not have the same.
     *
     * @param messages all that was found
     * @param resting fullUrls of those whose verdict rests on what is in another
     */
    void remember(List<ValidationMessage> messages, Collection<String> resting) {
        if (messages.stream().anyMatch(ValidationMessage::isError)) {
            return;
        }
        forms.forEach(sound::add);
        Map<String, Fingerprint> right = new LinkedHashMap<>(outlines);
        right.keySet().removeAll(resting);
        right.values().forEach(sound::add);
    }
}
