package nl.mgz.gateway.identity;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why data is asked for (https://terminology.hl7.org/ValueSet-v3-PurposeOfUse.html): the few codes of that set for which
 * the gateway has rules.
 */
public enum Purpose {
    /** Treatment. */
    TREAT,
    /** Treatment in an emergency, when rules may have to be broken. */
    ETREAT,
    /** Management of care. */
    CAREMGT,
    /** Coordination of care. */
    COC,
    /** What the patient asks for. */
    PATRQT,
    /** Operation of the service itself: directory, configuration. */
    HOPERAT,
    /** Payment. */
    HPAYMT,
    /** Research. */
    HRESCH,
    /** Review of records, of who did what. */
    HCOMPL;

    public static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    public static Optional<Purpose> of(String code) {
        return Stream.of(values())
                .filter(purpose -> purpose.name().equals(code))
                .findFirst();
    }
}
