package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.HardcodedServerAddressStrategy;
import ca.uhn.fhir.rest.server.RestfulServer;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import nl.mgz.gateway.identity.GatewayAddress;

/** HAPI's REST server with our providers and nothing else: what is not registered here does not exist. */
final class FhirServer extends RestfulServer {

    private static final long serialVersionUID = 1L;

    FhirServer(
            FhirContext context,
            IInterceptorService interceptors,
            GatewayAddress address,
            List<Object> providers,
            CapabilityStatements capability) {
        super(context);
        setInterceptorService(interceptors);
        setServerName("MGZ Gateway");
        setServerAddressStrategy(new HardcodedServerAddressStrategy(address.base()));
        setDefaultResponseEncoding(EncodingEnum.JSON);
        setDefaultPageSize(50);
        setMaximumPageSize(500);
        registerProviders(providers);
        setServerConformanceProvider(capability);
    }

    /** No word about the software that answers; and no copy of a patient's data in any cache. */
    @Override
    public void addHeadersToResponse(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
    }
}
