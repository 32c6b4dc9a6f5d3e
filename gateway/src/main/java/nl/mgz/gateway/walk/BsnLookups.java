package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.function.Supplier;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.limits.Limits;
import nl.mgz.gateway.limits.TooMany;
import nl.mgz.gateway.patient.BsnMentions;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.stereotype.Component;

/** Counts who is asked about by BSN before it is looked up, so that nobody can try numbers until some are known. */
@Component
class BsnLookups {

    private final BsnMentions mentions;
    private final Limits limits;

    BsnLookups(BsnMentions mentions, Limits limits) {
        this.mentions = mentions;
        this.limits = limits;
    }

    /** Whatever has parameters: a search, an operation, a read inside a batch. */
    void asked(RequestDetails request) {
        int named = mentions.inParameters(request.getParameters());
        if (named > 0) {
            limits.lookUp(FrontDoor.caller(request), named).ifPresent(wait -> {
                throw TooMany.bsns(wait);
            });
        }
    }

    /** A BSN that is looked up in another way. */
    void one(Caller caller) {
        limits.lookUp(caller, 1).ifPresent(wait -> {
            throw TooMany.bsns(wait);
        });
    }

    <T> T writing(IBaseResource resource, RequestDetails request, Supplier<T> write) {
        return writing(mentions.in(resource), request, write);
    }

    <T> T patching(String body, RequestDetails request, Supplier<T> write) {
        return writing(mentions.inPatch(body), request, write);
    }

    private <T> T writing(int named, RequestDetails request, Supplier<T> write) {
        if (named == 0) {
            return write.get();
        }
        Caller caller = FrontDoor.caller(request);
        limits.push(caller, named).ifPresent(wait -> {
            throw TooMany.bsns(wait);
        });
        T written = write.get();
        limits.pushed(caller);
        return written;
    }
}
