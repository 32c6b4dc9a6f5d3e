package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.Span;
import nl.mgz.gateway.consent.fhir.ReferenceText;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * The answers in the Parameters of an operation. What is not known is refused and never ignored: without it another question
 * would be answered than was asked. No text names a value.
 */
final class OperationInput {

    private final List<ParametersParameterComponent> given;

    /** @param known every parameter that the operation has */
    OperationInput(@Nullable Parameters parameters, Set<String> known) {
        this.given = parameters == null ? List.of() : parameters.getParameter();
        for (ParametersParameterComponent one : given) {
            if (!known.contains(one.getName())) {
                throw unknown(known);
            }
        }
    }

    /** The same for an operation whose parameters HAPI reads: those in the URL, and those in the body. */
    static void requireKnown(RequestDetails request, Set<String> known) {
        for (String name : request.getParameters().keySet()) {
            if (!known.contains(name)) {
                throw unknown(known);
            }
        }
        if (request.getResource() instanceof Parameters parameters) {
            new OperationInput(parameters, known);
        }
    }

    private static RefusedException unknown(Set<String> known) {
        return Refusal.of(
                        ErrorCode.PARAMETER_NOT_SUPPORTED,
                        "A parameter is not one of this operation; it has "
                                + String.join(", ", known.stream().sorted().toList()))
                .asException();
    }

    private List<ParametersParameterComponent> named(String name) {
        return given.stream().filter(one -> name.equals(one.getName())).toList();
    }

    List<Type> values(String name) {
        return named(name).stream()
                .map(ParametersParameterComponent::getValue)
                .map(value -> {
                    if (value == null) {
                        throw invalid(name, "a value");
                    }
                    return value;
                })
                .toList();
    }

    /** Parameters that have parts. */
    List<ParametersParameterComponent> parts(String name) {
        return named(name);
    }

    String neededText(String name, String wanted) {
        return text(name).orElseThrow(() -> invalid(name, "given: " + wanted));
    }

    List<String> texts(String name) {
        return values(name).stream()
                .map(value -> text(value)
                        .filter(text -> !text.isBlank())
                        .orElseThrow(() -> invalid(name, "a text, code, id or reference")))
                .toList();
    }

    private static Optional<String> text(Type value) {
        if (value instanceof PrimitiveType<?> primitive) {
            return Optional.ofNullable(primitive.getValueAsString());
        }
        return value instanceof Reference reference ? Optional.ofNullable(reference.getReference()) : Optional.empty();
    }

    Optional<String> text(String name) {
        List<String> all = texts(name);
        if (all.size() > 1) {
            throw invalid(name, "given once");
        }
        return all.stream().findFirst();
    }

    boolean flag(String name) {
        String text = text(name).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            throw invalid(name, "true or false");
        }
        return text.equals("true");
    }

    /** A word with a meaning. */
    <T> Optional<T> word(String name, Function<String, @Nullable T> meaning, String words) {
        return text(name).map(text -> {
            T found = meaning.apply(text);
            if (found == null) {
                throw invalid(name, words);
            }
            return found;
        });
    }

    /** Codes that somebody can choose about. */
    List<String> codes(String name, Function<String, Boolean> known, String words) {
        List<String> all = texts(name);
        if (!all.stream().allMatch(known::apply)) {
            throw invalid(name, words);
        }
        return all;
    }

    /** The id of one resource, given as reference or as id. */
    Optional<String> id(String name, String type) {
        return text(name).map(text -> id(name, text, type));
    }

    String neededId(String name, String type) {
        return id(name, type).orElseThrow(() -> invalid(name, "given: " + type + "/[id]"));
    }

    static String id(String name, String text, String type) {
        IdType id = new IdType(text);
        boolean other = id.hasResourceType() && !type.equals(id.getResourceType());
        if (other || !id.hasIdPart() || !id.getIdPart().matches("[A-Za-z0-9.\\-]{1,64}")) {
            throw invalid(name, "a reference to " + type + ", or its id");
        }
        return id.getIdPart();
    }

    /** When something is asked about. */
    Optional<Instant> moment(String name) {
        return word(name, Span::ofDate, "a date or dateTime").map(span -> Instant.ofEpochMilli(span.from()));
    }

    /** A date or dateTime as it was written. */
    Optional<String> date(String name) {
        return word(name, text -> Span.ofDate(text) == null ? null : text, "a date or dateTime");
    }

    /**
     * Organisations by URA, by reference or, where that may be, by category; {@code all} stands for every one, and then for
     * none by name.
     */
    List<Reference> organizations(String name, boolean categories) {
        List<Reference> all = new ArrayList<>();
        boolean everyone = false;
        for (Type value : values(name)) {
            if (ReferenceText.ALL.equals(text(value).orElse(""))) {
                everyone = true;
            } else {
                all.add(organization(name, value, categories));
            }
        }
        if (everyone && !all.isEmpty()) {
            throw invalid(name, "all, or some organisations, and not both");
        }
        return all;
    }

    private static Reference organization(String name, Type value, boolean categories) {
        Identifier identifier = value instanceof Identifier given
                ? given
                : value instanceof Reference reference && !reference.hasReference() ? reference.getIdentifier() : null;
        String text = identifier == null ? text(value).orElse("") : String.valueOf(identifier.getValue());
        String system = identifier == null ? null : identifier.getSystem();
        if ((system == null || system.equals(Ura.SYSTEM)) && Ura.parse(text).isPresent()) {
            return by(Ura.SYSTEM, text).setType("Organization");
        }
        if (categories && (system == null || system.equals(ReferenceText.CATEGORY)) && OrgCategory.of(text) != null) {
            return by(ReferenceText.CATEGORY, text);
        }
        if (identifier == null && text.matches("Organization/[A-Za-z0-9.\\-]{1,64}")) {
            return new Reference(text);
        }
        throw invalid(
                name,
                "a URA (eight digits, or an identifier), a reference Organization/[id]"
                        + (categories ? ", a code of mgz-organization-category, or all" : ", or all"));
    }

    private static Reference by(String system, String value) {
        return new Reference().setIdentifier(new Identifier().setSystem(system).setValue(value));
    }

    <T extends Resource> Optional<T> resource(String name, Class<T> type) {
        List<ParametersParameterComponent> all = named(name);
        if (all.size() > 1 || all.stream().anyMatch(one -> !type.isInstance(one.getResource()))) {
            throw invalid(name, "one resource of type " + type.getSimpleName());
        }
        return all.stream().map(one -> type.cast(one.getResource())).findFirst();
    }

    static RefusedException invalid(String name, String must) {
        return Refusal.of(ErrorCode.PARAMETER_INVALID, "Parameter " + name + " must be " + must)
                .asException();
    }
}
