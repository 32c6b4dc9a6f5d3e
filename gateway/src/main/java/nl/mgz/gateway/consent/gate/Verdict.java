package nl.mgz.gateway.consent.gate;

import nl.mgz.gateway.consent.Decision;
import nl.mgz.gateway.consent.fhir.Items;

/**
 * The decision about one stored resource for one request. Only {@link Access} makes one.
 *
 * @param permitted the decision, and what an emergency opens of a record
 * @param source what another source than the consents here said, for the trail; empty where they decided
 */
public record Verdict(Items.Row row, Decision decision, boolean permitted, String source) {

    /** How the trail names what decided. */
    String rule() {
        return decision.rule().name();
    }
}
