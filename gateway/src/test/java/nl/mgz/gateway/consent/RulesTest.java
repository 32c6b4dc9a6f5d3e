package nl.mgz.gateway.consent;

import static nl.mgz.gateway.consent.Form.ANNA;
import static nl.mgz.gateway.consent.Form.deny;
import static nl.mgz.gateway.consent.Form.list;
import static nl.mgz.gateway.consent.Form.object;
import static nl.mgz.gateway.consent.Form.permit;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules one by one; the heading of each class is the section. */
class RulesTest {

    @Nested
    class GuardsAndOwnData {

        @ParameterizedTest
        @ValueSource(strings = {"org", "orgCategory", "role", "purpose"})
        void incompleteRequestsAreRefused(String field) {
            assertThat(Scene.linde().consents(permit("c1")).asksWithout(field).rule())
                    .isEqualTo(Rule.G1);
            if (!field.equals("org")) {
                assertThat(Scene.linde().asks(field, "unregistered").rule()).isEqualTo(Rule.G1);
            }
        }

        @Test
        void breakGlassIsNoPurposeOfARequest() {
            assertThat(Scene.emergency().asks("purpose", "BTG").rule()).isEqualTo(Rule.G1);
        }

        @Test
        void anUnknownPatientIsRefused() {
            assertThat(Scene.linde()
                            .asks("patient", "Patient/ben")
                            .data("patient", "Patient/ben")
                            .rule())
                    .isEqualTo(Rule.G2);
            assertThat(Scene.linde().asksWithout("patient").rule()).isEqualTo(Rule.G2);
            assertThat(Scene.linde().data("patient", "Patient/ben").rule()).isEqualTo(Rule.G2);
            assertThat(Scene.linde().dataWithout("patient").rule()).isEqualTo(Rule.G2);
        }

        @Test
        void versionsOfReferencesDoNotMatter() {
            assertThat(Scene.linde()
                            .asks("patient", ANNA + "/_history/3")
                            .data("authorOrg", Scene.LINDE + "/_history/1")
                            .rule())
                    .isEqualTo(Rule.O1);
            assertThat(Scene.linde()
                            .data("authorOrg", Scene.LINDE + "/_history/")
                            .rule())
                    .isEqualTo(Rule.X1);
        }

        @ParameterizedTest
        @CsvSource({
            "gp, TREAT ETREAT CAREMGT COC HOPERAT HPAYMT",
            "disability-care, TREAT CAREMGT COC HOPERAT HPAYMT",
            "triage, TREAT ETREAT COC",
            "emergency, TREAT ETREAT",
            "insurer, HPAYMT",
            "research, HRESCH"
        })
        void eachKindOfOrganisationHasItsPurposes(String category, String allowed) {
            for (String purpose : List.of("TREAT", "ETREAT", "CAREMGT", "COC", "HOPERAT", "HPAYMT", "HRESCH")) {
                Rule rule = Scene.linde()
                        .asks("orgCategory", category)
                        .asks("purpose", purpose)
                        .rule();
                boolean may = List.of(allowed.split(" ")).contains(purpose);
                assertThat(rule).as(category + " " + purpose).isEqualTo(may ? Rule.X1 : Rule.G4);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "summary, system, G5",
            "summary, administrative, G5",
            "consultation, system, X1",
            "consultation, administrative, G5",
            "administrative, system, X1",
            "document, system, G5",
            "document, triagist, X1",
            "audit, physician, G6",
            "consent, physician, G6",
            "genomics, physician, G3"
        })
        void categoriesAskForRoles(String category, String role, Rule rule) {
            assertThat(Scene.linde()
                            .data("category", category)
                            .asks("role", role)
                            .rule())
                    .isEqualTo(rule);
        }

        @Test
        void anAbsentCategoryIsRefused() {
            assertThat(Scene.linde().dataWithout("category").rule()).isEqualTo(Rule.G3);
        }

        @Test
        void whatWasEnteredInErrorIsForItsAuthor() {
            assertThat(Scene.linde().data("status", "entered-in-error").rule()).isEqualTo(Rule.G7);
            assertThat(Scene.linde()
                            .data("status", "entered-in-error")
                            .data("authorOrg", Scene.LINDE)
                            .rule())
                    .isEqualTo(Rule.O1);
        }

        @Test
        void ownDataNeedNoConsent() {
            Scene scene = Scene.linde().data("authorOrg", Scene.LINDE).consents(deny("c1"));
            assertThat(scene.rule()).isEqualTo(Rule.O1);
            assertThat(scene.asks("purpose", "HPAYMT").decide().obligations()).isEmpty();
            assertThat(scene.asks("org", "Organization/other").rule()).isEqualTo(Rule.D2);
            assertThat(Scene.linde().data("authorOrg", "Organization/vg-groep").rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .data("authorOrg", Scene.LINDE)
                            .data("category", "audit")
                            .rule())
                    .isEqualTo(Rule.O1);
        }

        @Test
        void ownDataForResearchDo() {
            assertThat(Scene.linde()
                            .asks("orgCategory", "research")
                            .asks("purpose", "HRESCH")
                            .data("authorOrg", Scene.LINDE)
                            .rule())
                    .isEqualTo(Rule.X1);
        }

        @Test
        void guardsGoInOrder() {
            Scene scene = Scene.linde()
                    .asks("purpose", "ETREAT")
                    .asks("role", "system")
                    .data("category", "x");
            assertThat(scene.rule()).isEqualTo(Rule.G3);
            assertThat(scene.data("category", "audit").rule()).isEqualTo(Rule.G4);
            assertThat(scene.asks("purpose", "TREAT")
                            .data("category", "summary")
                            .rule())
                    .isEqualTo(Rule.G5);
        }
    }

    @Nested
    class WhichConsentsTakePart {

        private Rule with(Form form) {
            return Scene.linde().consents(form).rule();
        }

        @Test
        void othersAreIgnored() {
            assertThat(with(permit("c1").with("patient", Form.reference("Patient/ben"))))
                    .isEqualTo(Rule.X1);
            assertThat(with(deny("c1").with("status", "proposed"))).isEqualTo(Rule.X1);
            assertThat(with(deny("c1").inactive())).isEqualTo(Rule.X1);
            assertThat(with(permit("c1").with("patient", Form.reference(ANNA + "/_history/2"))))
                    .isEqualTo(Rule.D3);
        }

