package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** The Parameters of an operation that changes something: in the body, each once, nothing in the URL. */
final class OperationBody {

    static final int LONGEST_TEXT = 2_000;

    private static final Set<String> ABOUT_THE_FORM = Set.of("_format", "_pretty");

    private final Parameters parameters;

    private OperationBody(Parameters parameters) {
        this.parameters = parameters;
    }

    static OperationBody of(@Nullable Parameters body, RequestDetails request) {
        boolean inUrl = request.getParameters().keySet().stream().anyMatch(name -> !ABOUT_THE_FORM.contains(name));
        if (body == null || inUrl) {
            throw Refusal.of(
                            ErrorCode.PARAMETER_INVALID,
                            "Send a Parameters resource in the body, and nothing in the URL")
                    .asException();
        }
        return new OperationBody(body);
    }

    /** @param wanted what it has to be, for who sent something else */
    <T extends Type> T required(String name, Class<T> type, String wanted) {
        List<Type> values = parameters.getParameter().stream()
                .filter(one -> name.equals(one.getName()) && one.hasValue())
                .map(Parameters.ParametersParameterComponent::getValue)
                .toList();
        return Optional.of(values)
                .filter(all -> all.size() == 1)
                .map(all -> all.get(0))
                .filter(value -> type.isInstance(value) && (!value.isPrimitive() || value.hasPrimitiveValue()))
                .map(type::cast)
                .orElseThrow(() -> invalid(name, wanted));
    }

    /** A string or a code; which of them a client writes does not matter. */
    String text(String name, String wanted) {
        return required(name, PrimitiveType.class, wanted).getValueAsString();
    }

    static RuntimeException invalid(String name, String wanted) {
        return Refusal.of(ErrorCode.PARAMETER_INVALID, "Parameter " + name + " is needed once: " + wanted, path(name))
                .asException();
    }

    static String path(String name) {
        return "Parameters.parameter.where(name='" + name + "')";
    }
}
