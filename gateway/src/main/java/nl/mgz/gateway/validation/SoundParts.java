package nl.mgz.gateway.validation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.model.ElementDefinition;
import org.hl7.fhir.r5.model.ElementDefinition.ElementDefinitionConstraintComponent;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Parts of resources of which nothing at all was to be said, by what they hold and by the definition that they were
 * held against. The codes, quantities and moments of one region are few, and the same part under the same definition
 * is sound again: definitions and code systems do not change while the gateway runs.
 *
 * <p>Only a part that stands alone is remembered: one with a reference, a link, an extension, a narrative, a resource or
 * an id in it may be sound in one place and wrong in another. Nothing that was sent is kept, only its SHA-256.
 */
final class SoundParts {

    private static final int MOST = 100_000;

    /** A longer part is a text, and seldom comes again. */
    private static final int LONGEST = 2_000;

    /** What leads elsewhere, or is right in one place only. */
    private static final Set<String> LEADS_ON = Set.of("Reference", "Extension", "xhtml", "url", "canonical");

    private final Cache<Fingerprint, Boolean> sound =
            Caffeine.newBuilder().maximumSize(MOST).build();

    private final Map<String, Boolean> standsAlone = new ConcurrentHashMap<>();

    private final Function<String, @Nullable StructureDefinition> profiles;

    SoundParts(Function<String, @Nullable StructureDefinition> profiles) {
        this.profiles = profiles;
    }

    /**
     * @param circumstances whatever else the verdict depends on
     * @return null where the part does not stand alone
     */
    @Nullable
    Fingerprint key(
            StructureDefinition profile, ElementDefinition definition, Supplier<String> circumstances, Element part) {
        String id = definition.getId();
        if (id == null || profile.getUrl() == null) {
            return null;
        }
        String place = profile.getUrl() + '|' + profile.getVersion() + '#' + id;
        Boolean alone = standsAlone.get(place);
        if (alone == null) {
            alone = standsAlone(profile, id);
            standsAlone.put(place, alone);
        }
        if (!alone) {
            return null;
        }
        StringBuilder content = new StringBuilder(256);
        if (!write(part, content)) {
            return null;
        }
        content.append(place).append('\n').append(circumstances.get());
        return Fingerprint.of(content);
    }

    boolean has(Fingerprint key) {
        return sound.getIfPresent(key) != null;
    }

    void add(Fingerprint key) {
        sound.put(key, true);
    }

    /**
     * Whether every rule for the part looks at the part alone. One that looks at the resource, at what a reference leads
     * to or at the clock makes each verdict its own; so does a definition that stands elsewhere.
     */
    private boolean standsAlone(StructureDefinition profile, String id) {
        return profile.getSnapshot().getElement().stream()
                .filter(element -> isWithin(element.getId(), id))
                .allMatch(this::standsAlone);
    }

    private boolean standsAlone(ElementDefinition element) {
        return !element.hasContentReference()
                && element.getConstraint().stream()
                        .map(ElementDefinitionConstraintComponent::getExpression)
                        .noneMatch(SoundParts::looksFurther)
                && element.getType().stream()
                        .filter(type -> !"Extension".equals(type.getCode()))
                        .flatMap(type -> type.getProfile().stream())
                        .allMatch(profile -> standsAlone(profile.getValue()));
    }

    private boolean standsAlone(String canonical) {
        // A profile may lead back to itself: until it is known to stand alone, it does not.
        Boolean known = standsAlone.putIfAbsent(canonical, false);
        if (known != null) {
            return known;
        }
        StructureDefinition profile = profiles.apply(canonical);
        boolean alone =
                profile != null && profile.getSnapshot().getElement().stream().allMatch(this::standsAlone);
        standsAlone.put(canonical, alone);
        return alone;
    }

    private static boolean looksFurther(@Nullable String expression) {
        return expression != null
                && (expression.contains("%resource")
                        || expression.contains("%rootResource")
                        || expression.contains("%context")
                        || expression.contains("today()")
                        || expression.contains("now()")
                        || expression.contains("resolve()"));
    }

    private static boolean isWithin(@Nullable String element, String id) {
        return element == null
                || (element.startsWith(id)
                        && (element.length() == id.length()
                                || element.charAt(id.length()) == '.'
                                || element.charAt(id.length()) == ':'));
    }

    /** @return whether the part stands alone and is short enough */
    private static boolean write(Element part, StringBuilder to) {
        if (part.getSpecial() != null || to.length() > LONGEST) {
            return false;
        }
        String type = part.fhirType();
        if (type == null || LEADS_ON.contains(type)) {
            return false;
        }
        // Lengths keep one content from reading as another.
        String name = part.getName();
        if ("id".equals(name)) {
            return false;
        }
        to.append(name).append(' ').append(type);
        if (part.isPrimitive() && part.hasValue()) {
            String value = part.getValue();
            // What is contained counts as used where a link names it.
            if (value.length() > LONGEST || value.startsWith("#")) {
                return false;
            }
            to.append(' ').append(value.length()).append(' ').append(value);
        }
        if (part.hasChildren()) {
            to.append('{');
            for (Element child : part.getChildren()) {
                if (!write(child, to)) {
                    return false;
                }
            }
            to.append('}');
        }
        to.append(';');
        return true;
    }
}
