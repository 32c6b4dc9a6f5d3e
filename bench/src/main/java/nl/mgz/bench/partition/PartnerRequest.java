package nl.mgz.bench.partition;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;

/** A request that came from outside, as far as storage can tell: HAPI refuses it what it lets its own code do. */
final class PartnerRequest extends ServletRequestDetails {

    /** Without headers, parameters or body. */
    private static final HttpServletRequest EMPTY = (HttpServletRequest) Proxy.newProxyInstance(
            PartnerRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (self, method, values) ->
                    method.getReturnType() == Enumeration.class ? Collections.emptyEnumeration() : null);

    /** Only asked how to take a path apart. */
    private static final RestfulServer SERVER = new RestfulServer(FhirContext.forR4Cached());

    PartnerRequest() {
        setServletRequest(EMPTY);
        setServer(SERVER);
    }
}
