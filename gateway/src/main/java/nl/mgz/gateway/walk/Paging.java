package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Map;
import java.util.Set;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;

/** Which part of a long answer is asked. */
record Paging(int count, int offset) {

    private static final int DEFAULT = 100;
    private static final int MOST = 500;
    private static final Set<String> KNOWN = Set.of("_count", "_offset", "_format", "_pretty");

    static Paging of(RequestDetails request) {
        return of(request.getParameters());
    }

    static Paging of(Map<String, String[]> parameters) {
        parameters.keySet().stream()
                .filter(name -> !KNOWN.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.of(ErrorCode.PARAMETER_NOT_SUPPORTED, "Parameter " + name + " is not served here")
                            .asException();
                });
        return beside(parameters);
    }

    /** Where other parameters are looked at by somebody else. */
    static Paging beside(RequestDetails request) {
        return beside(request.getParameters());
    }

    private static Paging beside(Map<String, String[]> parameters) {
        return new Paging(
                Math.min(MOST, Math.max(1, number(parameters, "_count", DEFAULT))), number(parameters, "_offset", 0));
    }

    private static int number(Map<String, String[]> parameters, String name, int otherwise) {
        String[] values = parameters.get(name);
        if (values == null) {
            return otherwise;
        }
        if (values[0].matches("\\d{1,9}")) {
            return Integer.parseInt(values[0]);
        }
        throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Parameter " + name + " must be a whole number")
                .asException();
    }
}