        @Test
        void theFirstScopeCounts() {
            Object scopes = object("coding", list(object("code", "research"), object("code", "patient-privacy")));
            assertThat(with(deny("c1").with("scope", scopes))).isEqualTo(Rule.X1);
        }

        @Test
        void aConsentHoldsInItsPeriod() {
            assertThat(with(permit("c1").period("period", "2026-07-01", "2026-07-01")))
                    .isEqualTo(Rule.D3);
            assertThat(with(deny("c1").period("period", "2026-07-02", null))).isEqualTo(Rule.X1);
            Form child = permit("c1")
                    .period("period", null, "2026-06")
                    .child(permit("x").period("period", "2026", null));
            assertThat(with(child)).isEqualTo(Rule.X1);
            Form lapsedException = permit("c1").child(deny("x").period("period", null, "2026-06"));
            assertThat(with(lapsedException)).isEqualTo(Rule.D3);
        }

        @Test
        void aConsentIsForItsHolders() {
            assertThat(with(deny("c1").heldBy("Organization/other"))).isEqualTo(Rule.X1);
            assertThat(with(deny("c1").heldBy("Organization/other", Scene.OOST)))
                    .isEqualTo(Rule.D2);
            assertThat(with(deny("c1").heldBy(Scene.OOST + "/_history/1"))).isEqualTo(Rule.D2);
            assertThat(with(deny("c1").heldBy())).isEqualTo(Rule.D2);
            assertThat(with(deny("c1").without("organization"))).isEqualTo(Rule.D2);
            assertThat(with(deny("c1").heldBy("Organization/other", "Organization/region")))
                    .isEqualTo(Rule.D2);
        }

        @Test
        void aPermitNeedsItsForm() {
            assertThat(with(permit("c1"))).isEqualTo(Rule.D3);
            assertThat(with(permit("c1").without("organization"))).isEqualTo(Rule.X1);
            assertThat(with(permit("c1").heldBy())).isEqualTo(Rule.X1);
            assertThat(with(permit("c1").without("policy"))).isEqualTo(Rule.X1);
            assertThat(with(permit("c1").with("policy", list(object("uri", "urn:old")))))
                    .isEqualTo(Rule.X1);
            assertThat(with(permit("c1").with("policy", list(object("authority", "x")))))
                    .isEqualTo(Rule.X1);
            assertThat(with(permit("c1").on(null))).isEqualTo(Rule.X1);
            assertThat(with(permit("c1").on(Scene.NOW))).isEqualTo(Rule.D3);
            assertThat(with(permit("c1").on("2026-07-01T10:00:00.001+02:00"))).isEqualTo(Rule.X1);
        }

        @Test
        void aDenyNeedsNone() {
            assertThat(with(deny("c1")
                            .without("organization")
                            .without("policy")
                            .on(null)
                            .signedBy()))
                    .isEqualTo(Rule.D2);
            assertThat(with(deny("c1").on("2027"))).isEqualTo(Rule.D2);
        }

        @Test
        void aLaterVersionReplaces() {
            Form first = deny("v1").version("K1").on("2026-02-01");
            assertThat(versions(first, permit("v2").version("K1").on("2026-02-02")))
                    .isEqualTo(Rule.D3);
            assertThat(versions(first, permit("v2").version("K1").on("2026-02-01")))
                    .isEqualTo(Rule.D2);
            assertThat(versions(first, permit("v2").version("K2").on("2026-02-02")))
                    .isEqualTo(Rule.D2);
            assertThat(versions(first, permit("v2").version("K1").on("2026-07-02")))
                    .isEqualTo(Rule.D2);
            assertThat(versions(
                            first, permit("v2").version("K1").on("2026-02-02").signedBy()))
                    .isEqualTo(Rule.D2);
        }

        private Rule versions(Form... forms) {
            return Scene.linde().consents(forms).rule();
        }

        @Test
        void identifiersAreComparedWithTheirSystem() {
            Form first = permit("v1").with("identifier", list(object("value", "K1")));
            Form back = permit("v2").inactive().on(null);
            assertThat(versions(first, back.with("identifier", list(object("value", "K1")))))
                    .isEqualTo(Rule.X1);
            assertThat(versions(first, back.with("identifier", list(object("value", "K1", "system", "urn:s")))))
                    .isEqualTo(Rule.D3);
            assertThat(versions(first, back.with("identifier", list(object("value", "K1", "system", null)))))
                    .isEqualTo(Rule.X1);
            assertThat(versions(first, back.with("identifier", list(object("value", "K1", "system", 5)))))
                    .isEqualTo(Rule.D3);
            Form nameless = permit("v1").with("identifier", list(object("system", "urn:s")));
            assertThat(versions(nameless, back.with("identifier", list(object("system", "urn:s")))))
                    .isEqualTo(Rule.D3);
        }

        @Test
        void takingAPermissionBackNeedsNoForm() {
            Form given = permit("v1").version("K1").on("2026-03-01T09:00:00+01:00");
            assertThat(versions(
                            given,
                            permit("v2")
                                    .version("K1")
                                    .inactive()
                                    .without("provision")
                                    .signedBy()))
                    .isEqualTo(Rule.D3);
            assertThat(versions(given, permit("v2").version("K1").inactive().on("onleesbaar")))
                    .isEqualTo(Rule.X1);
            assertThat(versions(
                            given,
                            permit("v2").version("K1").inactive().on("2026-03").without("provision")))
                    .isEqualTo(Rule.X1);
            assertThat(versions(given, permit("v2").version("K1").inactive().on("2026-03-01T08:59:59+01:00")))
                    .isEqualTo(Rule.D3);
            assertThat(versions(given, permit("v2").version("K1").inactive().on("2026-02-28")))
                    .isEqualTo(Rule.D3);
        }

        @Test
        void aVersionWithoutDateIsReplacedByAnUndatedWithdrawalOnly() {
            Form refused = deny("v1").version("K1").on(null);
            assertThat(versions(refused, deny("v2").version("K1").inactive().on("2026-03")))
                    .isEqualTo(Rule.D2);
            assertThat(versions(refused, deny("v2").version("K1").inactive().on(null)))
                    .isEqualTo(Rule.X1);
            assertThat(versions(refused, permit("v2").version("K1").on(null))).isEqualTo(Rule.D2);
        }

