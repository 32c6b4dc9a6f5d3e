package nl.mgz.gateway.careplan;

import static nl.mgz.gateway.PzpForms.CPR;
import static nl.mgz.gateway.PzpForms.DO;
import static nl.mgz.gateway.PzpForms.DO_NOT;
import static nl.mgz.gateway.PzpForms.HOSPITAL;
import static nl.mgz.gateway.PzpForms.ICU;
import static nl.mgz.gateway.PzpForms.NOT_TALKED_ABOUT;
import static nl.mgz.gateway.PzpForms.OTHERWISE;
import static nl.mgz.gateway.PzpForms.SWITCH_OFF_ICD;
import static nl.mgz.gateway.PzpForms.coding;
import static nl.mgz.gateway.PzpForms.decided;
import static nl.mgz.gateway.PzpForms.form;
import static nl.mgz.gateway.PzpForms.group;
import static nl.mgz.gateway.PzpForms.item;
import static nl.mgz.gateway.PzpForms.limit;
import static nl.mgz.gateway.PzpForms.other;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.mgz.gateway.PzpForms;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a PZP form states, as single resources. */
class FormAnswersTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String OTHER =
            "http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.SpecificationOther";

    private static QuestionnaireResponse read(String json, String id) {
        QuestionnaireResponse response =
                FhirContext.forR4Cached().newJsonParser().parseResource(QuestionnaireResponse.class, json);
        response.setId("QuestionnaireResponse/" + id + "/_history/3");
        return response;
    }

    private static FormAnswers answers(String... items) {
        return FormAnswers.of(List.of(read(form("p", "2026-03-01", items), "f")), one -> "90000000");
    }

    private static Consent directive(String... items) {
        List<Consent> directives = answers(items).directives();
        assertThat(directives).hasSize(1);
        return directives.get(0);
    }

    private static Consent sent(String code, String stated, ConsentProvisionType type) {
        Consent consent = new Consent();
        consent.setId("Consent/sent-" + stated);
        consent.setStatus(ConsentState.ACTIVE)
                .setScope(new CodeableConcept(
                        new Coding("http://terminology.hl7.org/CodeSystem/consentscope", "treatment", null)))
                .setDateTimeElement(new DateTimeType(stated));
        consent.getProvision()
                .setType(type)
                .addCode(new CodeableConcept(new Coding("http://snomed.info/sct", code, null)));
        return consent;
    }

    @Nested
    class ADecision {

        @Test
        void toDoItIsAPermitAndNotToDoItADeny() {
            assertThat(directive(limit(CPR, DO)).getProvision().getType()).isEqualTo(ConsentProvisionType.PERMIT);
            Consent deny = directive(limit(CPR, DO_NOT, "", "Genoeg geweest"));
            assertThat(deny.getProvision().getType()).isEqualTo(ConsentProvisionType.DENY);
            assertThat(deny.hasModifierExtension()).isFalse();
            assertThat(Directive.comment(deny)).isEqualTo("Genoeg geweest");
            assertThat(deny.getProvision().getCodeFirstRep().getCodingFirstRep().getCode())
                    .isEqualTo(CPR);
            assertThat(deny.getDateTimeElement().getValueAsString()).isEqualTo("2026-03-01");
        }

        static Stream<String> notPlain() {
            return Stream.of(
                    limit(CPR, OTHERWISE, "Alleen op de operatiekamer", ""),
                    limit(CPR, OTHERWISE),
                    limit(CPR, DO, "Alleen op de operatiekamer", ""),
                    limit(CPR, decided("3", "Misschien")),
                    limit(CPR, coding("http://example.org/decisions", "0", "Wel")),
                    limit(CPR, "\"valueCoding\":{\"code\":\"0\"}"),
                    limit(CPR, "\"valueString\":\"Wel uitvoeren\""),
                    limit(CPR, "\"valueBoolean\":true"),
                    limit(CPR, DO + "},{" + DO_NOT),
                    limit(CPR, NOT_TALKED_ABOUT));
        }

        @ParameterizedTest
        @MethodSource("notPlain")
        void withAConditionOrUnreadIsNeverAPermit(String answered) {
            Consent consent = directive(answered);
            assertThat(consent.getProvision().getType()).isNull();
            assertThat(consent.getModifierExtension())
                    .singleElement()
                    .satisfies(one -> assertThat(one.getUrl()).isEqualTo(OTHER));
            assertThat(Directive.decision(consent)).startsWith("geen ja of nee");
        }

        @Test
        void onAnotherTreatmentThanItsQuestionIsNotRead() {
            String wrong = limit(CPR, DO).replace("\"code\":\"" + CPR + "\"", "\"code\":\"" + ICU + "\"");
            FormAnswers answers = answers(wrong);
            assertThat(answers.directives()).isEmpty();
            assertThat(answers.findings()).singleElement().satisfies(one -> {
                assertThat(one.warning()).isTrue();
                assertThat(one.about()).isEqualTo("QuestionnaireResponse/f");
                assertThat(one.text()).contains("1386");
            });
        }

        @Test
        void onAnotherTreatmentIsKnownByItsWords() {
            assertThat(Directive.treatment(directive(other(DO_NOT, "Dialyse")))).isEqualTo("Dialyse");
            Consent free = directive(group("1421", item("1422", "\"valueString\":\"Dialyse\""), item("1402", DO_NOT)));
            assertThat(Directive.treatment(free)).isEqualTo("Dialyse");
            assertThat(Directive.treatment(directive(other(DO_NOT, "")))).contains("niet omschreven");
        }

        @Test
        void onTheDefibrillatorIsOnTheSameTreatmentAsTheGuidesOwn() {
            Consent sent = sent("OTH", "2020-03-01", ConsentProvisionType.PERMIT);
            CodeableConcept treatment = sent.getProvision().getCodeFirstRep();
            treatment.getCodingFirstRep().setSystem("http://terminology.hl7.org/CodeSystem/v3-NullFlavor");
            treatment.setText("uitzetten van cardioverter-defibrillator (SNOMED CT - 400231000146108)");
            Consent stated = directive(limit(SWITCH_OFF_ICD, DO));
            assertThat(CurrentDirectives.at(NOW, List.of(sent, stated))).containsExactly(stated);
        }
    }

    @Nested
    class AmongSingleResources {

        @Test
        void theLaterOfBothWaysHolds() {
            Consent stated = directive(limit(ICU, DO));
            Consent before = sent(ICU, "2026-02-28", ConsentProvisionType.DENY);
            Consent after = sent(ICU, "2026-03-02", ConsentProvisionType.DENY);
            assertThat(CurrentDirectives.at(NOW, List.of(before, stated))).containsExactly(stated);
            assertThat(CurrentDirectives.at(NOW, List.of(after, stated))).containsExactly(after);
        }

        @Test
        void ofOneDayBothHold() {
            Consent stated = FormAnswers.of(
                            List.of(read(form("p", "2026-03-01T16:00:00+01:00", limit(ICU, DO)), "f")), one -> "1")
                    .directives()
                    .get(0);
            Consent sent = sent(ICU, "2026-03-01", ConsentProvisionType.DENY);
            assertThat(CurrentDirectives.at(NOW, List.of(sent, stated))).containsExactlyInAnyOrder(sent, stated);
        }

        @Test
        void whatWasNotTalkedAboutTakesNoDecisionBack() {
            Consent unknown = directive(limit(CPR, NOT_TALKED_ABOUT));
            Consent before = sent(CPR, "2025-01-01", ConsentProvisionType.DENY);
            Consent after = sent(CPR, "2026-04-01", ConsentProvisionType.DENY);
            assertThat(CurrentDirectives.at(NOW, List.of(before, unknown))).containsExactly(before, unknown);
            assertThat(CurrentDirectives.at(NOW, List.of(after, unknown))).containsExactly(after);
        }

        @Test
        void theGoalOfTheLastDayOfThatOrganisationHolds() {
            Map<Resource, String> holders = new HashMap<>();
            FormAnswers answers = answers(PzpForms.goal("713148004"));
            holders.putAll(answers.stated());
            Goal old = goal("2020-01-01");
            Goal young = goal("2026-05-01");
            Goal elsewhere = goal("2020-01-01");
            holders.put(old, "90000000");
            holders.put(elsewhere, "90000001");
            assertThat(CurrentGoals.of(holders.keySet(), holders::get))
                    .hasSize(2)
                    .contains(elsewhere)
                    .doesNotContain(old);
            holders.put(young, "90000000");
            assertThat(CurrentGoals.of(holders.keySet(), holders::get)).containsExactlyInAnyOrder(elsewhere, young);
            holders.keySet().removeIf(FormAnswers::isStated);
            assertThat(CurrentGoals.of(holders.keySet(), holders::get))
                    .containsExactlyInAnyOrder(elsewhere, old, young);
        }

        private Goal goal(String date) {
            Goal goal = new Goal();
            goal.setLifecycleStatus(GoalLifecycleStatus.ACTIVE)
                    .setDescription(new CodeableConcept(new Coding("http://snomed.info/sct", "385987000", null)))
                    .setStatusDateElement(new DateType(date));
            return goal;
        }
    }

    @Nested
    class AForm {

        private final QuestionnaireResponse old = read(form("p", "2020-03-01", limit(CPR, DO)), "old");
        private final QuestionnaireResponse young = read(form("p", "2022-03-01", limit(CPR, DO_NOT)), "young");

        @Test
        void thatWasFilledInLastHoldsOfEachOrganisation() {
            QuestionnaireResponse beta =
                    read(PzpForms.formOf(PzpForms.BETA3, "p", "amended", "2023-03-01", limit(CPR, DO_NOT)), "beta");
            assertThat(FormAnswers.of(List.of(young, old, beta), one -> "1").holding())
                    .containsExactly(beta);
            assertThat(FormAnswers.of(List.of(young, old, beta), one -> one == old ? "1" : "2")
                            .holding())
                    .containsExactlyInAnyOrder(old, beta);
        }

        @ParameterizedTest
        @ValueSource(strings = {"in-progress", "stopped", "entered-in-error"})
        void thatIsNotCompletedHoldsNothing(String status) {
            young.setStatus(QuestionnaireResponse.QuestionnaireResponseStatus.fromCode(status));
            assertThat(FormAnswers.of(List.of(young, old), one -> "1").holding())
                    .containsExactly(old);
        }

        @Test
        void isOfTheDayThatItWasSentWhereItSaysNoOther() {
            old.getItem().remove(0);
            assertThat(FormAnswers.of(List.of(young, old), one -> "1").holding())
                    .containsExactly(old);
            assertThat(FormAnswers.of(List.of(old), one -> "1")
                            .directives()
                            .get(0)
                            .getDateTimeElement())
                    .satisfies(date -> assertThat(date.getValueAsString()).startsWith("2026-11-20"));
        }

        @Test
        void thatAnswersLessThanTheOneBeforeSaysSo() {
            QuestionnaireResponse less = read(form("p", "2024-03-01", limit(ICU, DO)), "less");
            assertThat(FormAnswers.of(List.of(old, young, less), one -> "1").findings())
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.warning()).isTrue();
                        assertThat(one.about()).isEqualTo("QuestionnaireResponse/less");
                        assertThat(one.text()).contains("QuestionnaireResponse/young");
                    });
            QuestionnaireResponse unknown = read(form("p", "2024-03-01", limit(CPR, NOT_TALKED_ABOUT)), "unknown");
            assertThat(FormAnswers.of(List.of(old, young, unknown), one -> "1").findings())
                    .isEmpty();
        }

        @Test
        void ofAnotherKindStatesNothing() {
            old.setQuestionnaire("https://example.org/Questionnaire/ACP-zib2020");
            assertThat(FormAnswers.of(List.of(old), one -> "1").stated()).isEmpty();
            assertThat(FormAnswers.isForm(old)).isFalse();
        }

        @Test
        void givesWhatItStatesItsOwnMarksAndItsName() {
            old.getMeta().addTag("urn:tags", "careplan", null);
            old.getMeta().addSecurity("urn:labels", "R", null);
            Resource stated =
                    FormAnswers.of(List.of(old), one -> "1").directives().get(0);
            assertThat(stated.getIdElement().hasIdPart()).isFalse();
            assertThat(stated.getMeta().getSource()).isEqualTo("QuestionnaireResponse/old/_history/3");
            assertThat(((Consent) stated).getSourceReference().getReference()).isEqualTo("QuestionnaireResponse/old");
            assertThat(stated.getMeta().getTag("urn:tags", "careplan")).isNotNull();
            assertThat(stated.getMeta().getSecurity("urn:labels", "R")).isNotNull();
            assertThat(((Consent) stated).getProvision().getActor())
                    .singleElement()
                    .satisfies(actor ->
                            assertThat(actor.getReference().getReference()).isEqualTo("Patient/p"));
        }
    }

    @Nested
    class BesideDirectives {

        @Test
        void areWishesAndFindings() {
            List<Observation> found = only(
                    Observation.class,
                    answers(
                            PzpForms.placeOfDeath("284546000", "Bij haar zus in de buurt"),
                            PzpForms.euthanasia("340201000146103"),
                            PzpForms.capable(false)));
            assertThat(found).hasSize(3).allSatisfy(one -> {
                assertThat(one.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2026-03-01");
                assertThat(one.getDerivedFromFirstRep().getReference()).isEqualTo("QuestionnaireResponse/f");
            });
            Observation place = of(found, "395091006");
            assertThat(place.getValueCodeableConcept().getCodingFirstRep().getCode())
                    .isEqualTo("284546000");
            assertThat(place.getNoteFirstRep().getText()).startsWith("Bij haar zus");
            assertThat(of(found, "340171000146104")
                            .getValueCodeableConcept()
                            .getCodingFirstRep()
                            .getCode())
                    .isEqualTo("340201000146103");
        }

        @Test
        void isCapacityAsEachVersionAsksIt() {
            for (String asked : List.of(PzpForms.capable(false), PzpForms.capableByCode(false))) {
                Observation capacity = of(only(Observation.class, answers(asked)), "665671000146101");
                assertThat(((BooleanType) capacity.getValue()).booleanValue()).isFalse();
            }
            Observation capable = of(only(Observation.class, answers(PzpForms.capableByCode(true))), "665671000146101");
            assertThat(((BooleanType) capable.getValue()).booleanValue()).isTrue();
        }

        @Test
        void isWhoWillRepresent() {
            RelatedPerson person = only(
                            RelatedPerson.class,
                            answers(PzpForms.representative("Anna", "Veldkamp", "SIS", "0612345678")))
                    .get(0);
            assertThat(person.getNameFirstRep().getFamily()).isEqualTo("Veldkamp");
            assertThat(person.getTelecomFirstRep().getValue()).isEqualTo("0612345678");
            assertThat(person.getRelationship().stream()
                            .map(one -> one.getCodingFirstRep().getCode()))
                    .containsExactlyInAnyOrder("SIS", "24", "01");
        }

        @Test
        void isTheGoalOfThePolicy() {
            Goal goal = only(Goal.class, answers(PzpForms.goal("1351964001"))).get(0);
            assertThat(goal.getStatusDateElement().getValueAsString()).isEqualTo("2026-03-01");
            assertThat(goal.getCategoryFirstRep().getCodingFirstRep().getCode()).isEqualTo("713603004");
        }

        private Observation of(List<Observation> found, String code) {
            return found.stream()
                    .filter(one -> code.equals(one.getCode().getCodingFirstRep().getCode()))
                    .findFirst()
                    .orElseThrow();
        }

        private <T extends Resource> List<T> only(Class<T> type, FormAnswers answers) {
            return answers.stated().keySet().stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }
    }

    /** The guide's own examples, where somebody gives a folder with them ({@code -Dpzp.forms=DIR}). */
    @Test
    void publishedExamplesAreReadWhole() throws IOException {
        String folder = System.getProperty("pzp.forms", "");
        Assumptions.assumeTrue(!folder.isBlank(), "skipped: no folder with published forms (-Dpzp.forms=DIR)");
        List<QuestionnaireResponse> forms = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            for (Path file : files.sorted().toList()) {
                forms.add(read(Files.readString(file), file.getFileName().toString()));
            }
        }
        assertThat(forms).isNotEmpty().allSatisfy(form -> {
            FormAnswers answers = FormAnswers.of(List.of(form), one -> "1");
            assertThat(answers.findings()).isEmpty();
            assertThat(answers.directives()).hasSize(8).allSatisfy(one -> {
                assertThat(one.getProvision().getType() == null).isEqualTo(one.hasModifierExtension());
                assertThat(one.hasDateTime()).isTrue();
            });
            assertThat(answers.stated().keySet().stream().filter(Observation.class::isInstance))
                    .hasSize(6);
            assertThat(answers.stated().keySet().stream().filter(Goal.class::isInstance))
                    .hasSize(1);
            assertThat(answers.stated().keySet().stream().filter(RelatedPerson.class::isInstance))
                    .isNotEmpty();
        });
    }

    @Test
    void conditionsOfTwoTreatmentsStayApart() {
        List<Consent> directives = answers(limit(HOSPITAL, OTHERWISE, "Alleen kort", ""), limit(CPR, DO))
                .directives();
        assertThat(directives)
                .filteredOn(one -> one.getProvision().getType() == ConsentProvisionType.PERMIT)
                .singleElement()
                .satisfies(one -> assertThat(one.getProvision()
                                .getCodeFirstRep()
                                .getCodingFirstRep()
                                .getCode())
                        .isEqualTo(CPR));
    }
}
