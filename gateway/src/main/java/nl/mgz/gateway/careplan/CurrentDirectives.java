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

    /** On {@code provision.type}: why there is none. */
    static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

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

    /** What nothing took the place of. Of one moment, or where nobody dated it, neither replaced the other. */
    private static List<Consent> latest(List<Consent> ofOneTreatment) {
        return ofOneTreatment.stream()
                .filter(one -> ofOneTreatment.stream().noneMatch(other -> replaces(other, one)))
                .toList();
    }

    /** Only what was stated for certain after all of the other's day; and what is said to be unknown takes no decision back. */
    private static boolean replaces(Consent later, Consent earlier) {
        return later.hasDateTime()
                && earlier.hasDateTime()
                && (decides(later) || !decides(earlier))
                && !stated(later).isBefore(Moments.endOf(earlier.getDateTimeElement()));
    }

    /** A yes, a no or a condition, and not that it is unknown or was not talked about. */
    static boolean decides(Consent consent) {
        return consent.getProvision().getType() != null
                || !consent.getProvision().getTypeElement().hasExtension(ABSENT);
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
    static String treatment(Consent consent) {
        CodeableConcept concept = consent.getProvision().getCodeFirstRep();
        Optional<Coding> coding = concept.getCoding().stream()
                .filter(code -> code.hasCode() && !NULL_FLAVOR.equals(code.getSystem()))
                .findFirst();
        return coding.map(code -> code.getSystem() + "|" + code.getCode())
                .orElseGet(() -> byText(String.valueOf(concept.getText())));
    }

    /** The guide has a treatment outside its own list as text with the code at its end. */
    private static String byText(String text) {
        return Directive.TREATMENTS.keySet().stream()
                .filter(code -> text.endsWith(code + ")"))
                .findFirst()
                .map(code -> "http://snomed.info/sct|" + code)
                .orElseGet(() -> "text " + text.strip().toLowerCase(Locale.ROOT));
    }
}
