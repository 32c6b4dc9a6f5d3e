package nl.mgz.gateway.consent.gate;

import nl.mgz.gateway.consent.Decision;
import nl.mgz.gateway.consent.fhir.Items;

/**
 * The decision about one stored resource for one request. Only {@link Access} makes one.
 *
 * @param permitted the decision, and what an emergency opens of a record
 */
public record Verdict(Items.Row row, Decision decision, boolean permitted) {

    /** How the trail names what decided. */
    String rule() {
        return decision.rule().name();
    }
}
