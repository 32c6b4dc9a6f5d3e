package nl.mgz.gateway.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.rest.api.EncodingEnum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabellerTest {

    private static final FhirContext CONTEXT = FhirContext.forR4Cached();

    static final String SNOMED = "http://snomed.info/sct";
    static final String ICPC = "http://hl7.org/fhir/sid/icpc-1-nl";
    static final String ICD = "http://hl7.org/fhir/sid/icd-10-nl";
    static final String ATC = "http://www.whocc.no/atc";

    private final Labeller labeller = labeller(null);

    static Labeller labeller(Path region) {
        return new Labeller(CodeRules.load(region));
    }

    static Condition condition(String system, String code) {
        return new Condition().setCode(new CodeableConcept(new Coding(system, code, null)));
    }

    private static String system(String name) {
        return switch (name) {
            case "sct" -> SNOMED;
            case "icpc" -> ICPC;
            case "icd" -> ICD;
            case "atc" -> ATC;
            case "loinc" -> "http://loinc.org";
            case "legal" -> "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.2";
            case "directive" -> "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.14.1";
            default -> name;
        };
    }

    @Nested
    class ACode {

        @ParameterizedTest
        @CsvSource({
            "icpc, P76, PSY",
            "icpc, P76.01, PSY",
            "icpc, P77, PSY",
            "icd, F32.1, PSY",
            "icd, F321, PSY",
            "sct, 35489007, PSY",
            "icpc, P15, ETHUD",
            "icd, K70.3, ETHUD",
            "atc, N07BB03, ETHUD",
            "sct, 66590003, ETHUD",
            "icd, F11.2, OPIOIDUD",
            "atc, N07BC02, OPIOIDUD",
            "icpc, P19, ETH",
            "icd, F14.1, ETH",
            "sct, 228366006, ETH",
            "icpc, Y07, SEX",
            "icd, F64.0, SEX",
            "atc, G03XB01, SEX",
            "icpc, B90, HIV",
            "icd, B24, HIV",
            "icd, Z21, HIV",
            "atc, J05AR20, HIV",
            "atc, J05AE03, HIV",
            "sct, 699433000, HIV",
            "loinc, 75622-1, HIV",
            "sct, 405825005, GDIS",
            "loinc, 51969-4, GDIS",
            "icpc, Z25, SDV",
            "icd, T74.1, SDV",
            "sct, 397940009, SDV",
            "sct, 225317005, INVOLCARE",
            "legal, RM, INVOLCARE",
            "sct, 124061000146109, INVOLCARE",
            "sct, 340171000146104, EUTHANASIA",
            "directive, EU, EUTHANASIA",
        })
        void ofASensitiveAreaMakesItRestricted(String system, String code, String sensitivity) {
            assertThat(labeller.labels(condition(system(system), code)))
                    .isEqualTo(Labels.of(Confidentiality.R, List.of(sensitivity)));
        }

        @Test
        void ofASexuallyTransmittedDiseaseIsSexualHealthToo() {
            assertThat(labeller.labels(condition(ICPC, "X71")).sensitivity()).containsExactly("SEX", "STD");
        }

        @ParameterizedTest
        @CsvSource({
            "icpc, P85",
            "icpc, P70",
            "icpc, P17",
            "icpc, P04",
            "icpc, W11",
            "icpc, X72",
            "icpc, B91",
            "icpc, Z24",
            "icd, F70",
            "icd, F84.0",
            "icd, F00.1",
            "icd, F05",
            "icd, F17.2",
            "icd, B19",
            "icd, B25",
            "icd, Z22.3",
            "icd, T75",
            "icd, Q90",
            "sct, 110359009",
            "sct, 86765009",
            "sct, 408856003",
            "sct, 52448006",
            "sct, 84757009",
            "sct, 219006",
            "atc, N05AX08",
            "atc, N06AB04",
            "atc, J05AF10",
            "atc, J05AE30",
            "atc, J07BC02",
            "atc, N02AA01",
            "atc, G03AA07",
            "loinc, 29463-7",
            "legal, OTS",
            "directive, NR",
            "sct, 225309002",
        })
        void thatOnlyLooksLikeItChangesNothing(String system, String code) {
            assertThat(labeller.labels(condition(system(system), code))).isEqualTo(Labels.NORMAL);
        }

        @Test
        void meansNothingInAnotherSystemOrInNone() {
            assertThat(labeller.labels(condition("http://example.org/own", "P76")))
                    .isEqualTo(Labels.NORMAL);
            assertThat(labeller.labels(condition(null, "P76"))).isEqualTo(Labels.NORMAL);
            assertThat(labeller.labels(condition(SNOMED, null))).isEqualTo(Labels.NORMAL);
        }

        @ParameterizedTest
        @ValueSource(strings = {"urn:oid:2.16.840.1.113883.2.4.4.31.1", "http://hl7.org/fhir/sid/icpc-1"})
        void countsUnderEveryAddressOfItsSystem(String address) {
            assertThat(labeller.labels(condition(address, "p76")).sensitivity()).containsExactly("PSY");
        }

        @Test
        void countsWithinASnomedExpression() {
            assertThat(labeller.labels(condition(SNOMED, "243796009:246090004=86406008"))
                            .sensitivity())
                    .containsExactly("HIV");
        }

        /** The two codings that autism has in the sandbox; the first alone is "another mental disorder". */
        @Test
        void thatSaysLittleGivesWayToOneOfTheSameConceptThatIsLeftOut() {
            Condition autism = condition(ICPC, "P99");
            assertThat(labeller.labels(autism).sensitivity()).containsExactly("PSY");

            autism.getCode().addCoding(new Coding(SNOMED, "408856003", null));
            assertThat(labeller.labels(autism)).isEqualTo(Labels.NORMAL);

            autism.addCategory(new CodeableConcept(new Coding(ICPC, "P99", null)));
            assertThat(labeller.labels(autism).sensitivity()).containsExactly("PSY");
        }

        @Test
        void thatIsSureStaysWhateverStandsBesideIt() {
            Condition both = condition(ICPC, "P76");
            both.getCode().addCoding(new Coding(ICPC, "P85", null));
            assertThat(labeller.labels(both).sensitivity()).containsExactly("PSY");
        }
    }

    @Nested
    class IsFound {

        private final CodeableConcept hiv = new CodeableConcept(new Coding(SNOMED, "86406008", null));

        private void assertHiv(Resource resource) {
            assertThat(labeller.labels(resource).sensitivity()).containsExactly("HIV");
        }

        @Test
        void asReasonValueComponentTypeAndAnswer() {
            assertHiv(new Encounter().addReasonCode(hiv));
            assertHiv(new Observation().setValue(hiv));
            Observation component = new Observation();
            component.addComponent().setCode(hiv);
            assertHiv(component);
            QuestionnaireResponse answers = new QuestionnaireResponse();
            answers.addItem().addItem().addAnswer().setValue(hiv.getCodingFirstRep());
            assertHiv(answers);
            Composition composition = new Composition();
            composition.addSection().addSection().setCode(hiv);
            assertHiv(composition);
            AllergyIntolerance allergy = new AllergyIntolerance();
            allergy.addReaction().setSubstance(new CodeableConcept(new Coding(ATC, "J05AF06", null)));
            assertHiv(allergy);
        }

        @Test
        void inWhatIsContained() {
            MedicationRequest request = new MedicationRequest();
            request.addContained(new Medication()
                    .setCode(new CodeableConcept(new Coding(ATC, "J05AR13", null)))
                    .setId("m"));
            assertHiv(request);
        }

        @Test
        void inExtensionsAlsoOfSingleValues() {
            Patient patient = new Patient();
            patient.addExtension(new Extension("http://example.org/x", hiv));
            assertHiv(patient);
            Condition condition = new Condition();
            CodeType status = new CodeType("x");
            status.addExtension(new Extension("http://example.org/x", hiv));
            condition.getRecordedDateElement().addExtension(new Extension("http://example.org/x", hiv));
            assertHiv(condition);
        }

        @Test
        void inADocument() {
            Bundle document = new Bundle();
            document.addEntry().setResource(condition(SNOMED, "86406008"));
            assertHiv(document);
        }

        @Test
        void inAProceduresCategory() {
            Procedure fixation =
                    new Procedure().setCategory(new CodeableConcept(new Coding(SNOMED, "225317005", null)));
            assertThat(labeller.labels(fixation).sensitivity()).containsExactly("INVOLCARE");
        }
    }

    @Nested
    class ASender {

        private final Condition plain = condition(ICPC, "R74");
        private final Condition depression = condition(ICPC, "P76");

        @Test
        void mayRaise() {
            plain.getMeta().addSecurity(Stated.CONFIDENTIALITY, "R", null);
            assertThat(labeller.labels(plain)).isEqualTo(Labels.of(Confidentiality.R, List.of()));
            depression.getMeta().addSecurity(Stated.CONFIDENTIALITY, "V", null);
            depression.getMeta().addSecurity(Stated.SENSITIVITY, "PSYTHPN", null);
            assertThat(labeller.labels(depression)).isEqualTo(Labels.of(Confidentiality.V, List.of("PSY", "PSYTHPN")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"U", "L", "M", "N"})
        void mayNotLower(String level) {
            plain.getMeta().addSecurity(Stated.CONFIDENTIALITY, level, null);
            depression.getMeta().addSecurity(Stated.CONFIDENTIALITY, level, null);
            assertThat(labeller.labels(plain)).isEqualTo(Labels.NORMAL);
            assertThat(labeller.labels(depression).confidentiality()).isEqualTo(Confidentiality.R);
        }

        @Test
        void withASensitivityCodeThatNobodyKnowsMakesItRestricted() {
            plain.getMeta().addSecurity(Stated.SENSITIVITY, "SOMETHING", null);
            assertThat(labeller.labels(plain)).isEqualTo(Labels.of(Confidentiality.R, List.of("SOMETHING")));
        }

        @Test
        void withTheOldAddressesIsUnderstood() {
            plain.getMeta().addSecurity("http://hl7.org/fhir/v3/Confidentiality", "V", null);
            plain.getMeta().addSecurity("http://hl7.org/fhir/v3/ActCode", "SDV", null);
            assertThat(labeller.labels(plain)).isEqualTo(Labels.of(Confidentiality.V, List.of("SDV")));
        }

        @Test
        void whoSaysSomethingElseRaisesNothing() {
            plain.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST", null);
            assertThat(labeller.labels(plain)).isEqualTo(Labels.NORMAL);
            assertThat(labeller.check(plain)).isEmpty();
        }

        @Test
        void withABadLabelIsRefusedWithItsPlace() {
            plain.getMeta().addSecurity(Stated.CONFIDENTIALITY, "N", null);
            plain.getMeta().addSecurity(Stated.CONFIDENTIALITY, "secret", null);
            plain.getMeta().addSecurity(null, "R", null);
            plain.getMeta().addSecurity(Stated.OURS, "PSY", null);

            Refusal refusal = labeller.check(plain).orElseThrow();
            assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_VALID);
            assertThat(refusal.faults())
                    .extracting(Refusal.Fault::expression)
                    .containsExactly(
                            "Condition.meta.security[1]", "Condition.meta.security[2]", "Condition.meta.security[3]");
        }
    }

    @Nested
    class ALaterVersion {

        private final Condition before = condition(ICPC, "R74");
        private final Condition after = condition(ICPC, "R74");

        @Test
        void keepsWhatWasRaised() {
            before.getMeta().addSecurity(Stated.CONFIDENTIALITY, "V", null);
            before.getMeta().addSecurity(Stated.SENSITIVITY, "SDV", null);
            after.getMeta().addSecurity(Stated.CONFIDENTIALITY, "N", null);
            after.getMeta().addSecurity(Stated.SENSITIVITY, "HIV", null);

            labeller.neverLower(before, after);

            assertThat(codes(after)).containsExactly("V", "HIV", "SDV");
        }

        @Test
        void mayBeRaised() {
            before.getMeta().addSecurity(Stated.CONFIDENTIALITY, "R", null);
            after.getMeta().addSecurity(Stated.CONFIDENTIALITY, "V", null);
            labeller.neverLower(before, after);
            assertThat(codes(after)).containsExactly("V");
        }

        @Test
        void withNothingRaisedGetsNothing() {
            labeller.neverLower(before, after);
            assertThat(after.getMeta().getSecurity()).isEmpty();
        }

        /** Read, change, write: what the rules said does not become what the client said. */
        @ParameterizedTest
        @EnumSource(
                value = EncodingEnum.class,
                names = {"JSON", "XML"})
        void thatBringsComputedLabelsBackRaisesNothing(EncodingEnum format) {
            Condition stored = condition(ICPC, "P76");
            Condition copy = stored.copy();
            LabelsOnShow.add(copy, labeller.labels(stored));
            String shown = format.newParser(CONTEXT).encodeResourceToString(copy);

            Condition back = format.newParser(CONTEXT).parseResource(Condition.class, shown);
            assertThat(codes(back)).containsExactly("R", "PSY");
            labeller.neverLower(stored, back);

            assertThat(back.getMeta().getSecurity()).isEmpty();
        }

        @Test
        void withTheMarkOnALabelThatNobodyComputedIsRaisedAllTheSame() {
            after.getMeta()
                    .addSecurity(Stated.SENSITIVITY, "HIV", null)
                    .getSecurity()
                    .get(0)
                    .setUserSelected(false);
            labeller.neverLower(before, after);
            assertThat(codes(after)).containsExactly("HIV");
        }
    }

    private static List<String> codes(Resource resource) {
        return resource.getMeta().getSecurity().stream().map(Coding::getCode).toList();
    }

    @Nested
    class OnShow {

        @Test
        void thereIsOneLevelTheHighestAndEachCodeOnce() {
            Condition shown = condition(ICPC, "P76");
            shown.getMeta().addSecurity(Stated.CONFIDENTIALITY, "N", null);
            shown.getMeta().addSecurity(Stated.SENSITIVITY, "PSY", null);
            shown.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "SUBSETTED", null);

            LabelsOnShow.add(shown, Labels.of(Confidentiality.R, List.of("PSY", "INVOLCARE")));
            LabelsOnShow.add(shown, Labels.of(Confidentiality.R, List.of("PSY", "INVOLCARE")));

            assertThat(codes(shown)).containsExactlyInAnyOrder("R", "PSY", "SUBSETTED", "INVOLCARE");
            assertThat(shown.getMeta().getSecurity(Stated.OURS, "INVOLCARE")).isNotNull();
        }

        @Test
        void whatIsNormalSaysSo() {
            Patient shown = new Patient();
            LabelsOnShow.add(shown, Labels.NORMAL);
            assertThat(codes(shown)).containsExactly("N");
        }

        @Test
        void whatTheSenderRaisedIsNotMarkedAsComputed() {
            Condition shown = condition(ICPC, "R74");
            shown.getMeta().addSecurity(Stated.CONFIDENTIALITY, "V", null);
            LabelsOnShow.add(shown, labeller.labels(shown));
            assertThat(codes(shown)).containsExactly("V");
            assertThat(shown.getMeta().getSecurityFirstRep().hasUserSelected()).isFalse();
        }
    }

    @Nested
    class OurRules {

        private final Set<String> hl7 =
                codes(((CodeSystem) new DefaultProfileValidationSupport(CONTEXT).fetchCodeSystem(Stated.SENSITIVITY))
                        .getConcept());

        private final Set<String> ours = codes(Definitions.load(CONTEXT, null)
                .find(CodeSystem.class, Stated.OURS)
                .orElseThrow()
                .getConcept());

        private static Set<String> codes(List<CodeSystem.ConceptDefinitionComponent> concepts) {
            Set<String> codes = new HashSet<>();
            concepts.forEach(concept -> {
                codes.add(concept.getCode());
                codes.addAll(codes(concept.getConcept()));
            });
            return codes;
        }

        @Test
        void useCodesOfHl7OrOfOurOwnSystemAndNoneIsInBoth() {
            assertThat(ours).isEqualTo(Stated.OUR_CODES).doesNotContainAnyElementsOf(hl7);
            assertThat(CodeRules.load(null).sets().stream().flatMap(set -> set.sensitivity().stream()))
                    .allMatch(code -> hl7.contains(code) || ours.contains(code));
        }
    }

    @Nested
    class TheRulesOfARegion {

        @TempDir
        Path folder;

        private Path file(String json) {
            try {
                return Files.writeString(folder.resolve("rules.json"), json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static final String LEPROSY = """
                {"version": "7", "without": ["euthanasia"], "rules": [
                  {"id": "leprosy", "version": "2.0.1", "title": "Lepra", "sensitivity": ["TBOO"], "reason": "Stigma.",
                   "lists": [{"system": "http://hl7.org/fhir/sid/icd-10-nl", "source": "ICD-10", "include": ["A30"]},
                             {"system": "http://example.org/own", "source": "ours", "include": ["L1"]}]}]}
                """;

        @Test
        void addToOursAndDoWithoutSomeOfOurs() {
            Labeller here = labeller(file(LEPROSY));
            assertThat(here.labels(condition(ICD, "A30.5")).sensitivity()).containsExactly("TBOO");
            assertThat(here.labels(condition("http://example.org/own", "L1")).sensitivity())
                    .containsExactly("TBOO");
            assertThat(here.labels(condition("http://example.org/own", "L12"))).isEqualTo(Labels.NORMAL);
            assertThat(here.labels(condition(SNOMED, "340171000146104"))).isEqualTo(Labels.NORMAL);
            assertThat(here.labels(condition(ICPC, "P76")).sensitivity()).containsExactly("PSY");
        }

        @Test
        void areAnotherVersionAtEveryChange() {
            String one = labeller(file(LEPROSY)).rules();
            String two = labeller(file(LEPROSY.replace("A30", "A31"))).rules();
            assertThat(labeller.rules())
                    .matches("1\\.0\\.0-[0-9a-f]{16}")
                    .isEqualTo(labeller(null).rules());
            assertThat(one).startsWith("7-").isNotEqualTo(two);
            assertThat(one.length()).isLessThanOrEqualTo(40);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"version\": \"one\"}",
                    "{\"version\": \"1\", \"without\": [\"leprosy\"]}",
                    "{\"version\": \"1\", \"rulez\": []}",
                    "{\"version\": \"1\", \"rules\": [{\"id\": \"hiv\", \"version\": \"1\", \"title\": \"t\", \"reason\": \"r\","
                            + "\"sensitivity\": [\"HIV\"], \"lists\": [{\"system\": \"s\", \"source\": \"s\", \"include\": [\"x\"]}]}]}",
                    "{\"version\": \"1\", \"rules\": [{\"id\": \"x\", \"version\": \"1\", \"title\": \"t\", \"reason\": \"r\","
                            + "\"sensitivity\": [\"HIV\"], \"lists\": []}]}",
                    "{\"version\": \"1\", \"rules\": [{\"id\": \"x\", \"version\": \"1\", \"title\": \"t\", \"reason\": \"r\","
                            + "\"sensitivity\": [\"HIV\"], \"lists\": [{\"system\": \"http://www.whocc.no/atc\", \"source\": \"s\","
                            + "\"include\": [\"J05-J0\"]}]}]}"
                })
        void stopTheStartWhereTheyCannotBeMeant(String json) {
            Path file = file(json);
            assertThatThrownBy(() -> CodeRules.load(file)).isInstanceOf(RuntimeException.class);
        }

        @Test
        void stopTheStartWhereTheFileIsNotThere() {
            assertThatThrownBy(() -> CodeRules.load(folder.resolve("none.json")))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }
}
