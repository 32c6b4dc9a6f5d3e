package nl.mgz.gateway.triage.context;

import nl.mgz.gateway.summary.SummarySection;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/** The parts of the context, in the order in which they are read: who it is and what must not go wrong come first. */
enum Part {
    IDENTITY("identity", "Wie is dit", null),
    COMMUNICATION("communication", "Zo praat je met deze persoon", null),
    ALERTS("alerts", "Waarschuwingen, risico's en crisisafspraken", SummarySection.ALERTS),
    LIMITS("limits", SummarySection.LIMITS.title(), SummarySection.LIMITS),
    REPRESENTATION("contacts", SummarySection.CONTACTS.title(), SummarySection.CONTACTS),
    PROBLEMS("problems", SummarySection.PROBLEMS.title(), SummarySection.PROBLEMS),
    MEDICATION("medication", SummarySection.MEDICATION.title(), SummarySection.MEDICATION),
    ALLERGIES("allergies", SummarySection.ALLERGIES.title(), SummarySection.ALLERGIES),
    VITALS("vitals", SummarySection.VITALS.title(), SummarySection.VITALS),
    BEHAVIOUR("behaviour", "Een gewone dag, en waaraan verandering te zien is", null),
    CARE_TEAM("care-team", "Zorgteam, met telefoonnummers", SummarySection.CARE_TEAM),
    ON_CALL("on-call", "Wie nu dienst heeft", null),
    CONSULTATIONS("consultations", "Lopende verzoeken aan collega's", null),
    ENCOUNTERS("encounters", SummarySection.ENCOUNTERS.title(), SummarySection.ENCOUNTERS);

    static final String SYSTEM = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-triage-context";

    private final String word;
    private final String title;
    private final @Nullable SummarySection section;

    Part(String word, String title, @Nullable SummarySection section) {
        this.word = word;
        this.title = title;
        this.section = section;
    }

    String title() {
        return title;
    }

    /** The section of the summary that tells the same; null for what no summary has. */
    @Nullable
    SummarySection section() {
        return section;
    }

    /** As the summary has it, so that one reader serves both; else a code of ours. */
    Coding code() {
        return section == null ? new Coding(SYSTEM, word, title) : section.code();
    }
}
