package nl.mgz.gateway.careplan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.DateTimeType;
import org.junit.jupiter.api.Test;

class CurrentDirectivesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String ICU = "305351004";
    private static final String CPR = "89666000";

    @Test
    void theLatestOfATreatmentHolds() {
        Consent old = directive(ICU, "2020-05-01");
        Consent young = directive(ICU, "2022-05-01");
        assertThat(CurrentDirectives.at(NOW, List.of(young, old))).containsExactly(young);
    }

    @Test
    void oneForEachTreatment() {
        assertThat(CurrentDirectives.at(NOW, List.of(directive(ICU, "2020"), directive(CPR, "2020"))))
                .hasSize(2);
    }

    @Test
    void aReplacedDirectiveIsNeverCurrentHoweverYoung() {
        Consent replaced = directive(ICU, "2026-01-01").setStatus(ConsentState.INACTIVE);
        Consent standing = directive(ICU, "2020-01-01");
        assertThat(CurrentDirectives.at(NOW, List.of(replaced, standing))).containsExactly(standing);
    }

    @Test
    void aDirectiveHoldsToTheEndOfItsLastDay() {
        Consent today = directive(ICU, "2020-01-01");
        today.getProvision().getPeriod().setEndElement(new DateTimeType("2026-11-21"));
        Consent yesterday = directive(CPR, "2020-01-01");
        yesterday.getProvision().getPeriod().setEndElement(new DateTimeType("2026-11-20"));
        assertThat(CurrentDirectives.at(NOW, List.of(today, yesterday))).containsExactly(today);
    }

    @Test
    void aDayAndAMomentOfThatDayDoNotReplaceEachOther() {
        Consent day = directive(ICU, "2026-03-01");
        Consent moment = directive(ICU, "2026-03-01T09:30:00+01:00");
        Consent nextDay = directive(ICU, "2026-03-02T09:30:00+01:00");
        assertThat(CurrentDirectives.at(NOW, List.of(day, moment))).containsExactlyInAnyOrder(day, moment);
        assertThat(CurrentDirectives.at(NOW, List.of(day, moment, nextDay))).containsExactly(nextDay);
    }

    @Test
    void otherTreatmentsAreToldApartByTheirText() {
        Consent icd = other("ICD uitzetten", "2020-01-01");
        Consent dialysis = other("Dialyse", "2021-01-01");
        Consent icdAgain = other(" icd uitzetten", "2022-01-01");
        assertThat(CurrentDirectives.at(NOW, List.of(icd, dialysis, icdAgain)))
                .containsExactlyInAnyOrder(dialysis, icdAgain);
    }

    @Test
    void aPrivacyConsentIsNoDirective() {
        Consent privacy = directive(ICU, "2026-01-01");
        privacy.setScope(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", null)));
        assertThat(CurrentDirectives.at(NOW, List.of(privacy))).isEmpty();
    }

    private static Consent other(String text, String stated) {
        Consent consent = directive("OTH", stated);
        consent.getProvision()
                .getCodeFirstRep()
                .setText(text)
                .getCodingFirstRep()
                .setSystem("http://terminology.hl7.org/CodeSystem/v3-NullFlavor");
        return consent;
    }

    private static Consent directive(String code, String stated) {
        Consent consent = new Consent();
        consent.setStatus(ConsentState.ACTIVE);
        consent.setScope(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/consentscope", "treatment", null)));
        consent.setDateTimeElement(new DateTimeType(stated));
        consent.getProvision().addCode(new CodeableConcept(new Coding("http://snomed.info/sct", code, null)));
        return consent;
    }
}
