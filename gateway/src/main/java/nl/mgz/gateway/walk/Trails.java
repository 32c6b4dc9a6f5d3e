package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.audit.RequestTrail;
import nl.mgz.gateway.audit.Touched;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.consent.gate.Grounds;
import nl.mgz.gateway.identity.AuthenticationFilter;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;

/** HAPI's requests and resources in the words of the audit. */
final class Trails {

    private static final List<String> PATIENT_PARAMETERS = List.of("patient", "subject");
    private static final int LONGEST_ID = 64;

    private Trails() {}

    /** @return empty for what anybody may see, and for work that no request asked for */
    static Optional<RequestTrail> of(RequestDetails request) {
        return request instanceof ServletRequestDetails servlet
                        && !AuthenticationFilter.isOpen(servlet.getServletRequest())
                ? Optional.of(RequestTrail.of(servlet.getServletRequest()))
                : Optional.empty();
    }

    static void understood(RequestDetails request, RestOperationTypeEnum interaction, RequestTrail trail) {
        String operation = request.getOperation();
        trail.understood(
                operation != null && operation.startsWith("$") ? operation : interaction.getCode(),
                request.getParameters().keySet());
        trail.about(asked(request));
    }

    /** A patient whom the body of a request names. */
    static void about(RequestDetails request, String id) {
        if (id.length() <= LONGEST_ID) {
            of(request).ifPresent(trail -> trail.about(Set.of(id)));
        }
    }

    /** Ids that the request itself names: whether somebody's data come of it is not known yet. */
    private static Set<String> asked(RequestDetails request) {
        Set<String> ids = new LinkedHashSet<>();
        if (request.getId() != null && request.getId().hasIdPart()) {
            ids.add(request.getId().getIdPart());
        }
        for (String name : PATIENT_PARAMETERS) {
            String[] values = request.getParameters().get(name);
            if (values != null) {
                for (String value : values) {
                    ids.add(new IdType(value).getIdPart());
                }
            }
        }
        ids.removeIf(id -> id == null || id.length() > LONGEST_ID);
        return ids;
    }

    /** Why something is shown or is not, and whose data it is. */
    static void decided(Map<String, Grounds> why, RequestDetails request, RequestTrail trail) {
        trail.decided(why);
        Accesses.made(request).ifPresent(access -> trail.patients(access.patientsById()));
    }

    static Touched touched(IBaseResource resource) {
        IIdType id = resource.getIdElement();
        String version = id.hasVersionIdPart()
                ? id.getVersionIdPart()
                : resource.getMeta().getVersionId();
        return new Touched(resource.fhirType(), id.getIdPart(), Objects.requireNonNullElse(version, ""));
    }

    /** Every record in an answer, whether as a resource or as its page. */
    static void shown(IBaseResource answer, RequestDetails request, RequestTrail trail) {
        PagedAnswers.of(request).forEach(page -> trail.shown(page.touched()));
        shown(answer, trail);
    }

    /** However deep its Bundles go. */
    static void shown(IBaseResource answer, RequestTrail trail) {
        if (answer instanceof Bundle bundle) {
            bundle.getEntry().stream()
                    .filter(Bundle.BundleEntryComponent::hasResource)
                    .forEach(entry -> shown(entry.getResource(), trail));
        } else if (ServedTypes.find(answer.fhirType()).isPresent()
                && answer.getIdElement().hasIdPart()) {
            trail.shown(touched(answer));
            if (!PermittedSearch.isAboutPatients(answer.fhirType())) {
                trail.patients(Map.of(answer.getIdElement().getIdPart(), ""));
            }
        }
    }
}
