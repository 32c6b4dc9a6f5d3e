package nl.mgz.gateway.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a partner is in the region, as its operator registered it. It comes from the registration and never from what a
 * caller says: a kind decides which requests are let in.
 */
public enum OrganizationKind {
    GP("Huisartsenpraktijk"),
    HAP("Huisartsenpost"),
    CARE("Zorgorganisatie (gehandicaptenzorg, verpleeghuis, wijkzorg)"),
    TRIAGE("Triagedienst"),
    SPECIALIST("Achterwacht: arts VG, specialist ouderengeneeskunde, psychiater"),
    NURSES("Verpleegkundig aanrijdteam"),
    PHARMACY("Apotheek"),
    PATIENT_APP("Persoonlijke gezondheidsomgeving"),
    PRIVACY("Functionaris gegevensbescherming"),
    AUDITOR("Toezicht op de logging"),
    OPERATOR("Beheerder van de gateway");

    private final String dutch;

    OrganizationKind(String dutch) {
        this.dutch = dutch;
    }

    /** As a Dutch reader calls it. */
    public String dutch() {
        return dutch;
    }

    /** As commands and tokens write it: {@code gp}, {@code patient-app}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<OrganizationKind> of(String code) {
        return Stream.of(values()).filter(kind -> kind.code().equals(code)).findFirst();
    }
}