        @Test
        void aNestedDenyCountsWhereThePermitsBesideItLackTheirForm() {
            assertThat(with(permit("c1").without("policy").child(deny("x")))).isEqualTo(Rule.D2);
            assertThat(with(permit("c1").without("policy").child(permit("x")).child(deny("y"))))
                    .isEqualTo(Rule.D2);
        }

        @Test
        void aNestedDenyIsARefusalToo() {
            Form mixed = permit("v1").version("K1").child(deny("x").actor("Organization/other"));
            assertThat(versions(
                            mixed,
                            permit("v2").version("K1").inactive().on("2026-03").signedBy()))
                    .isEqualTo(Rule.D3);
            assertThat(versions(mixed, permit("v2").version("K1").inactive().on("2026-03")))
                    .isEqualTo(Rule.X1);
        }

        @Test
        void anUninterpretableVersionReplacesNothingElse() {
            Form broken = deny("v1").version("K1").without("provision");
            assertThat(versions(broken, permit("v2").version("K1").on("2026-03")))
                    .isEqualTo(Rule.D3);
            assertThat(versions(
                            permit("v1").version("K1"),
                            permit("v2").version("K1").on("2026-03").without("provision")))
                    .isEqualTo(Rule.D2);
        }

        @Test
        void aReplacedVersionStillReplaces() {
            assertThat(versions(
                            deny("v1").version("K1").on("2026-02-01"),
                            permit("v2").version("K1").on("2026-02-02"),
                            permit("v3")
                                    .version("K1")
                                    .inactive()
                                    .on("2026-02-03")
                                    .signedBy()))
                    .isEqualTo(Rule.X1);
        }

        @Test
        void authorityWithBoundsCannotBeShownWithoutDate() {
            Scene scene = Scene.linde().born("2020-01-01").knows("RelatedPerson/a", "parent");
            scene.consents(deny("v1").version("K1").signedBy("RelatedPerson/a"));
            scene.consents(deny("v2").version("K1").inactive().on(null).signedBy("RelatedPerson/a"));
            assertThat(scene.rule()).isEqualTo(Rule.X1);
            Object bounded = object("for", ANNA, "relationship", "parent", "authority", object("start", "2020"));
            assertThat(scene.knows("RelatedPerson/a", bounded).rule()).isEqualTo(Rule.D2);
        }
    }

    @Nested
    class WhoMaySign {

        private Scene scene(String birthDate, String... performers) {
            return Scene.linde()
                    .born(birthDate)
                    .knows("RelatedPerson/parent", "parent")
                    .knows("RelatedPerson/guardian", "guardian")
                    .knows("RelatedPerson/mentor", "mentor")
                    .knows("RelatedPerson/neighbour", "neighbour")
                    .consents(permit("c1").signedBy(performers));
        }

        @Test
        void nobodyWithoutBirthDate() {
            assertThat(scene(null, ANNA).rule()).isEqualTo(Rule.X1);
        }

        @ParameterizedTest
        @CsvSource({
            "2014-07-02, parent, D3",
            "2014-07-02, guardian, D3",
            "2014-07-02, mentor, X1",
            "2014-07-01, parent, X1",
            "2010-07-02, parent, X1",
            "2010-07-01, parent, X1",
            "2010-07-01, mentor, X1"
        })
        void byAge(String birthDate, String who, Rule rule) {
            assertThat(scene(birthDate, "RelatedPerson/" + who).rule()).isEqualTo(rule);
        }

        @ParameterizedTest
        @CsvSource({"2014-07-02, X1", "2014-07-01, X1", "2010-07-02, X1", "2010-07-01, D3"})
        void thePatientAlone(String birthDate, Rule rule) {
            assertThat(scene(birthDate, ANNA).rule()).isEqualTo(rule);
        }

        @Test
        void bothFromTwelve() {
            assertThat(scene("2014-07-01", ANNA, "RelatedPerson/parent").rule()).isEqualTo(Rule.D3);
            assertThat(scene("2010-07-02", ANNA, "RelatedPerson/guardian").rule())
                    .isEqualTo(Rule.D3);
            assertThat(scene("2014-07-01", ANNA, "RelatedPerson/mentor").rule()).isEqualTo(Rule.X1);
        }

        @Test
        void aParentAloneForAnIncapableChildOfTwelve() {
            Object period = object("start", "2026-01-10", "end", "2026-01-10");
            assertThat(scene("2014-07-01", "RelatedPerson/parent")
                            .born("2014-07-01", period)
                            .rule())
                    .isEqualTo(Rule.D3);
            assertThat(scene("2014-07-01", "RelatedPerson/mentor")
                            .born("2014-07-01", period)
                            .rule())
                    .isEqualTo(Rule.X1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"curator", "mentor", "proxy", "partner", "parent", "child", "sibling"})
        void representativesOfAnIncapableAdult(String word) {
            Object period = object("start", "2026-01-10T09:00:00+01:00");
            Scene scene = scene("1961-05-04", "RelatedPerson/x").knows("RelatedPerson/x", word);
            assertThat(scene.rule()).isEqualTo(Rule.X1);
            assertThat(scene.born("1961-05-04", period).rule()).isEqualTo(Rule.D3);
            assertThat(scene.knows("RelatedPerson/x", "guardian").rule()).isEqualTo(Rule.X1);
            Object late = object("start", "2026-01-10T09:00:01+01:00");
            assertThat(scene.knows("RelatedPerson/x", word)
                            .born("1961-05-04", late)
                            .rule())
                    .isEqualTo(Rule.X1);
        }

        @Test
        void authorityIsThatOfTheDay() {
            Object ended = object("for", ANNA, "relationship", "parent", "authority", object("end", "2026-01-09"));
            Object begun = object(
                    "for", ANNA + "/_history/1", "relationship", "parent", "authority", object("start", "2026-01-10"));
            Scene scene = scene("2020-01-01", "RelatedPerson/parent/_history/4");
            assertThat(scene.rule()).isEqualTo(Rule.D3);
            assertThat(scene.knows("RelatedPerson/parent", ended).rule()).isEqualTo(Rule.X1);
            assertThat(scene.knows("RelatedPerson/parent", begun).rule()).isEqualTo(Rule.D3);
            Object ofBen = object("for", "Patient/ben", "relationship", "parent");
            assertThat(scene.knows("RelatedPerson/parent", ofBen).rule()).isEqualTo(Rule.X1);
        }

