package nl.mgz.gateway.summary;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/** The sections of the summary, in their order in the document. */
public enum SummarySection {
    PROBLEMS("problems", "11450-4", "Problemen", "Condition"),
    ALLERGIES("allergies", "48765-2", "Allergieën en intoleranties", "AllergyIntolerance"),
    MEDICATION("medication", "10160-0", "Medicatie", "MedicationRequest", "MedicationStatement", "MedicationDispense"),
    PROCEDURES("procedures", "47519-4", "Verrichtingen", "Procedure"),
    DEVICES("devices", "46264-8", "Medische hulpmiddelen", "DeviceUseStatement", "Device"),
    DIFFERENCES("differences", null, "Verschillen tussen bronnen"),
    ALERTS("alerts", "104605-1", "Waarschuwingen", "Flag"),
    CONTACTS(
            "contacts",
            null,
            "Contactpersonen, wilsbekwaamheid en vertegenwoordiging",
            "RelatedPerson",
            "Condition",
            "Observation",
            "QuestionnaireResponse"),
    CARE_TEAM("care-team", "85847-2", "Zorgteam", "CareTeam"),
    LIMITS(
            "limits",
            "42348-3",
            "Behandelgrenzen, wilsverklaringen en doel van het beleid",
            "Consent",
            "Goal",
            "QuestionnaireResponse"),
    VITALS("vitals", "8716-3", "Laatste metingen", "Observation"),
    ENCOUNTERS("encounters", "46240-8", "Laatste contacten", "Encounter"),
    HISTORY("history", "11348-0", "Voorgeschiedenis", "Condition");

    /** Those that a Dutch patient summary always has. */
    public static final Set<SummarySection> MANDATORY = Set.of(PROBLEMS, ALLERGIES, MEDICATION, PROCEDURES, DEVICES);

    private static final String LOINC = "http://loinc.org";
    private static final String OURS = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-summary-section";

    private final String word;
    private final @Nullable String loinc;
    private final String title;
    private final Set<String> types;

    SummarySection(String word, @Nullable String loinc, String title, String... types) {
        this.word = word;
        this.loinc = loinc;
        this.title = title;
        this.types = Set.of(types);
    }

    /** By the name that a request has for it, or its LOINC code. */
    public static @Nullable SummarySection of(String text) {
        return Stream.of(values())
                .filter(section -> section.word.equals(text) || text.equals(section.loinc))
                .findFirst()
                .orElse(null);
    }

    /** The names that a request may use. */
    public static String words() {
        return Stream.of(values()).map(section -> section.word).collect(Collectors.joining(", "));
    }

    /** These, and those that are made from their content. */
    public static Set<SummarySection> all() {
        return EnumSet.allOf(SummarySection.class);
    }

    /** Types of the resources that can be in it, or state what is. */
    Set<String> types() {
        return types;
    }

    public String title() {
        return title;
    }

    public Coding code() {
        return loinc == null ? new Coding(OURS, word, title) : new Coding(LOINC, loinc, null);
    }
}
