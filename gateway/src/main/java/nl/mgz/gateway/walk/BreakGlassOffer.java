package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Collection;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.springframework.stereotype.Component;

/**
 * Tells who may break the glass that this is the moment to say so. It depends on who asks alone: the same answer where there
 * is data, where there is none and where the patient refused.
 */
@Component
class BreakGlassOffer {

    /** Marks a request that named somebody by BSN: the id that was found for it, if any, must not show. */
    private static final String BY_BSN = "mgz.named-by-bsn";

    private final Accesses accesses;

    BreakGlassOffer(Accesses accesses) {
        this.accesses = accesses;
    }

    static void namedByBsn(RequestDetails request) {
        request.getUserData().put(BY_BSN, true);
    }

    /** @param patients whom the request names */
    void insteadOfNothing(Collection<String> patients, RequestDetails request) {
        if (request.getUserData().containsKey(BY_BSN)) {
            insteadOfNotFound(request);
            return;
        }
        Access access = accesses.of(request);
        if (access.mayDeclare() && patients.stream().noneMatch(access::hasDeclared)) {
            throw required();
        }
    }

    /** For a request that names a resource: whose it would be must not show. */
    void insteadOfNotFound(RequestDetails request) {
        Access access = accesses.of(request);
        if (access.mayDeclare() && !access.hasDeclaredForSomebody()) {
            throw required();
        }
    }

    private static RuntimeException required() {
        return Refusal.of(
                        ErrorCode.BREAK_GLASS_REQUIRED,
                        "Nothing can be shown without breaking the glass: POST Patient/[id]/$break-glass with a ground and a"
                                + " reason, if the patient cannot be asked and it cannot wait")
                .asException();
    }
}