        @Test
        void refusalsByParentsLapse() {
            Form refusal = deny("c2").signedBy("RelatedPerson/parent", "RelatedPerson/guardian");
            assertThat(scene("2010-07-01", ANNA).consents(refusal).rule()).isEqualTo(Rule.D3);
            assertThat(scene("2010-07-02", ANNA).consents(refusal).rule()).isEqualTo(Rule.D2);
            assertThat(scene(null, ANNA).consents(refusal).rule()).isEqualTo(Rule.D2);
            Object period = object("start", "2026-01-01");
            assertThat(scene("1990-01-01", ANNA)
                            .born("1990-01-01", period)
                            .consents(refusal)
                            .rule())
                    .isEqualTo(Rule.D2);
        }

        @Test
        void refusalsOfOthersDoNot() {
            for (String other : List.of(ANNA, "RelatedPerson/mentor", "RelatedPerson/unknown")) {
                assertThat(scene("1990-01-01", ANNA)
                                .consents(deny("c2").signedBy("RelatedPerson/parent", other))
                                .rule())
                        .isEqualTo(Rule.D2);
            }
            assertThat(scene("1990-01-01", ANNA).consents(deny("c2").signedBy()).rule())
                    .isEqualTo(Rule.D2);
            Form nameless = deny("c2").with("performer", list(object("display", "moeder")));
            assertThat(scene("1990-01-01", ANNA).consents(nameless).rule()).isEqualTo(Rule.D2);
        }

        @Test
        void anUninterpretableRefusalDoesNotLapse() {
            assertThat(scene("1990-01-01", ANNA)
                            .consents(
                                    deny("c2").signedBy("RelatedPerson/parent").without("provision"))
                            .rule())
                    .isEqualTo(Rule.D2);
        }
    }

    @Nested
    class OneConsent {

        private Rule with(Form form) {
            return Scene.linde()
                    .data("codes", list("A", "B"))
                    .data("author", "Practitioner/oost")
                    .data("related", list("Encounter/e1"))
                    .data("date", "2026-06")
                    .consents(form)
                    .rule();
        }

        @ParameterizedTest
        @CsvSource({
            "Organization/vg-linde, D3, D2", "Organization/vg-groep, D3, D2", "Organization/vg-berk, X1, X1",
            "Practitioner/a, D3, D2", "Practitioner/b, X1, X1", "Group/cat-disability-care, D3, D2",
            "Group/cat-gp, X1, X1", "Group/cat-physio, X1, D2", "CareTeam/7, X1, D2",
            "https://example.org/Organization/vg-linde, X1, D2"
        })
        void actors(String actor, Rule permitted, Rule denied) {
            assertThat(with(permit("c1").actor("Organization/no", actor))).isEqualTo(permitted);
            assertThat(with(deny("c1").actor(actor, "Organization/no"))).isEqualTo(denied);
        }

        @Test
        void aPractitionerWithoutUserInTheRequest() {
            assertThat(Scene.linde()
                            .asksWithout("user")
                            .consents(permit("c1").actor("Practitioner/a"))
                            .rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .asksWithout("user")
                            .consents(deny("c1").actor("Practitioner/b"))
                            .rule())
                    .isEqualTo(Rule.D2);
        }

        @Test
        void withoutActorsAPermitIsForCare() {
            for (String[] who : new String[][] {{"insurer", "HPAYMT"}, {"research", "HRESCH"}}) {
                Scene scene = Scene.linde().asks("orgCategory", who[0]).asks("purpose", who[1]);
                assertThat(scene.consents(permit("c1").purpose(who[1])).rule()).isEqualTo(Rule.X1);
                assertThat(scene.consents(permit("c2").purpose(who[1]).actor("Group/cat-" + who[0]))
                                .decide()
                                .obligations())
                        .containsExactly(Obligation.REDACT_BSN, Obligation.REDACT_NARRATIVE);
                assertThat(scene.consents(deny("c3").heldBy(Scene.OOST)).rule()).isEqualTo(Rule.D2);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "TREAT, CAREMGT, D3",
            "CAREMGT, CAREMGT, D3",
            "COC, CAREMGT, X1",
            "HOPERAT, HOPERAT, D3",
            "TREAT, HOPERAT, X1",
            "BTG, TREAT, X1"
        })
        void purposes(String listed, String asked, Rule rule) {
            assertThat(Scene.linde()
                            .asks("purpose", asked)
                            .consents(permit("c1").purpose(listed))
                            .rule())
                    .isEqualTo(rule);
        }

        @Test
        void withoutPurposeAPermitIsForTreatmentAndADenyForAll() {
            assertThat(Scene.linde()
                            .asks("purpose", "COC")
                            .consents(permit("c1"))
                            .rule())
                    .isEqualTo(Rule.D3);
            assertThat(Scene.linde()
                            .asks("purpose", "HPAYMT")
                            .consents(permit("c1"))
                            .rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .asks("purpose", "HPAYMT")
                            .consents(deny("c1"))
                            .rule())
                    .isEqualTo(Rule.D2);
        }

        @Test
        void classes() {
            assertThat(with(permit("c1").classes("x", "summary"))).isEqualTo(Rule.D3);
            assertThat(with(permit("c1").classes("Bundle"))).isEqualTo(Rule.D3);
            assertThat(with(permit("c1").classes("Task"))).isEqualTo(Rule.X1);
            Object textOnly = list(object("code", "Task"), object("display", "x"));
            assertThat(with(permit("c1").provision("class", textOnly))).isEqualTo(Rule.X1);
            assertThat(with(deny("c1").provision("class", textOnly))).isEqualTo(Rule.D2);
            assertThat(with(deny("c1").classes("Task"))).isEqualTo(Rule.X1);
        }

