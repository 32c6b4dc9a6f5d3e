package nl.mgz.gateway.sandbox.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.FhirTerser;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RegionTest {

    private static final long SEED = 20261101L;
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final FhirTerser TERSER = FHIR.newTerser();
    private static final Region REGION = Region.of(SEED);
    private static final DirectoryReferences REFERENCES =
            DirectoryReferences.from(REGION.directory(), stored(REGION.directory()));
    private static final List<List<Push>> THOUSAND = IntStream.range(0, 1000)
            .mapToObj(index -> REGION.client(index, REFERENCES))
            .toList();

    /** The answer of a server that gives every entry the next number. */
    private static Bundle stored(Bundle transaction) {
        Bundle response = new Bundle().setType(Bundle.BundleType.TRANSACTIONRESPONSE);
        int number = 100;
        for (BundleEntryComponent entry : transaction.getEntry()) {
            String type = entry.getResource().fhirType();
            response.addEntry().getResponse().setLocation(type + "/" + number++ + "/_history/1");
        }
        return response;
    }

    private static Stream<BundleEntryComponent> entries(List<Push> pushes) {
        return pushes.stream().flatMap(push -> push.bundle().getEntry().stream());
    }

    private static <T extends Resource> Stream<T> resources(List<Push> pushes, Class<T> type) {
        return entries(pushes)
                .map(BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast);
    }

    private static Patient patient(Push push) {
        return (Patient) push.bundle().getEntryFirstRep().getResource();
    }

    private static List<String> references(Resource resource) {
        return TERSER.getAllPopulatedChildElementsOfType(resource, Reference.class).stream()
                .map(Reference::getReference)
                .toList();
    }

    private static String json(Bundle bundle) {
        return FHIR.newJsonParser().encodeResourceToString(bundle);
    }

    @Nested
    class Repeatable {

        @Test
        void sameSeedGivesByteIdenticalBundles() {
            Region again = Region.of(SEED);
            assertThat(json(again.directory())).isEqualTo(json(REGION.directory()));
            for (int index = 0; index < 40; index++) {
                assertThat(texts(again.client(index, REFERENCES))).isEqualTo(texts(THOUSAND.get(index)));
            }
        }

        @Test
        void aClientDoesNotDependOnTimeZoneOrOrder() {
            TimeZone before = TimeZone.getDefault();
            try {
                TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
                assertThat(texts(Region.of(SEED).client(17, REFERENCES))).isEqualTo(texts(THOUSAND.get(17)));
            } finally {
                TimeZone.setDefault(before);
            }
        }

        @Test
        void anotherSeedGivesOtherPeopleInTheSameDirectory() {
            Region other = Region.of(SEED + 1);
            assertThat(json(other.directory())).isEqualTo(json(REGION.directory()));
            assertThat(texts(other.client(0, REFERENCES))).isNotEqualTo(texts(THOUSAND.get(0)));
        }

        @Test
        void nothingLiesAfterTheAnchor() {
            LocalDate anchor = Region.DEFAULT_ANCHOR;
            Pattern date = Pattern.compile("\"(\\d{4}-\\d{2}-\\d{2})[T\"]");
            for (List<Push> pushes : THOUSAND.subList(0, 200)) {
                texts(pushes)
                        .forEach(text -> assertThat(date.matcher(text).results())
                                .allMatch(
                                        match -> LocalDate.parse(match.group(1)).isBefore(anchor)));
            }
        }

        private List<String> texts(List<Push> pushes) {
            return pushes.stream()
                    .map(push -> push.authorUra() + push.title() + json(push.bundle()))
                    .toList();
        }
    }

    @Nested
    class Directory {

        @Test
        void everyEntryIsCreatedOnlyOnceByItsBusinessIdentifier() {
            Bundle directory = REGION.directory();
            Set<String> conditions = new HashSet<>();
            for (BundleEntryComponent entry : directory.getEntry()) {
                String condition = entry.getRequest().getIfNoneExist();
                String type = entry.getResource().fhirType();
                assertThat(condition).startsWith("identifier=").contains("|");
                assertThat(conditions.add(type + "?" + condition)).as(condition).isTrue();
            }
        }

        @Test
        void everyReferenceIsInTheDirectory() {
            Set<String> urls = REGION.directory().getEntry().stream()
                    .map(BundleEntryComponent::getFullUrl)
                    .collect(Collectors.toSet());
            for (BundleEntryComponent entry : REGION.directory().getEntry()) {
                assertThat(urls).containsAll(references(entry.getResource()));
            }
        }

        @Test
        void holdsTheOrganisationsOfARegion() {
            Map<String, Long> types = REGION.directory().getEntry().stream()
                    .map(BundleEntryComponent::getResource)
                    .filter(Organization.class::isInstance)
                    .map(it -> ((Organization) it)
                            .getTypeFirstRep()
                            .getCodingFirstRep()
                            .getCode())
                    .collect(Collectors.groupingBy(code -> code, Collectors.counting()));
            assertThat(types.get("Z3")).isGreaterThanOrEqualTo(6);
            assertThat(types).containsEntry("G6", 2L).containsKeys("N6", "R5", "J8", "T2", "G5", "ZG", "H1");
        }

        @Test
        void anUnknownKeyIsABug() {
            assertThatThrownBy(() -> REFERENCES.referenceOf("urn:uuid:0")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Numbers {

        @Test
        void bsnsAreUniqueAndPassTheElevenTest() {
            List<String> bsns = THOUSAND.stream()
                    .map(pushes ->
                            patient(pushes.get(0)).getIdentifierFirstRep().getValue())
                    .toList();
            assertThat(bsns).doesNotHaveDuplicates().allMatch(bsn -> bsn.matches("9999\\d{5}"));
            assertThat(bsns).allMatch(bsn -> Bsns.passesElevenTest(Integer.parseInt(bsn)));
        }

        @Test
        void theRangeHoldsMoreThanFiveThousandClientsAndNoPublishedTestNumber() {
            assertThat(Bsns.capacity()).isGreaterThan(5_000);
            assertThat(IntStream.range(0, Bsns.capacity()).mapToObj(Bsns::ofIndex))
                    .doesNotContain("999911120", "999998298", "999900450")
                    .doesNotHaveDuplicates();
        }

        @Test
        void theElevenTestKnowsRightFromWrong() {
            assertThat(Bsns.passesElevenTest(111222333)).isTrue();
            assertThat(Bsns.passesElevenTest(999900450)).isFalse();
        }
    }

    @Nested
    class Pushes {

        @Test
        void aClientHasFortyToEightyResources() {
            assertThat(THOUSAND)
                    .allSatisfy(pushes -> assertThat(entries(pushes)
                                    .map(BundleEntryComponent::getFullUrl)
                                    .distinct()
                                    .count())
                            .isBetween(40L, 80L));
        }

        @Test
        void theFirstIsTheGeneralPractitionersAndAllNameTheSamePerson() {
            for (List<Push> pushes : THOUSAND) {
                assertThat(pushes.get(0).title()).isEqualTo("Huisartsdossier");
                assertThat(pushes.stream()
                                .map(push ->
                                        patient(push).getIdentifierFirstRep().getValue()))
                        .containsOnly(
                                patient(pushes.get(0)).getIdentifierFirstRep().getValue());
                assertThat(pushes).allMatch(push -> push.authorUra().matches("9\\d{7}"));
            }
        }

        @Test
        void everyReferenceInsideAPushResolves() {
            for (Push push : pushes()) {
                Set<String> urls = push.bundle().getEntry().stream()
                        .map(BundleEntryComponent::getFullUrl)
                        .collect(Collectors.toSet());
                assertThat(urls).hasSameSizeAs(push.bundle().getEntry());
                for (BundleEntryComponent entry : push.bundle().getEntry()) {
                    assertThat(references(entry.getResource()))
                            .allMatch(reference -> urls.contains(reference)
                                    || reference.matches("(Organization|Location|PractitionerRole)/\\d+"));
                }
            }
        }

        @Test
        void eachIsAboutExactlyOnePatient() {
            for (Push push : pushes()) {
                String patient = push.bundle().getEntryFirstRep().getFullUrl();
                List<Resource> others = push.bundle().getEntry().stream()
                        .skip(1)
                        .map(BundleEntryComponent::getResource)
                        .toList();
                assertThat(others).noneMatch(Patient.class::isInstance).allMatch(it -> patient.equals(subject(it)));
            }
        }

        private Stream<Push> stream() {
            return THOUSAND.stream().flatMap(List::stream);
        }

        private List<Push> pushes() {
            return stream().toList();
        }

        private String subject(Resource resource) {
            String name = List.of("Consent", "AllergyIntolerance", "RelatedPerson", "Device")
                            .contains(resource.fhirType())
                    ? "patient"
                    : "subject";
            return ((Reference) resource.getNamedProperty(name).getValues().get(0)).getReference();
        }

        @Test
        void nothingHasAnIdOrAProfile() {
            assertThat(stream().flatMap(push -> push.bundle().getEntry().stream()))
                    .allMatch(entry ->
                            !entry.getResource().hasId() && !entry.getResource().hasMeta());
        }

        @Test
        void aReportHasFourLinesThatAreInThePush() {
            for (List<Push> pushes : THOUSAND) {
                assertThat(resources(pushes, Composition.class))
                        .isNotEmpty()
                        .allMatch(report -> report.getSection().size() == 4
                                && report.getSection().stream().allMatch(section -> section.hasEntry()));
            }
        }

        @Test
        void aSignalingPlanGoesFromGreenToRed() {
            for (List<Push> pushes : THOUSAND) {
                assertThat(resources(pushes, CarePlan.class)
                                .filter(plan -> plan.getCategoryFirstRep()
                                        .getCodingFirstRep()
                                        .getCode()
                                        .equals("signaling-plan")))
                        .allMatch(plan -> plan.getActivity().stream()
                                .map(it -> it.getDetail()
                                        .getCode()
                                        .getCodingFirstRep()
                                        .getCode())
                                .toList()
                                .equals(List.of("green", "yellow", "orange", "red")));
            }
        }

        @Test
        void noTextHasAnUnfilledWordOrChoice() {
            Pattern leftOver = Pattern.compile("\\{[a-zA-Z]+[:}]|\\[[^\\]\"]*\\||\\|[^\"]*]| {2}| [.,]");
            for (List<Push> pushes : THOUSAND) {
                assertThat(spoken(pushes))
                        .allMatch(text -> !leftOver.matcher(text).find());
            }
        }

        private Stream<String> spoken(List<Push> pushes) {
            Stream<String> lines = resources(pushes, Observation.class)
                    .filter(Observation::hasValueStringType)
                    .map(it -> it.getValueStringType().getValue());
            Stream<String> plans = resources(pushes, CarePlan.class)
                    .flatMap(plan -> Stream.concat(
                            Stream.of(plan.getTitle(), plan.getDescription()),
                            plan.getActivity().stream()
                                    .map(activity -> activity.getDetail().getDescription())));
            Stream<String> titles = resources(pushes, Composition.class).map(Composition::getTitle);
            return Stream.of(lines, plans, titles).flatMap(it -> it);
        }
    }

    @Nested
    class AdvanceCarePlanning {

        private static final String OTHER =
                "http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.SpecificationOther";

        private Stream<Consent> directives(List<Push> pushes) {
            return resources(pushes, Consent.class)
                    .filter(it -> it.getScope().getCodingFirstRep().getCode().equals("treatment"));
        }

        private boolean conditional(Consent consent) {
            return consent.getModifierExtension().stream()
                    .anyMatch(it -> it.getUrl().equals(OTHER));
        }

        @Test
        void everyDirectiveIsEitherDecidedOrConditional() {
            THOUSAND.forEach(pushes -> assertThat(directives(pushes))
                    .allMatch(consent -> consent.getProvision().hasType() != conditional(consent)));
        }

        @Test
        void allStatesOccurInTheFirstFiftyClientsOfAnySeed() {
            for (long seed = 1; seed <= 10; seed++) {
                Region region = Region.of(seed);
                Set<String> states = new TreeSet<>();
                for (int index = 0; index < 50; index++) {
                    directives(region.client(index, REFERENCES))
                            .map(this::state)
                            .forEach(states::add);
                }
                assertThat(states).contains("permit", "deny", "conditional", "superseded");
            }
        }

        private String state(Consent consent) {
            if (consent.getStatus() == ConsentState.INACTIVE) {
                return "superseded";
            }
            return conditional(consent)
                    ? "conditional"
                    : consent.getProvision().getType().toCode();
        }

        @Test
        void aSupersededDirectiveEndsWhenANewerOneBegins() {
            for (List<Push> pushes : THOUSAND) {
                List<Consent> all = directives(pushes).toList();
                assertThat(all.stream().filter(it -> it.getStatus() == ConsentState.INACTIVE))
                        .allMatch(old -> all.stream().anyMatch(now -> replaces(now, old)));
            }
        }

        private boolean replaces(Consent now, Consent old) {
            return now.getStatus() == ConsentState.ACTIVE
                    && now.getProvision()
                            .getCodeFirstRep()
                            .equalsDeep(old.getProvision().getCodeFirstRep())
                    && now.getDateTimeElement()
                            .getValueAsString()
                            .equals(old.getProvision()
                                    .getPeriod()
                                    .getEndElement()
                                    .getValueAsString());
        }

        @Test
        void aTreatmentHasOneCurrentDirective() {
            for (List<Push> pushes : THOUSAND) {
                assertThat(directives(pushes)
                                .filter(it -> it.getStatus() == ConsentState.ACTIVE)
                                .map(it -> it.getProvision()
                                        .getCodeFirstRep()
                                        .getCodingFirstRep()
                                        .getCode()))
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Nested
    class Privacy {

        @Test
        void onlySomeoneWhoMaySignHasSigned() {
            for (List<Push> pushes : THOUSAND) {
                boolean incapable = resources(pushes, Observation.class)
                        .filter(it -> it.getCode().getCodingFirstRep().getCode().equals("665671000146101"))
                        .anyMatch(it -> !it.getValueBooleanType().booleanValue());
                String expected = incapable ? "RelatedPerson" : "Patient";
                assertThat(resources(pushes, Consent.class).filter(Consent::hasPerformer))
                        .allMatch(consent ->
                                consent.getPerformerFirstRep().getType().equals(expected));
            }
        }
    }

    @Test
    void printsTheMixAndTheSpeed() {
        long start = System.nanoTime();
        List<List<Push>> made = new ArrayList<>();
        Region region = Region.of(7);
        for (int index = 0; index < 500; index++) {
            made.add(region.client(index, REFERENCES));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        var sizes = made.stream().mapToLong(it -> entries(it).count()).summaryStatistics();
        Map<String, Long> types = made.stream()
                .flatMap(it -> resources(it, DomainResource.class))
                .collect(Collectors.groupingBy(Resource::fhirType, java.util.TreeMap::new, Collectors.counting()));
        Map<String, Long> titles = made.stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(Push::title, java.util.TreeMap::new, Collectors.counting()));
        System.out.printf("500 clients in %.1f s; entries per client %s%n%s%n%s%n", seconds, sizes, titles, types);
        assertThat(made).hasSize(500);
    }
}
