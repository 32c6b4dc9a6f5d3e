package nl.mgz.gateway.careplan;

import java.time.Instant;
import java.util.ArrayList;
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

    private CurrentDirectives() {}

    /**
     * @param consents any Consents of one patient; only those of scope treatment are looked at
     * @return one for each treatment, and more where it cannot be told which of them is the later one
     */
    public static List<Consent> at(Instant moment, Collection<Consent> consents) {
        Map<String, List<Consent>> byTreatment = new LinkedHashMap<>();
        consents.stream()
                .filter(Directive::isOne)
                .filter(consent -> holds(consent, moment))
                .sorted(Comparator.comparing(CurrentDirectives::stated))
                .forEach(consent -> byTreatment
                        .computeIfAbsent(treatment(consent), treatment -> new ArrayList<>())
                        .add(consent));
        List<Consent> current = new ArrayList<>();
        byTreatment.values().forEach(all -> current.addAll(latest(all)));
        return List.copyOf(current);
    }

    /** What is stated last; what was stated at that very moment too, and what nobody dated: neither was replaced by the other. */
    private static List<Consent> latest(List<Consent> ofOneTreatment) {
        Instant last = stated(ofOneTreatment.get(ofOneTreatment.size() - 1));
        return ofOneTreatment.stream()
                .filter(consent -> !consent.hasDateTime() || stated(consent).equals(last))
                .toList();
    }

    private static boolean holds(Consent consent, Instant moment) {
        DateTimeType end = consent.getProvision().getPeriod().getEndElement();
        boolean ended = end.hasValue() && !Moments.endOf(end).isAfter(moment);
        return consent.getStatus() == ConsentState.ACTIVE && !ended;
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