        @Test
        void codes() {
            assertThat(with(permit("c1").code("x", "B"))).isEqualTo(Rule.D3);
            assertThat(with(permit("c1").code("x"))).isEqualTo(Rule.X1);
            Object textOnly = list(object("coding", list(object("code", "x"))), object("text", "x"));
            assertThat(with(permit("c1").provision("code", textOnly))).isEqualTo(Rule.X1);
            assertThat(with(deny("c1").provision("code", textOnly))).isEqualTo(Rule.D2);
            Object mixed = list(object("coding", list(object("display", "x"), object("code", "x"))));
            assertThat(with(deny("c1").provision("code", mixed))).isEqualTo(Rule.X1);
        }

        @Test
        void actions() {
            assertThat(with(permit("c1").action("correct", "access"))).isEqualTo(Rule.D3);
            assertThat(with(permit("c1").action("correct"))).isEqualTo(Rule.X1);
            assertThat(with(deny("c1").provision("action", list(object("text", "x")))))
                    .isEqualTo(Rule.D2);
            assertThat(with(permit("c1").provision("action", list(object("text", "x")))))
                    .isEqualTo(Rule.X1);
        }

        @ParameterizedTest
        @CsvSource({
            "instance, Bundle/sum1, D3, D2",
            "instance, Bundle/sum1/_history/2, D3, D2",
            "instance, Encounter/e1, X1, X1",
            "related, Encounter/e1, D3, D2",
            "related, Bundle/sum1, D3, D2",
            "related, Encounter/e2, X1, X1",
            "authoredby, Organization/gp-oost, D3, D2",
            "authoredby, Practitioner/oost, D3, D2",
            "authoredby, Practitioner/a, X1, X1",
            "dependents, Bundle/sum1, X1, D2"
        })
        void data(String meaning, String reference, Rule permitted, Rule denied) {
            assertThat(with(permit("c1").data("instance", "X/1").data(meaning, reference)))
                    .isEqualTo(permitted);
            assertThat(with(deny("c1")
                            .data("related", "X/1")
                            .data("authoredby", "X/1")
                            .data(meaning, reference)))
                    .isEqualTo(denied);
        }

        @ParameterizedTest
        @CsvSource({
            "2026-06-01, 2026-06-30, D3, D2", "2026-06-02, 2026-06-30, X1, D2", "2026-06-30, , X1, D2",
            "2026-07, , X1, X1", ", 2026-05, X1, X1", ", 2026-06-01, X1, D2"
        })
        void dataPeriods(String start, String end, Rule permitted, Rule denied) {
            assertThat(with(permit("c1").period("dataPeriod", start, end))).isEqualTo(permitted);
            assertThat(with(deny("c1").period("dataPeriod", start, end))).isEqualTo(denied);
        }

        @Test
        void withoutDateADataPeriodRefuses() {
            assertThat(Scene.linde()
                            .consents(permit("c1").period("dataPeriod", "2020", null))
                            .rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .consents(deny("c1").period("dataPeriod", "2020", null))
                            .rule())
                    .isEqualTo(Rule.D2);
        }

        @ParameterizedTest
        @CsvSource({
            "N, '', N, D3",
            "R, '', N, X1",
            "M, '', L|N, D3",
            "V, '', R, X1",
            "V, '', V, D3",
            "N, PSY, N, X1",
            "N, PSY, PSY, D3",
            "V, PSY, PSY, X1",
            "N, PSYTHPN, PSY, D3",
            "N, PSY, PSYTHPN, X1",
            "N, PSY|HIV, PSY, X1",
            "N, PSY|HIV, PSY|HIV, D3",
            "N, '', PSY, X1",
            "N, ETHUD|OPIOIDUD, ETH, D3",
            "R, '', R|N, D3"
        })
        void labelsOfAPermit(String confidentiality, String sensitivity, String listed, Rule rule) {
            assertThat(labelled(confidentiality, sensitivity)
                            .consents(permit("c1").label(listed.split("\\|")))
                            .rule())
                    .isEqualTo(rule);
        }

        @ParameterizedTest
        @CsvSource({
            "N, '', N, D2",
            "M, '', N, X1",
            "R, '', N|V, D2",
            "R, '', V|N, D2",
            "N, PSY, R, D2",
            "N, PSY, PSYTHPN, D2",
            "N, PSYTHPN, PSY, D2",
            "N, PSY, HIV, X1",
            "N, HIV|ETH, OPIOIDUD, D2",
            "N, ETHUD, OPIOIDUD, X1",
            "N, '', PSY, X1"
        })
        void labelsOfADeny(String confidentiality, String sensitivity, String listed, Rule rule) {
            assertThat(labelled(confidentiality, sensitivity)
                            .consents(deny("c1").label(listed.split("\\|")))
                            .rule())
                    .isEqualTo(rule);
        }

        private Scene labelled(String confidentiality, String sensitivity) {
            List<Object> codes = sensitivity.isEmpty() ? list() : list((Object[]) sensitivity.split("\\|"));
            return Scene.linde().data("confidentiality", confidentiality).data("sensitivity", codes);
        }

        @Test
        void withoutLabelAPermitCoversTheNormal() {
            assertThat(labelled("N", "").consents(permit("c1")).rule()).isEqualTo(Rule.D3);
            assertThat(labelled("R", "").consents(permit("c1")).rule()).isEqualTo(Rule.X1);
            assertThat(labelled("L", "HIV").consents(permit("c1")).rule()).isEqualTo(Rule.X1);
            assertThat(labelled("V", "").consents(deny("c1")).rule()).isEqualTo(Rule.D2);
            assertThat(Scene.linde()
                            .dataWithout("confidentiality")
                            .consents(permit("c1"))
                            .rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .dataWithout("confidentiality")
                            .consents(permit("c1").label("R"))
                            .rule())
                    .isEqualTo(Rule.D3);
            assertThat(Scene.linde()
                            .dataWithout("confidentiality")
                            .consents(deny("c1").label("V"))
                            .rule())
                    .isEqualTo(Rule.X1);
        }

