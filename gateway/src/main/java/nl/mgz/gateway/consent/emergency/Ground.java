package nl.mgz.gateway.consent.emergency;

import java.util.Arrays;
import java.util.Optional;

/** Why somebody may break the glass (B2). */
public enum Ground {
    UNABLE_TO_CONSENT("unable-to-consent"),
    VITAL_INTEREST("vital-interest");

    private final String code;

    Ground(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    public static Optional<Ground> of(String code) {
        return Arrays.stream(values())
                .filter(ground -> ground.code.equals(code))
                .findFirst();
    }
}
