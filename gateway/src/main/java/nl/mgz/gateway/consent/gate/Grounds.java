package nl.mgz.gateway.consent.gate;

import java.util.List;

/**
 * Why something was shown or not, for the trail and for nobody who was refused.
 *
 * @param rules ids of the rules that decided
 * @param consents ids of the Consents that were weighed
 * @param emergency whether somebody broke the glass for it
 */
public record Grounds(List<String> rules, List<String> consents, boolean emergency) {}
