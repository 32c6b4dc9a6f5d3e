package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Set;
import java.util.regex.Pattern;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;

/** Whether a request is of a kind that is served at all, told before anything else is looked at. */
final class Surface {

    private static final Set<RequestTypeEnum> ON_ONE =
            Set.of(RequestTypeEnum.PUT, RequestTypeEnum.PATCH, RequestTypeEnum.DELETE);

    /** First parts of paths that are no resource types: the documentation, and what FHIR has at its base. */
    private static final Pattern BESIDE_FHIR = Pattern.compile("metadata|swagger-ui|api-docs|_.*|\\$.*|");

    private Surface() {}

    /** @throws nl.mgz.gateway.refusal.RefusedException when the type is not served, or a change names no resource */
    static void check(RequestDetails request) {
        String type = request.getResourceName();
        if (type == null || type.isEmpty()) {
            return;
        }
        boolean served = FrontDoor.isOpen(type) || DefinitionProvider.TYPES.containsKey(type);
        if (!served && !BESIDE_FHIR.matcher(type).matches()) {
            throw Refusal.of(
                            ErrorCode.TYPE_NOT_SUPPORTED,
                            "This resource type is not served; the CapabilityStatement at /metadata lists those that are")
                    .asException();
        }
        if (ON_ONE.contains(request.getRequestType()) && request.getId() == null) {
            throw Refusal.of(
                            ErrorCode.NOT_SUPPORTED,
                            "Conditional update, patch and delete are not served: name the resource by type and id")
                    .asException();
        }
    }
}
