package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import nl.mgz.gateway.consent.fhir.PatientRecords.State;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.consent.gate.ConsentGate;
import org.springframework.stereotype.Component;

/** One decision about each resource for one request, wherever it is asked for. */
@Component
class Accesses {

    private static final String ATTRIBUTE = "nl.mgz.access";

    private final ConsentGate gate;

    Accesses(ConsentGate gate) {
        this.gate = gate;
    }

    Access of(RequestDetails request) {
        HttpServletRequest servlet = servlet(request);
        if (servlet.getAttribute(ATTRIBUTE) instanceof Access access) {
            return access;
        }
        Access access = gate.open(FrontDoor.caller(request));
        servlet.setAttribute(ATTRIBUTE, access);
        return access;
    }

    /** What was decided so far, if anything was. */
    static Optional<Access> made(RequestDetails request) {
        return request instanceof ServletRequestDetails servlet
                        && servlet.getServletRequest().getAttribute(ATTRIBUTE) instanceof Access access
                ? Optional.of(access)
                : Optional.empty();
    }

    /** The states of patients on which it was decided what a request is shown. */
    static Map<String, State> basis(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Access access ? access.states() : Map.of();
    }

    /** After a change the same request may see more, or less. */
    static void forget(RequestDetails request) {
        servlet(request).removeAttribute(ATTRIBUTE);
    }

    private static HttpServletRequest servlet(RequestDetails request) {
        return ((ServletRequestDetails) request).getServletRequest();
    }
}
