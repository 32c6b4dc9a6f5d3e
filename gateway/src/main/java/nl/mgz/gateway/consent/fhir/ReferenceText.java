package nl.mgz.gateway.consent.fhir;

import java.util.Optional;
import nl.mgz.gateway.identity.Ura;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A reference as the decision compares them: {@code Type/id}. An organisation with a URA is named by that, whichever resource
 * of the directory stands for it; a whole category of organisations, and all of the region, by identifiers of our own.
 */
public final class ReferenceText {

    /** An actor that is a category: {@code identifier.value} is a code of this system. */
    public static final String CATEGORY = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-organization-category";

    /** The holder that is all holders: {@code identifier.value} is {@link #ALL}. */
    public static final String REGION = "https://mgz-gateway.nl/fhir/NamingSystem/region";

    public static final String ALL = "all";
    public static final String EVERY_HOLDER = "Organization/region";

    private ReferenceText() {}

    public static String ofUra(String ura) {
        return "Organization/ura-" + ura;
    }

    /** The URA in what {@link #ofUra} made. */
    public static Optional<String> ura(String text) {
        return text.matches("Organization/ura-\\d{8}")
                ? Optional.of(text.substring("Organization/ura-".length()))
                : Optional.empty();
    }

    public static String ofPerson(String id) {
        return "Practitioner/id-" + id;
    }

    /** @return empty where it names nobody that could be compared */
    public static Optional<String> of(@Nullable Reference reference) {
        if (reference == null) {
            return Optional.empty();
        }
        if (reference.hasReference()) {
            return Optional.of(literal(reference.getReference()));
        }
        Identifier identifier = reference.getIdentifier();
        return identifier.hasValue()
                ? Optional.ofNullable(logical(String.valueOf(identifier.getSystem()), identifier.getValue()))
                : Optional.empty();
    }

    private static String literal(String text) {
        IdType id = new IdType(text);
        boolean ours = !id.isAbsolute() && id.hasResourceType() && id.hasIdPart();
        return ours ? id.getResourceType() + "/" + id.getIdPart() : text;
    }

    /** What has no form of its own stays what it is: nothing that is ours equals it. */
    private static @Nullable String logical(String system, String value) {
        return switch (system) {
            case Ura.SYSTEM -> ofUra(value);
            case CATEGORY -> "Group/cat-" + value;
            case REGION -> ALL.equals(value) ? EVERY_HOLDER : null;
            default -> system + "|" + value;
        };
    }
}
