package nl.mgz.gateway.consent.gate;

import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.mitz.ConsentSettings;
import nl.mgz.gateway.consent.mitz.Exchange;
import nl.mgz.gateway.identity.Caller;
import org.springframework.stereotype.Component;

/** Which source decides for which exchange. */
@Component
class ConsentSources {

    private final ConsentSettings.Sources settings;
    private final OwnConsents own;
    private final MitzPermits mitz;

    ConsentSources(ConsentSettings settings, OwnConsents own, MitzPermits mitz) {
        this.settings = settings.sources();
        this.own = own;
        this.mitz = mitz;
    }

    /** @param category of the data, as consent knows categories */
    ConsentSource of(Caller caller, String category) {
        return switch (settings.of(exchange(caller, category))) {
            case OWN -> own;
            case MITZ -> mitz;
        };
    }

    /** A triage service asks for one context, whatever is in it. */
    private static Exchange exchange(Caller caller, String category) {
        if (Callers.category(caller) == OrgCategory.TRIAGE) {
            return Exchange.TRIAGE;
        }
        return switch (category) {
            case "careplan" -> Exchange.CAREPLAN;
            case "consultation" -> Exchange.CONSULTATION;
            default -> Exchange.SUMMARY;
        };
    }
}
