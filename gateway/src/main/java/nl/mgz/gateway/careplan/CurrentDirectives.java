package nl.mgz.gateway.careplan;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.DateTimeType;

/**
 * The treatment directives that hold at a moment: of each treatment the latest that is active and has not ended. A
 * directive that was replaced stays in the record as inactive, with an end; reading it as current could harm somebody.
 */
public final class CurrentDirectives {

    private static final String NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";

    private static final ZoneId REGION = ZoneId.of("Europe/Amsterdam");

    private CurrentDirectives() {}

    /**
     * @param consents any Consents of one patient; only those of scope treatment are looked at
     * @return one for each treatment
     */
    public static List<Consent> at(Instant moment, Collection<Consent> consents) {
        Map<String, Consent> latest = new LinkedHashMap<>();
        consents.stream()
                .filter(CurrentDirectives::isTreatmentDirective)
                .filter(consent -> holds(consent, moment))
                .sorted(Comparator.comparing(CurrentDirectives::stated))
                .forEach(consent -> latest.put(treatment(consent), consent));
        return List.copyOf(latest.values());
    }

    private static boolean isTreatmentDirective(Consent consent) {
        return consent.getScope().getCoding().stream().anyMatch(code -> "treatment".equals(code.getCode()));
    }

    private static boolean holds(Consent consent, Instant moment) {
        DateTimeType end = consent.getProvision().getPeriod().getEndElement();
        boolean ended = end.hasValue() && !endOf(end).isAfter(moment);
        return consent.getStatus() == ConsentState.ACTIVE && !ended;
    }

    /** A period ends with the last moment of its end, at the precision that it is written in. */
    private static Instant endOf(DateTimeType end) {
        ZonedDateTime start = end.getValue().toInstant().atZone(REGION);
        return switch (end.getPrecision()) {
            case YEAR -> start.plusYears(1).toInstant();
            case MONTH -> start.plusMonths(1).toInstant();
            case DAY -> start.plusDays(1).toInstant();
            default -> start.plusSeconds(1).toInstant();
        };
    }

    private static Instant stated(Consent consent) {
        return consent.hasDateTime() ? consent.getDateTime().toInstant() : Instant.EPOCH;
    }

    /** Which treatment it is about: its code, or its text where the code says "another". */
    private static String treatment(Consent consent) {
        CodeableConcept concept = consent.getProvision().getCodeFirstRep();
        Optional<Coding> coding = concept.getCoding().stream()
                .filter(code -> code.hasCode() && !NULL_FLAVOR.equals(code.getSystem()))
                .findFirst();
        return coding.map(code -> code.getSystem() + "|" + code.getCode())
                .orElseGet(() ->
                        "text " + String.valueOf(concept.getText()).strip().toLowerCase(Locale.ROOT));
    }
}
