package nl.mgz.gateway.consent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known about one patient and those who may act for them. */
record Known(String patient, PatientFacts facts, Map<String, Party> parties) {

    /** A known representative of this patient, or null. */
    @Nullable
    Party representative(@Nullable String reference) {
        Party party = reference == null ? null : parties.get(reference);
        return party != null && party.patient().equals(patient) ? party : null;
    }
}
