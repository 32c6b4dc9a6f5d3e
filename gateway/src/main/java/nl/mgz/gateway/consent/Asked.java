package nl.mgz.gateway.consent;

import java.util.Objects;

/**
 * What one run of sections 5 to 7 is asked: the request, and whether it is the BTG run (B1), in which the purpose is BTG. Only
 * made for a request that passed G1, so purpose and category are known.
 */
record Asked(AccessRequest request, ConsentPolicy policy, boolean breakGlass) {

    static final String BTG = "BTG";

    String purpose() {
        return breakGlass ? BTG : Objects.requireNonNull(request.purpose()).name();
    }

    boolean inTreatmentFamily() {
        return !breakGlass && request.inTreatmentFamily();
    }

    AccessRequest.OrgCategory orgCategory() {
        return Objects.requireNonNull(request.orgCategory());
    }

    long at() {
        return request.at().toEpochMilli();
    }

    /** Whether what cannot be interpreted refuses in this run: not in the BTG run, unless the policy says so. */
    boolean uninterpretableDenies() {
        return !breakGlass || policy.uninterpretable() == ConsentPolicy.Uninterpretable.DENIES_ALWAYS;
    }
}
