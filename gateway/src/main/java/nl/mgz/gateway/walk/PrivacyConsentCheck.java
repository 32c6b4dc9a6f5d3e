package nl.mgz.gateway.walk;

import java.util.List;
import nl.mgz.gateway.consent.fhir.ConsentReading;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Consent;
import org.springframework.stereotype.Component;

/** A privacy Consent by which nobody could decide is told so when it is sent. One that got in all the same forbids everything. */
@Component
class PrivacyConsentCheck {

    private final ConsentReading reading;

    PrivacyConsentCheck(ConsentReading reading) {
        this.reading = reading;
    }

    void check(IBaseResource resource) {
        if (resource instanceof Consent consent) {
            List<Refusal.Fault> faults = reading.problems(consent).stream()
                    .map(problem -> new Refusal.Fault(
                            ErrorCode.CONSENT_INVALID, "Nobody could decide by this Consent: " + problem, "Consent"))
                    .toList();
            if (!faults.isEmpty()) {
                throw new Refusal(ErrorCode.CONSENT_INVALID, faults).asException();
            }
        }
    }
}
