package nl.mgz.gateway.triage;

import java.util.Optional;
import java.util.stream.Stream;

/** What follows a triage ({@code mgz-triage-outcome}). */
public enum TriageOutcome {
    SELF_CARE("self-care", "Zelfzorg met advies"),
    GP_NEXT_DAY("gp-next-day", "Eigen huisarts, volgende werkdag"),
    GP_ON_DUTY("gp-on-duty", "Dienstdoende huisarts"),
    NURSE_TEAM("nurse-team", "Verpleegkundig aanrijdteam"),
    ON_CALL_PHYSICIAN("on-call-physician", "Achterwacht: arts VG, specialist ouderengeneeskunde of psychiater"),
    MENTAL_HEALTH_CRISIS("mental-health-crisis", "Crisisdienst geestelijke gezondheid"),
    AMBULANCE("ambulance", "Ambulance (112)");

    static final String SYSTEM = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-triage-outcome";

    private final String code;
    private final String dutch;

    TriageOutcome(String code, String dutch) {
        this.code = code;
        this.dutch = dutch;
    }

    public String code() {
        return code;
    }

    /** As a Dutch reader calls it. */
    public String dutch() {
        return dutch;
    }

    public static Optional<TriageOutcome> of(String code) {
        return Stream.of(values()).filter(one -> one.code.equals(code)).findFirst();
    }
}