        @Test
        void aChildReplacesWhatItsParentSays() {
            assertThat(with(permit("c1")
                            .actor("Organization/no")
                            .child(permit("x").actor(Scene.LINDE))))
                    .isEqualTo(Rule.D3);
            assertThat(with(permit("c1")
                            .actor("Organization/no")
                            .child(permit("x").classes("summary"))))
                    .isEqualTo(Rule.X1);
            assertThat(with(deny("c1")
                            .classes("Task")
                            .label("V")
                            .code("z")
                            .action("correct")
                            .purpose("HPAYMT")
                            .period("dataPeriod", "2020", "2021")
                            .data("instance", "X/1")
                            .period("period", "2020", null)
                            .child(deny("x")
                                    .classes("summary")
                                    .label("N")
                                    .code("A")
                                    .action("access")
                                    .purpose("TREAT")
                                    .period("dataPeriod", "2026", null)
                                    .data("instance", "Bundle/sum1")
                                    .period("period", "2026", null))))
                    .isEqualTo(Rule.D2);
        }

        @Test
        void theDenySiblingWins() {
            assertThat(with(permit("c1")
                            .child(permit("x").actor("Practitioner/a"))
                            .child(deny("y"))))
                    .isEqualTo(Rule.D2);
            assertThat(with(deny("c1").child(permit("x")).child(deny("y").actor("Organization/no"))))
                    .isEqualTo(Rule.D3);
            assertThat(with(deny("c1").child(permit("x").actor("Organization/no"))))
                    .isEqualTo(Rule.D2);
            assertThat(with(permit("c1")
                            .child(permit("x").child(deny("z")))
                            .child(permit("y").child(permit("w")))))
                    .isEqualTo(Rule.D2);
        }

        @Test
        void aPermitThatDoesNotCountStillStandsForItsParent() {
            assertThat(with(deny("c1").without("policy").child(permit("x")))).isEqualTo(Rule.X1);
        }
    }

    @Nested
    class BetweenConsents {

        @Test
        void theObjectionWinsAtEqualRank() {
            assertThat(Scene.linde().consents(permit("c1"), deny("c2")).rule()).isEqualTo(Rule.D2);
        }

        @Test
        void eachDimensionLifts() {
            assertThat(Scene.linde()
                            .consents(permit("c1").heldBy(Scene.OOST), deny("c2"))
                            .rule())
                    .isEqualTo(Rule.D3);
            assertThat(Scene.linde()
                            .consents(permit("c1").actor("Group/cat-disability-care"), deny("c2"))
                            .rule())
                    .isEqualTo(Rule.D3);
            assertThat(Scene.linde()
                            .data("date", "2026")
                            .consents(permit("c1").period("dataPeriod", "2026", null), deny("c2"))
                            .rule())
                    .isEqualTo(Rule.D3);
            assertThat(Scene.linde()
                            .asks("purpose", "COC")
                            .consents(permit("c1").purpose("COC"), deny("c2"))
                            .rule())
                    .isEqualTo(Rule.D3);
        }

        @Test
        void andNoneMayBeLess() {
            assertThat(Scene.linde()
                            .consents(
                                    permit("c1").actor(Scene.LINDE), deny("c2").heldBy(Scene.OOST))
                            .rule())
                    .isEqualTo(Rule.D2);
            assertThat(Scene.linde()
                            .consents(
                                    permit("c1").heldBy(Scene.OOST), deny("c2").actor("Group/cat-disability-care"))
                            .rule())
                    .isEqualTo(Rule.D2);
            assertThat(Scene.linde()
                            .consents(
                                    permit("c1").actor(Scene.LINDE), deny("c2").data("instance", "Bundle/sum1"))
                            .rule())
                    .isEqualTo(Rule.D2);
            assertThat(Scene.linde()
                            .asks("purpose", "COC")
                            .consents(
                                    permit("c1").actor(Scene.LINDE), deny("c2").purpose("COC"))
                            .rule())
                    .isEqualTo(Rule.D2);
        }

        @Test
        void theMostSpecificEntryThatMatchedCounts() {
            Form no = deny("c2").classes("summary");
            assertThat(Scene.linde()
                            .consents(no, permit("c1").data("authoredby", Scene.OOST))
                            .rule())
                    .isEqualTo(Rule.D2);
            assertThat(Scene.linde()
                            .consents(no, permit("c1").data("related", "Bundle/sum1"))
                            .rule())
                    .isEqualTo(Rule.D3);
            Form user = permit("c1").actor("Group/cat-disability-care", "Practitioner/a", "Organization/vg-groep");
            assertThat(Scene.linde()
                            .consents(deny("c2").actor(Scene.LINDE), user)
                            .rule())
                    .isEqualTo(Rule.D3);
        }

        @Test
        void differentPermitsMayDominateDifferentDenies() {
            Scene scene = Scene.linde()
                    .consents(
                            deny("c1").actor("Group/cat-disability-care"),
                            deny("c2").classes("summary"),
                            permit("c3").actor(Scene.LINDE),
                            permit("c4").data("instance", "Bundle/sum1"));
            assertThat(scene.rule()).isEqualTo(Rule.D3);
            assertThat(Scene.linde()
                            .consents(deny("c1")
                                    .actor("Group/cat-disability-care")
                                    .classes("summary"))
                            .consents(
                                    permit("c3").actor(Scene.LINDE),
                                    permit("c4").data("instance", "Bundle/sum1"))
                            .rule())
                    .isEqualTo(Rule.D2);
        }

        @Test
        void nothingDominatesAnUninterpretableConsent() {
            assertThat(Scene.linde()
                            .consents(
                                    deny("c1").without("provision"),
                                    permit("c2").heldBy(Scene.OOST).actor("Practitioner/a"))
                            .rule())
                    .isEqualTo(Rule.D2);
        }

        @Test
        void relation() {
            for (String purpose : List.of("TREAT", "CAREMGT", "COC")) {
                Scene scene = Scene.linde().asks("purpose", purpose).consents(permit("c1"));
                assertThat(scene.asks("relation", "locum").rule()).isEqualTo(Rule.D3);
                assertThat(scene.asks("relation", "neighbour").rule()).isEqualTo(Rule.P1);
                assertThat(scene.asksWithout("relation").rule()).isEqualTo(Rule.P1);
                assertThat(scene.decide().obligations()).isEmpty();
            }
            Scene scene = Scene.linde().asks("relation", "none").asks("purpose", "HOPERAT");
            assertThat(scene.consents(permit("c1").purpose("HOPERAT")).decide().obligations())
                    .containsExactly(Obligation.REDACT_BSN, Obligation.REDACT_NARRATIVE);
            Scene gp = Scene.linde()
                    .asks("relation", "none")
                    .asks("purpose", "ETREAT")
                    .asks("orgCategory", "gp");
            assertThat(gp.consents(permit("c1")).rule()).isEqualTo(Rule.P1);
            assertThat(Scene.emergency().consents(permit("c1")).rule()).isEqualTo(Rule.D3);
        }
    }

