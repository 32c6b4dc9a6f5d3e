package nl.mgz.gateway.validation;

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
 */
final class BundlePlaces {

    private static final Pattern RELATIVE = Pattern.compile("[A-Za-z]+/[A-Za-z0-9\\-.]{1,64}");
    private static final Pattern UUID_URN = Pattern.compile("urn:uuid:[0-9a-fA-F\\-]{36}");
    private static final String URN = "urn:uuid:";
    private static final String KEPT = "mgz.places";

    /** An entry with a fullUrl, of a transaction or batch that is in nothing else. */
    record Entry(Element bundle, String fullUrl) {}

    /** @param here null where it surely is not in the Bundle */
    record Place(@Nullable IndexedElement here) {}

    private final Map<String, IndexedElement> byUrl = new HashMap<>();
    private final Set<String> twice = new HashSet<>();
    private final Set<String> typeAndId = new HashSet<>();

    private BundlePlaces() {}

    /** Made once for a Bundle, and kept with it. */
    static BundlePlaces of(Element bundle) {
        if (bundle.getUserData(KEPT) instanceof BundlePlaces known) {
            return known;
        }
        BundlePlaces made = read(bundle);
        bundle.setUserData(KEPT, made);
        return made;
    }

    private static BundlePlaces read(Element bundle) {
        BundlePlaces places = new BundlePlaces();
        int index = 0;
        for (Element entry : bundle.getChildren("entry")) {
            String url = entry.getNamedChildValue("fullUrl", false);
            Element resource = entry.getNamedChild("resource", false);
            if (resource != null) {
                places.typeAndId.add(resource.fhirType() + '/' + resource.getNamedChildValue("id", false));
            }
            if (url != null) {
                IndexedElement at = new IndexedElement(index, resource, entry);
                if (places.byUrl.put(url, at) != null || resource == null) {
                    places.twice.add(url);
                }
            }
            index++;
        }
        return places;
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

    /**
     * Where a reference leads, from the entry with this fullUrl.
     *
     * @return null where there is more to say of it than this
     */
    @Nullable
    Place look(String reference, String from) {
        boolean isUuid = UUID_URN.matcher(reference).matches();
        if (!isUuid && !RELATIVE.matcher(reference).matches()) {
            return null;
        }
        String url = isUuid ? reference : from.startsWith("http") ? beside(reference, from) : "";
        IndexedElement found = twice.contains(url) ? null : byUrl.get(url);
        return found != null || (!isUuid && isElsewhere(reference, from)) ? new Place(found) : null;
    }

    private boolean isElsewhere(String reference, String from) {
        if (typeAndId.contains(reference)) {
            return false;
        }
        return from.startsWith(URN)
                ? !byUrl.containsKey(URN + reference.substring(reference.indexOf('/') + 1))
                : from.startsWith("http") && !byUrl.containsKey(beside(reference, from));
    }

    /** The reference as a URL at the same server, as FHIR resolves it. */
    private static String beside(String reference, String from) {
        int id = from.lastIndexOf('/');
        int type = id < 0 ? -1 : from.lastIndexOf('/', id - 1);
        return type < 0 ? "" : from.substring(0, type + 1) + reference;
    }
}
