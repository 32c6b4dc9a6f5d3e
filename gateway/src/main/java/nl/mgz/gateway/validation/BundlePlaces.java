package nl.mgz.gateway.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Element.SpecialElement;
import org.hl7.fhir.validation.instance.utils.IndexedElement;
import org.jspecify.annotations.Nullable;

/**
 * Where each resource of a transaction or batch stands, by fullUrl (https://hl7.org/fhir/R4/bundle.html#references).
 * It answers what can be said at once; whatever is unusual it leaves to HL7's validator, which has the words for it.
 *
 * @param <R> a resource as its reader has it
 */
final class BundlePlaces<R> {

    private static final Pattern RELATIVE = Pattern.compile("[A-Za-z]+/[A-Za-z0-9\\-.]{1,64}");
    private static final Pattern UUID_URN = Pattern.compile("urn:uuid:[0-9a-fA-F\\-]{36}");
    private static final String URN = "urn:uuid:";

    /** Of a Bundle that HL7's validator has, with which it is kept. */
    private static final class Kept {

        private static final String NAME = "mgz.places";

        private final BundlePlaces<IndexedElement> places = new BundlePlaces<>();
    }

    /** An entry with a fullUrl, of a transaction or batch that is in nothing else. */
    record Entry(Element bundle, String fullUrl) {}

    /** @param here null where it surely is not in the Bundle */
    record Place<R>(@Nullable R here) {}

    private final Map<String, R> byUrl = new HashMap<>();
    private final Set<String> twice = new HashSet<>();
    private final Set<String> typeAndId = new HashSet<>();

    private BundlePlaces() {}

    /** Made once for a Bundle. */
    static BundlePlaces<IndexedElement> of(Element bundle) {
        if (bundle.getUserData(Kept.NAME) instanceof Kept known) {
            return known.places;
        }
        Kept made = new Kept();
        int index = 0;
        for (Element entry : bundle.getChildren("entry")) {
            Element resource = entry.getNamedChild("resource", false);
            if (resource == null) {
                made.places.nothingAt(entry.getNamedChildValue("fullUrl", false));
            } else {
                made.places.put(
                        entry.getNamedChildValue("fullUrl", false),
                        resource.fhirType(),
                        resource.getNamedChildValue("id", false),
                        new IndexedElement(index, resource, entry));
            }
            index++;
        }
        bundle.setUserData(Kept.NAME, made);
        return made.places;
    }

    static BundlePlaces<JsonNode> of(JsonNode bundle) {
        BundlePlaces<JsonNode> places = new BundlePlaces<>();
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            String url = entry.path("fullUrl").textValue();
            if (resource.isObject()) {
                places.put(
                        url,
                        resource.path("resourceType").asText(),
                        resource.path("id").textValue(),
                        resource);
            } else {
                places.nothingAt(url);
            }
        }
        return places;
    }

    private void put(@Nullable String url, String type, @Nullable String id, R resource) {
        typeAndId.add(type + '/' + id);
        if (url != null && byUrl.put(url, resource) != null) {
            twice.add(url);
        }
    }

    private void nothingAt(@Nullable String url) {
        if (url != null) {
            twice.add(url);
        }
    }

    /** @return null where the element is in no such entry */
    static @Nullable Entry entryOf(Element element) {
        for (Element at = element; at != null; at = at.getParentForValidator()) {
            if (at.getSpecial() == SpecialElement.BUNDLE_ENTRY) {
                Element entry = at.getParentForValidator();
                Element bundle = entry == null ? null : entry.getParentForValidator();
                if (bundle == null || bundle.getParentForValidator() != null) {
                    return null;
                }
                String type = bundle.getNamedChildValue("type", false);
                String url = entry.getNamedChildValue("fullUrl", false);
                return url != null && ("transaction".equals(type) || "batch".equals(type))
                        ? new Entry(bundle, url)
                        : null;
            }
        }
        return null;
    }

    /** Whether nothing else stands at this fullUrl. */
    boolean isAlone(String fullUrl) {
        return byUrl.containsKey(fullUrl) && !twice.contains(fullUrl);
    }

    /**
     * Where a reference leads, from the entry with this fullUrl.
     *
     * @return null where there is more to say of it than this
     */
    @Nullable
    Place<R> look(String reference, String from) {
        boolean isUuid = UUID_URN.matcher(reference).matches();
        if (!isUuid && !RELATIVE.matcher(reference).matches()) {
            return null;
        }
        String url = isUuid ? reference : from.startsWith("http") ? beside(reference, from) : "";
        R found = twice.contains(url) ? null : byUrl.get(url);
        return found != null || (!isUuid && isElsewhere(reference, from)) ? new Place<>(found) : null;
    }

    private boolean isElsewhere(String reference, String from) {
        if (typeAndId.contains(reference)) {
            return false;
        }
        return from.startsWith(URN)
                ? !isTaken(URN + reference.substring(reference.indexOf('/') + 1))
                : from.startsWith("http") && !isTaken(beside(reference, from));
    }

    private boolean isTaken(String url) {
        return byUrl.containsKey(url) || twice.contains(url);
    }

    /** The reference as a URL at the same server, as FHIR resolves it. */
    private static String beside(String reference, String from) {
        int id = from.lastIndexOf('/');
        int type = id < 0 ? -1 : from.lastIndexOf('/', id - 1);
        return type < 0 ? "" : from.substring(0, type + 1) + reference;
    }
}