    @Nested
    class Consultations {

        private Map<String, Object> asked(String status) {
            return object(
                    "id",
                    "t1",
                    "status",
                    status,
                    "requester",
                    Scene.OOST,
                    "owner",
                    Scene.LINDE,
                    "for",
                    ANNA,
                    "authoredOn",
                    "2026-06-20T09:00:00+02:00",
                    "references",
                    list("Bundle/x", "Bundle/sum1/_history/2"));
        }

        private Map<String, Object> with(Map<String, Object> task, String field, Object value) {
            task.put(field, value);
            return task;
        }

        @ParameterizedTest
        @CsvSource({
            "requested, T1",
            "received, T1",
            "accepted, T1",
            "ready, T1",
            "in-progress, T1",
            "on-hold, T1",
            "completed, X1",
            "draft, X1",
            "cancelled, X1"
        })
        void anOpenTaskOpens(String status, Rule rule) {
            assertThat(Scene.linde().tasks(asked(status)).rule()).isEqualTo(rule);
            Map<String, Object> outward = with(asked(status), "requester", Scene.LINDE);
            outward.put("owner", Scene.OOST);
            outward.put("outputs", list("Bundle/sum1"));
            Rule third = rule == Rule.T1 || status.equals("completed") ? Rule.T3 : Rule.X1;
            assertThat(Scene.linde().tasks(outward).rule()).isEqualTo(third);
            assertThat(Scene.linde()
                            .tasks(with(outward, "outputs", list("Bundle/x")))
                            .rule())
                    .isEqualTo(Rule.X1);
        }

        @Test
        void everyConditionCounts() {
            assertThat(Scene.linde()
                            .tasks(with(asked("accepted"), "for", "Patient/ben"))
                            .rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .tasks(with(asked("accepted"), "owner", "Organization/x"))
                            .rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .tasks(with(asked("accepted"), "requester", "Organization/x"))
                            .rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .tasks(with(asked("accepted"), "references", list("Bundle/x")))
                            .rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .tasks(asked("accepted"))
                            .data("confidentiality", "R")
                            .rule())
                    .isEqualTo(Rule.T1);
            assertThat(Scene.linde()
                            .tasks(asked("accepted"))
                            .data("confidentiality", "V")
                            .rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .tasks(asked("accepted"))
                            .asks("purpose", "HOPERAT")
                            .rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.linde()
                            .tasks(asked("accepted"))
                            .asks("relation", "none")
                            .rule())
                    .isEqualTo(Rule.T1);
        }

        @ParameterizedTest
        @CsvSource({
            "2026-07-01T10:00:00+02:00, T1",
            "2026-07-01T10:00:00.001+02:00, X1",
            "2026-04-02T10:00:00+02:00, X1",
            "2026-04-02T10:00:00.001+02:00, T1"
        })
        void forNinetyDays(String authoredOn, Rule rule) {
            assertThat(Scene.linde()
                            .tasks(with(asked("accepted"), "authoredOn", authoredOn))
                            .rule())
                    .isEqualTo(rule);
        }

        @ParameterizedTest
        @CsvSource({
            "2026-07-01T10:00:00+02:00, T2",
            "2026-07-01T10:00:00.001+02:00, X1",
            "2026-06-30T10:00:00+02:00, X1",
            "2026-06-30T10:00:00.001+02:00, T2"
        })
        void andADayAfterItsEnd(String ended, Rule rule) {
            assertThat(Scene.linde()
                            .tasks(with(asked("completed"), "ended", ended))
                            .rule())
                    .isEqualTo(rule);
        }

        @Test
        void withinItsRestriction() {
            Map<String, Object> ended = with(asked("accepted"), "restriction", object("end", "2026-06-30"));
            assertThat(Scene.linde().tasks(ended).rule()).isEqualTo(Rule.X1);
            assertThat(Scene.linde().tasks(ended, asked("received")).rule()).isEqualTo(Rule.T1);
            assertThat(Scene.linde()
                            .tasks(with(asked("accepted"), "restriction", object("end", "2026-07")))
                            .rule())
                    .isEqualTo(Rule.T1);
        }

        @Test
        void theFirstHitIsReported() {
            Map<String, Object> done = with(asked("completed"), "ended", Scene.NOW);
            assertThat(Scene.linde().tasks(done, asked("accepted")).rule()).isEqualTo(Rule.T2);
            assertThat(Scene.linde().tasks(asked("accepted"), done).decide().obligations())
                    .isEmpty();
        }

        @Test
        void aTargetedRefusalBlocksIt() {
            assertThat(Scene.linde()
                            .tasks(asked("accepted"))
                            .consents(deny("c1"))
                            .rule())
                    .isEqualTo(Rule.T1);
            assertThat(Scene.linde()
                            .tasks(asked("accepted"))
                            .consents(deny("c1").purpose("TREAT"))
                            .rule())
                    .isEqualTo(Rule.T1);
            assertThat(Scene.linde()
                            .tasks(asked("accepted"))
                            .consents(deny("c1").without("provision"))
                            .rule())
                    .isEqualTo(Rule.T1);
            for (Form targeted : List.of(
                    deny("c1").actor(Scene.LINDE),
                    deny("c1").actor("CareTeam/7"),
                    deny("c1").actor("Practitioner/a"),
                    deny("c1").classes("summary"),
                    deny("c1").label("N"),
                    deny("c1").data("instance", "Bundle/sum1"),
                    deny("c1").period("dataPeriod", "2020", null),
                    deny("c1").provision("code", list(object("text", "x"))))) {
                assertThat(Scene.linde()
                                .tasks(asked("accepted"))
                                .consents(targeted)
                                .rule())
                        .isEqualTo(Rule.D2);
            }
            assertThat(Scene.linde()
                            .tasks(asked("accepted"))
                            .consents(
                                    deny("c1").actor(Scene.LINDE), permit("c2").actor("Practitioner/a"))
                            .rule())
                    .isEqualTo(Rule.T1);
        }
    }

