package nl.mgz.gateway.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.hl7.fhir.r5.extensions.ExtensionDefinitions;
import org.hl7.fhir.r5.model.Annotation;
import org.hl7.fhir.r5.model.BaseDateTimeType;
import org.hl7.fhir.r5.model.DataType;
import org.hl7.fhir.r5.model.ElementDefinition;
import org.hl7.fhir.r5.model.ElementDefinition.DiscriminatorType;
import org.hl7.fhir.r5.model.ElementDefinition.ElementDefinitionConstraintComponent;
import org.hl7.fhir.r5.model.Identifier;
import org.hl7.fhir.r5.model.Period;
import org.hl7.fhir.r5.model.Reference;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.model.Timing;
import org.jspecify.annotations.Nullable;

/**
 * Outlines of resources in which there was no error. Who sends a record once more, or with one line added,
 * sends the outlines that were seen before, and so does who sends what many patients have. Nothing that was sent is kept.
 */
final class SoundResources {

    private static final int MOST = 50_000;
    private static final int MOST_DEFINITIONS = 2_000;

    private static final String HL7 = "http://hl7.org/fhir/StructureDefinition/";

    /** Says that a link within the resource leads somewhere; an outline with such a link is none. */
    private static final String LINKS_WITHIN = "ref-1";

    private static final Pattern LOOKS_FURTHER =
            Pattern.compile("%rootResource|%context|resolve\\s*\\(|today\\s*\\(|now\\s*\\(|timeOfDay\\s*\\(|@[0-9T]");

    /** Fixed values of these would be of what an outline leaves out. */
    private static final List<Class<? extends DataType>> LEFT_OUT = List.of(
            BaseDateTimeType.class, Period.class, Timing.class, Identifier.class, Reference.class, Annotation.class);

    private final Cache<Fingerprint, Boolean> sound =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** By canonical: whether its rules look at nothing that an outline leaves out. */
    private final Cache<String, Boolean> keepsToOutline =
            Caffeine.newBuilder().maximumSize(MOST_DEFINITIONS).build();

    private final Function<String, @Nullable StructureDefinition> profiles;

    SoundResources(Function<String, @Nullable StructureDefinition> profiles) {
        this.profiles = profiles;
    }

    boolean has(Fingerprint outline) {
        return sound.getIfPresent(outline) != null;
    }

    void add(Fingerprint outline) {
        sound.put(outline, true);
    }

    /**
     * The outline of a resource under the profiles that it claims.
     *
     * @param from fullUrl of its entry; empty where it was sent alone
     * @return empty where the verdict may rest on more than an outline
     */
    Optional<Fingerprint> outline(ObjectNode resource, String from, BundlePlaces<JsonNode> places) {
        List<String> rules = claims(resource);
        // Kinds without a profile of ours are few, and some of them are held against what stands elsewhere.
        if (rules.stream().noneMatch(ImposedProfiles::isOurs)) {
            return Optional.empty();
        }
        String base = HL7 + resource.path("resourceType").asText();
        if (!keepsToOutline(base) || !rules.stream().allMatch(this::keepsToOutline)) {
            return Optional.empty();
        }
        return Optional.ofNullable(Outline.of(resource, reference -> place(reference, from, places)))
                .filter(outline -> outline.extensions().stream().allMatch(this::keepsToOutline))
                .map(Outline::fingerprint);
    }

    private static List<String> claims(JsonNode resource) {
        List<String> claims = new ArrayList<>();
        resource.path("meta").path("profile").forEach(claim -> claims.add(claim.asText()));
        return claims;
    }

    private static @Nullable String place(String reference, String from, BundlePlaces<JsonNode> places) {
        BundlePlaces.Place<JsonNode> place = places.look(reference, from.isEmpty() ? "http://alone/Any/1" : from);
        if (place == null) {
            return null;
        }
        JsonNode here = place.here();
        return here == null
                ? "elsewhere " + reference.substring(0, reference.indexOf('/'))
                : "here " + here.path("resourceType").asText() + ' ' + claims(here);
    }

    private boolean keepsToOutline(String canonical) {
        Boolean known = keepsToOutline.getIfPresent(canonical);
        if (known == null) {
            known = found(canonical, new HashSet<>());
            keepsToOutline.put(canonical, known);
        }
        return known;
    }

    /** @param underWay those that are looked at now: a profile may lead back to itself */
    private boolean found(String canonical, Set<String> underWay) {
        StructureDefinition profile = profiles.apply(canonical);
        // Without a definition there are no rules to hold it against.
        return profile == null
                || !underWay.add(canonical)
                || (isKnownToUs(canonical)
                        && profile.hasSnapshot()
                        && !profile.hasContextInvariant()
                        && !profile.hasExtension(ExtensionDefinitions.EXT_SD_IMPOSE_PROFILE)
                        && profile.getSnapshot().getElement().stream()
                                .allMatch(element -> keepsToOutline(element, underWay)));
    }

    /**
     * Of HL7's rules and of our own it is known what they ask of an id, a reference, a note or a moment: nothing of what an
     * outline leaves out. A rule of anybody else's may compare anything with anything.
     */
    private static boolean isKnownToUs(String canonical) {
        return canonical.startsWith(HL7) || ImposedProfiles.isOurs(canonical);
    }

    private boolean keepsToOutline(ElementDefinition element, Set<String> underWay) {
        return !element.hasMaxLength()
                && !(element.getMinValue() instanceof BaseDateTimeType)
                && !(element.getMaxValue() instanceof BaseDateTimeType)
                && LEFT_OUT.stream().noneMatch(type -> type.isInstance(element.getFixed()))
                && LEFT_OUT.stream().noneMatch(type -> type.isInstance(element.getPattern()))
                && element.getConstraint().stream().allMatch(SoundResources::keepsToOutline)
                && element.getSlicing().getDiscriminator().stream()
                        .noneMatch(by -> by.getPath().contains("resolve()") && by.getType() != DiscriminatorType.TYPE)
                && element.getType().stream()
                        .flatMap(type -> type.getProfile().stream())
                        .allMatch(profile -> found(profile.getValue(), underWay));
    }

    private static boolean keepsToOutline(ElementDefinitionConstraintComponent rule) {
        String expression = rule.getExpression();
        return expression == null
                || LINKS_WITHIN.equals(rule.getKey())
                || !LOOKS_FURTHER.matcher(expression).find();
    }
}
