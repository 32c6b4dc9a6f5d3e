package nl.mgz.gateway.consent.gate;

import java.time.Clock;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.identity.Ura;
import org.springframework.stereotype.Component;

/** In the place of the gateway's own, to measure what that one costs: what was decided is taken to hold. */
@Component
public class ConsentGate {

    private final PatientRecords records;
    private final Items items;
    private final Declarations declarations;
    private final ConsentSources sources;
    private final Clock clock;

    ConsentGate(PatientRecords records, Items items, Declarations declarations, ConsentSources sources, Clock clock) {
        this.records = records;
        this.items = items;
        this.declarations = declarations;
        this.sources = sources;
        this.clock = clock;
    }

    /** What a caller may see from now on: one for each request. */
    public Access open(Caller caller) {
        return new Access(caller, clock.instant(), records, items, declarations, sources);
    }

    /** Whether what a request was decided on still holds. */
    public boolean stillHolds(Access access) {
        return true;
    }

    static String reference(Ura organization) {
        return "Organization/ura-" + organization.value();
    }

    static String reference(Person person) {
        return "Practitioner/id-" + person.id();
    }
}
