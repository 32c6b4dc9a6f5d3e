package nl.mgz.gateway.consent;

import static nl.mgz.gateway.consent.Form.deny;
import static nl.mgz.gateway.consent.Form.object;
import static nl.mgz.gateway.consent.Form.permit;
import static org.assertj.core.api.Assertions.assertThat;

import nl.mgz.gateway.consent.Decision.Rank;
import nl.mgz.gateway.consent.Decision.Result;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The worked examples of the rules (section 11). */
class ConsentExamplesTest {

    private static Rank rankOf(Decision decision, String consent) {
        return decision.reasons().results().stream()
                .filter(result -> result.consent().equals(consent))
                .map(Result::rank)
                .findFirst()
                .orElseThrow();
    }

    @Nested
    class NoToACategoryYesToOneOrganisation {

        private Scene scene() {
            return Scene.linde()
                    .consents(
                            deny("c1").actor("Group/cat-disability-care"),
                            permit("c2").actor(Scene.LINDE).purpose("TREAT"));
        }

        @Test
        void theOrganisationIsPermitted() {
            Decision decision = scene().decide();
            assertThat(decision.rule()).isEqualTo(Rule.D3);
            assertThat(rankOf(decision, "c1")).isEqualTo(new Rank(0, 1, 0, 0));
            assertThat(rankOf(decision, "c2")).isEqualTo(new Rank(0, 2, 0, 0));
        }

        @Test
        void itsSisterIsNot() {
            assertThat(scene().asks("org", "Organization/vg-berk").rule()).isEqualTo(Rule.D2);
        }

        @Test
        void norWithoutRelation() {
            assertThat(scene().asks("relation", "none").rule()).isEqualTo(Rule.P1);
        }
    }

    @Nested
    class ALabelSpecificNoAgainstAnOrganisationSpecificYes {

        private Scene scene(Form yes) {
            return Scene.linde()
                    .data("category", "problem")
                    .data("type", "Condition")
                    .data("confidentiality", "R")
                    .data("sensitivity", Form.list("PSY"))
                    .consents(deny("c1").label("PSY"), yes);
        }

        private Form yes(String... labels) {
            return permit("c2").actor(Scene.LINDE).purpose("TREAT").label(labels);
        }

        @Test
        void confidentialityCodesDoNotNarrow() {
            Decision decision = scene(yes("N", "R")).decide();
            assertThat(decision.rule()).isEqualTo(Rule.D2);
            assertThat(rankOf(decision, "c1")).isEqualTo(new Rank(0, 0, 2, 0));
            assertThat(rankOf(decision, "c2")).isEqualTo(new Rank(0, 2, 0, 0));
        }

        @Test
        void theSensitivityCodeAloneDoes() {
            Decision decision = scene(yes("PSY")).decide();
            assertThat(decision.rule()).isEqualTo(Rule.D3);
            assertThat(rankOf(decision, "c2")).isEqualTo(new Rank(0, 2, 2, 0));
        }

        @Test
        void theSummaryIsNotTouched() {
            assertThat(Scene.linde()
                            .consents(deny("c1").label("PSY"), yes("N", "R"))
                            .rule())
                    .isEqualTo(Rule.D3);
        }
    }

    @Nested
    class RefusalInAnEmergency {

        private final Form yes = permit("c2").actor(Scene.SEH).purpose("BTG");

        @Test
        void aRefusalStands() {
            assertThat(Scene.emergency().consents(deny("c1")).rule()).isEqualTo(Rule.B1);
        }

        @Test
        void aPermitNamingBreakGlassOpens() {
            Decision decision = Scene.emergency().consents(deny("c1"), yes).decide();
            assertThat(decision.rule()).isEqualTo(Rule.B2);
            assertThat(decision.obligations())
                    .containsExactly(Obligation.AUDIT_EMERGENCY, Obligation.NOTIFY_PATIENT, Obligation.REVIEW);
            assertThat(decision.reasons().breakGlassResults())
                    .extracting(Result::rank)
                    .containsExactly(new Rank(0, 0, 0, 0), new Rank(0, 2, 0, 1));
            assertThat(Scene.undeclared().consents(deny("c1"), yes).rule()).isEqualTo(Rule.B3);
        }

        @Test
        void noChoiceIsBridged() {
            assertThat(Scene.emergency().rule()).isEqualTo(Rule.B2);
        }

        @Test
        void aRefusalOfTreatmentIncludesIt() {
            assertThat(Scene.emergency().consents(deny("c1").purpose("TREAT")).rule())
                    .isEqualTo(Rule.B1);
        }

        @Test
        void aRefusalOfPaymentDoesNot() {
            assertThat(Scene.emergency().consents(deny("c1").purpose("HPAYMT")).rule())
                    .isEqualTo(Rule.B2);
        }
    }

    @Nested
    class RepresentativeAndPatient {

        private Scene scene(String refusedOn) {
            return Scene.linde()
                    .born("1961-05-04", object("start", "2024-01-01"))
                    .knows("RelatedPerson/partner", "partner")
                    .consents(
                            deny("c1").actor("Group/cat-disability-care").on(refusedOn),
                            permit("c2").actor(Scene.LINDE).signedBy("RelatedPerson/partner"));
        }

        @Test
        void thePartnerDoesNotUndoThePatientsRefusal() {
            assertThat(scene("2023-05-01T10:00:00+02:00").rule()).isEqualTo(Rule.D2);
        }

        @Test
        void unlessItWasGivenWhileIncapable() {
            assertThat(scene("2025-05-01T10:00:00+02:00").rule()).isEqualTo(Rule.D3);
        }

        @Test
        void theSignatureOfThePartnerOfACapablePatientIsNone() {
            Decision decision =
                    scene("2023-05-01T10:00:00+02:00").born("1961-05-04").decide();
            assertThat(decision.rule()).isEqualTo(Rule.D2);
            assertThat(decision.reasons().consents()).containsExactly("c1");
        }
    }

    @Nested
    class Withdrawal {

        private Scene scene(Form first, Form second) {
            return Scene.linde()
                    .knows("RelatedPerson/neighbour", "neighbour")
                    .consents(
                            first.version("K1").on("2026-03-01T09:00:00+01:00"),
                            second.version("K1").inactive().on("2026-03-01"));
        }

        @Test
        void ofTheSameDayWorks() {
            assertThat(scene(permit("v1"), permit("v2")).rule()).isEqualTo(Rule.X1);
        }

        @Test
        void ofARefusalByANeighbourDoesNot() {
            assertThat(scene(deny("v1"), deny("v2").signedBy("RelatedPerson/neighbour"))
                            .rule())
                    .isEqualTo(Rule.D2);
        }
    }
}