    @Nested
    class InAnEmergency {

        @Test
        void onlyTheEligible() {
            assertThat(Scene.undeclared().rule()).isEqualTo(Rule.B3);
            assertThat(Scene.undeclared().asks("orgCategory", "triage").rule()).isEqualTo(Rule.B3);
            assertThat(Scene.undeclared().asks("orgCategory", "gp").rule()).isEqualTo(Rule.X1);
            assertThat(Scene.undeclared().asks("purpose", "TREAT").rule()).isEqualTo(Rule.X1);
            assertThat(Scene.undeclared().asks("role", "nurse").rule()).isEqualTo(Rule.B3);
            assertThat(Scene.undeclared().asks("role", "triagist").rule()).isEqualTo(Rule.B3);
            assertThat(Scene.undeclared().asks("role", "care-professional").rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.undeclared().asks("breakGlassAuthorised", false).rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.undeclared().asksWithout("breakGlassAuthorised").rule())
                    .isEqualTo(Rule.X1);
            assertThat(Scene.undeclared().data("confidentiality", "R").rule()).isEqualTo(Rule.B3);
            assertThat(Scene.undeclared().data("confidentiality", "V").rule()).isEqualTo(Rule.X1);
            assertThat(Scene.undeclared()
                            .asks("breakGlassAuthorised", false)
                            .consents(deny("c1"))
                            .rule())
                    .isEqualTo(Rule.D2);
        }

        @ParameterizedTest
        @CsvSource({
            "declaredAt, 2026-07-01T10:00:00+02:00, B2",
            "declaredAt, 2026-07-01T10:00:00.001+02:00, B3",
            "declaredAt, 2026-07-01T06:00:00+02:00, B3",
            "declaredAt, 2026-07-01T06:00:00.001+02:00, B2",
            "ground, vital-interest, B2",
            "ground, convenience, B3",
            "user, Practitioner/b, B3",
            "org, Organization/b, B3",
            "patient, Patient/ben, B3",
            "reason, '', B3",
            "reason, abcde fghi, B3",
            "reason, abcde fghij, B2",
            "org, Organization/seh-mc/_history/2, B2"
        })
        void aDeclarationIsExact(String field, String value, Rule rule) {
            Map<String, Object> declaration = Scene.declaration();
            declaration.put(field, value);
            assertThat(Scene.undeclared().asks("breakGlass", declaration).rule())
                    .isEqualTo(rule);
        }

        @ParameterizedTest
        @ValueSource(strings = {"declaredAt", "reason", "ground", "user", "org", "patient"})
        void andComplete(String field) {
            Map<String, Object> declaration = Scene.declaration();
            declaration.remove(field);
            assertThat(Scene.undeclared().asks("breakGlass", declaration).rule())
                    .isEqualTo(Rule.B3);
        }

        @Test
        void aUserWhoIsUnknownDeclaresNothing() {
            Map<String, Object> declaration = Scene.declaration();
            declaration.remove("user");
            assertThat(Scene.undeclared()
                            .asksWithout("user")
                            .asks("breakGlass", declaration)
                            .rule())
                    .isEqualTo(Rule.B3);
        }

        @Test
        void whatIsNotSeenIsNotCounted() {
            String hidden = "\u00a0\u2028\u2029\u200b\t\n  ";
            for (Map.Entry<String, Rule> reason : Map.of(
                            "abcdefghi" + hidden,
                            Rule.B3,
                            "\uD83D\uDE91".repeat(9),
                            Rule.B3,
                            "\uD83D\uDE91".repeat(10),
                            Rule.B2,
                            hidden + "abcdefghij",
                            Rule.B2)
                    .entrySet()) {
                Map<String, Object> declaration = Scene.declaration();
                declaration.put("reason", reason.getKey());
                assertThat(Scene.undeclared().asks("breakGlass", declaration).rule())
                        .isEqualTo(reason.getValue());
            }
        }

        @Test
        void aRefusalStands() {
            for (Form form : List.of(
                    deny("c1"),
                    deny("c1").purpose("ETREAT"),
                    deny("c1").purpose("BTG"),
                    deny("c1").actor(Scene.SEH),
                    permit("c1").purpose("TREAT").child(deny("x").classes("summary")))) {
                assertThat(Scene.emergency().consents(form).rule()).isEqualTo(Rule.B1);
            }
            for (Form form : List.of(
                    deny("c1").purpose("COC"),
                    permit("c1").classes("Task"),
                    deny("c1").without("provision"),
                    deny("c1").actor("CareTeam/7"),
                    deny("c1").data("dependents", "X/1"),
                    deny("c1").period("dataPeriod", "2020", null),
                    deny("c1").child(permit("x").actor(Scene.SEH).purpose("BTG")))) {
                assertThat(Scene.emergency().consents(form).rule()).isEqualTo(Rule.B2);
            }
        }

        @Test
        void missingLabelsDoNotBlock() {
            assertThat(Scene.emergency()
                            .dataWithout("confidentiality")
                            .consents(deny("c1").label("R"))
                            .rule())
                    .isEqualTo(Rule.B2);
            assertThat(Scene.emergency()
                            .dataWithout("confidentiality")
                            .data("sensitivity", list("HIV"))
                            .consents(deny("c1").label("R"))
                            .rule())
                    .isEqualTo(Rule.B1);
            assertThat(Scene.emergency().consents(deny("c1").label("N")).rule()).isEqualTo(Rule.B1);
        }

        @Test
        void aPermitForTreatmentDoesNotOpenIt() {
            assertThat(Scene.emergency()
                            .consents(deny("c1"), permit("c2").purpose("HPAYMT").actor(Scene.SEH))
                            .rule())
                    .isEqualTo(Rule.B1);
            assertThat(Scene.emergency()
                            .consents(deny("c1").purpose("BTG"), permit("c2").purpose("BTG"))
                            .rule())
                    .isEqualTo(Rule.B1);
        }
    }
}
