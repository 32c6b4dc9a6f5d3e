package nl.mgz.gateway.consent.mitz;

import java.util.Locale;

/** What is exchanged, as {@code mgz.consent.sources} names it. */
public enum Exchange {
    SUMMARY,
    CAREPLAN,
    CONSULTATION,
    TRIAGE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
