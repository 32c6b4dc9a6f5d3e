package nl.mgz.terminology;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.CodeSystem.ConceptPropertyComponent;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupComponent;
import org.hl7.fhir.r4.model.ConceptMap.SourceElementComponent;
import org.hl7.fhir.r4.model.ConceptMap.TargetElementComponent;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptReferenceComponent;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every file of the terminology package keeps to: alone, among each other, and in SOURCES.md. */
class TerminologyPackageTest {

    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Path PACKAGE = MODULE.resolve("src/main/resources/nl/mgz/terminology/package");
    private static final String OURS = "https://mgz-gateway.nl/fhir/";
    private static final String VERSION = "0.1.0";
    private static final String ORGANIZATION_TYPE = "http://nictiz.nl/fhir/NamingSystem/organization-type";

    /** By file name, in order. */
    private static final Map<String, MetadataResource> RESOURCES = new TreeMap<>();

    /** By canonical address: the code systems of the package, complete or fragment. */
    private static final Map<String, CodeSystem> CODE_SYSTEMS = new HashMap<>();

    @BeforeAll
    static void readThePackage() throws IOException {
        for (Path file : files()) {
            RESOURCES.put(file.getFileName().toString(), parse(file));
        }
        all(CodeSystem.class).forEach(system -> CODE_SYSTEMS.put(system.getUrl(), system));
    }

    @Nested
    class EachFile {

        @ParameterizedTest
        @MethodSource("nl.mgz.terminology.TerminologyPackageTest#fileNames")
        void saysWhatItIsAndWhoseItIs(String fileName) {
            MetadataResource resource = RESOURCES.get(fileName);

            assertThat(resource.getUrl()).as("url").isNotBlank();
            assertThat(resource.getVersion()).as("version").isEqualTo(VERSION);
            assertThat(resource.getName()).as("name").matches("[A-Z][A-Za-z0-9_]*");
            assertThat(resource.getTitle()).as("title").isNotBlank();
            assertThat(resource.getStatus()).as("status").isEqualTo(PublicationStatus.ACTIVE);
            assertThat(resource.getDescription()).as("description").isNotBlank();
            assertThat(copyright(resource)).as("copyright").isNotBlank();
        }

        @ParameterizedTest
        @MethodSource("nl.mgz.terminology.TerminologyPackageTest#fileNames")
        void isNamedAfterItsTypeAndId(String fileName) {
            MetadataResource resource = RESOURCES.get(fileName);
            String id = resource.getIdElement().getIdPart();

            assertThat(fileName).isEqualTo(resource.fhirType() + "-" + id + ".json");
            if (resource.getUrl().startsWith(OURS)) {
                assertThat(resource.getUrl()).isEqualTo(OURS + resource.fhirType() + "/" + id);
            }
        }

        @ParameterizedTest
        @MethodSource("nl.mgz.terminology.TerminologyPackageTest#fileNames")
        void hasItsLineInSources(String fileName) throws IOException {
            assertThat(Files.readAllLines(MODULE.resolve("SOURCES.md")))
                    .filteredOn(line -> line.startsWith("| " + fileName + " | "))
                    .hasSize(1);
        }
    }

    @Test
    void everyLineInSourcesHasItsFile() throws IOException {
        List<String> named = Files.readAllLines(MODULE.resolve("SOURCES.md")).stream()
                .filter(line -> line.contains(".json |"))
                .map(line -> line.substring(2, line.indexOf(" |", 2)))
                .toList();

        assertThat(named)
                .allSatisfy(name -> assertThat((name.contains("/") ? PACKAGE.getParent() : PACKAGE).resolve(name))
                        .exists());
    }

    @Test
    void noTwoFilesShareAnAddressOrAName() {
        assertThat(RESOURCES.values()).extracting(MetadataResource::getUrl).doesNotHaveDuplicates();
        assertThat(RESOURCES.values().stream()
                        .collect(groupingBy(MetadataResource::fhirType))
                        .values())
                .allSatisfy(ofOneType -> assertThat(ofOneType)
                        .extracting(MetadataResource::getName)
                        .doesNotHaveDuplicates());
    }

    @Nested
    class EachCodeSystem {

        @Test
        void hasOwnContentInFull() {
            assertThat(all(CodeSystem.class))
                    .filteredOn(system -> system.getUrl().startsWith(OURS))
                    .isNotEmpty()
                    .allSatisfy(system -> assertThat(system.getContent()).isEqualTo(CodeSystemContentMode.COMPLETE));
        }

        @Test
        void countsItsConceptsOnlyWhenComplete() {
            assertThat(all(CodeSystem.class)).allSatisfy(system -> {
                boolean complete = system.getContent() == CodeSystemContentMode.COMPLETE;
                assertThat(system.getContent()).isIn(CodeSystemContentMode.COMPLETE, CodeSystemContentMode.FRAGMENT);
                assertThat(system.hasCount()).isEqualTo(complete);
                if (complete) {
                    assertThat(system.getCount()).isEqualTo(system.getConcept().size());
                }
            });
        }

        @Test
        void hasUniqueCodesWithATermInDutchAndEnglish() {
            assertThat(all(CodeSystem.class)).allSatisfy(system -> {
                String other = system.getLanguage().equals("nl") ? "en" : "nl";
                assertThat(system.getConcept())
                        .extracting(ConceptDefinitionComponent::getCode)
                        .doesNotHaveDuplicates();
                assertThat(system.getConcept()).allSatisfy(concept -> {
                    assertThat(concept.getConcept()).as("children").isEmpty();
                    assertThat(concept.getDisplay()).as("display").isNotBlank();
                    assertThat(concept.getDesignation())
                            .anySatisfy(term -> assertThat(term.getLanguage()).isEqualTo(other));
                });
            });
        }

        @Test
        void usesOnlyPropertiesThatItDefines() {
            assertThat(all(CodeSystem.class)).allSatisfy(system -> {
                Set<String> defined = system.getProperty().stream()
                        .map(CodeSystem.PropertyComponent::getCode)
                        .collect(toSet());
                assertThat(system.getConcept().stream().flatMap(concept -> concept.getProperty().stream()))
                        .extracting(ConceptPropertyComponent::getCode)
                        .isSubsetOf(defined);
            });
        }

        @Test
        void namesOnlyParentsThatItHas() {
            assertThat(all(CodeSystem.class))
                    .allSatisfy(system -> assertThat(system.getConcept().stream()
                                    .flatMap(concept -> concept.getProperty().stream())
                                    .filter(property -> property.getCode().equals("parent"))
                                    .map(property -> property.getValueCodeType().getCode()))
                            .isSubsetOf(codes(system)));
        }
    }

    @Nested
    class EachValueSet {

        @Test
        void listsItsCodesSoThatMembershipNeedsNoCodeSystem() {
            assertThat(includes()).allSatisfy(include -> {
                assertThat(include.getSystem()).isNotBlank();
                assertThat(include.getFilter()).isEmpty();
                assertThat(include.getValueSet()).isEmpty();
                assertThat(include.getConcept()).isNotEmpty();
                assertThat(include.getConcept())
                        .extracting(ConceptReferenceComponent::getCode)
                        .doesNotHaveDuplicates();
            });
        }

        @Test
        void hasATermInDutchAndEnglishForEachCode() {
            assertThat(all(ValueSet.class)).extracting(ValueSet::getLanguage).containsOnly("nl");
            assertThat(includes().flatMap(include -> include.getConcept().stream()))
                    .allSatisfy(concept -> {
                        assertThat(concept.getDisplay()).isNotBlank();
                        assertThat(concept.getDesignation())
                                .anySatisfy(
                                        term -> assertThat(term.getLanguage()).isEqualTo("en"));
                    });
        }

        @Test
        void listsOnlyCodesThatItsCodeSystemHasUnderTheSameTerm() {
            assertThat(includes().filter(include -> CODE_SYSTEMS.containsKey(include.getSystem())))
                    .isNotEmpty()
                    .allSatisfy(include -> {
                        Map<String, String> terms = terms(CODE_SYSTEMS.get(include.getSystem()));
                        assertThat(include.getConcept())
                                .allSatisfy(concept ->
                                        assertThat(terms).containsEntry(concept.getCode(), concept.getDisplay()));
                    });
        }
    }

    @Nested
    class EachConceptMap {

        @Test
        void usesOnlyCodesThatTheCodeSystemsOfThePackageHave() {
            assertThat(groups()).isNotEmpty().allSatisfy(group -> {
                if (CODE_SYSTEMS.containsKey(group.getSource())) {
                    assertThat(sources(group)).isSubsetOf(codes(CODE_SYSTEMS.get(group.getSource())));
                }
                if (CODE_SYSTEMS.containsKey(group.getTarget())) {
                    assertThat(targets(group)).isSubsetOf(codes(CODE_SYSTEMS.get(group.getTarget())));
                }
            });
        }

        @Test
        void namesEachSourceCodeOnce() {
            assertThat(groups())
                    .allSatisfy(group -> assertThat(group.getElement())
                            .extracting(SourceElementComponent::getCode)
                            .doesNotHaveDuplicates());
        }

        @Test
        void explainsWhatIsNotAPlainMatch() {
            List<ConceptMapEquivalence> plain = List.of(ConceptMapEquivalence.EQUIVALENT, ConceptMapEquivalence.WIDER);

            assertThat(groups().flatMap(group -> group.getElement().stream())
                            .flatMap(element -> element.getTarget().stream()))
                    .allSatisfy(target -> {
                        assertThat(target.hasCode())
                                .isEqualTo(target.getEquivalence() != ConceptMapEquivalence.UNMATCHED);
                        assertThat(plain.contains(target.getEquivalence()) || target.hasComment())
                                .as(target.getCode())
                                .isTrue();
                    });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "mgz-organization-type-to-consent-category",
                    "mgz-organization-type-to-mitz-category",
                    "mgz-data-category-to-generic-functions",
                    "mgz-nts-urgency-to-request-priority"
                })
        void hasAnAnswerForEveryCodeOfItsSource(String id) {
            ConceptMap map = (ConceptMap) RESOURCES.get("ConceptMap-" + id + ".json");
            ValueSet source = all(ValueSet.class)
                    .filter(set ->
                            set.getUrl().equals(map.getSourceCanonicalType().getValue()))
                    .findFirst()
                    .orElseThrow();

            assertThat(map.getGroup().stream().flatMap(TerminologyPackageTest::sources))
                    .containsExactlyInAnyOrderElementsOf(source.getCompose().getInclude().stream()
                            .flatMap(include -> include.getConcept().stream())
                            .map(ConceptReferenceComponent::getCode)
                            .toList());
        }

        @Test
        void givesAnUrgencyThePriorityThatItsCodeSystemSays() {
            CodeSystem urgencies = CODE_SYSTEMS.get(OURS + "CodeSystem/mgz-nts-urgency");
            ConceptMap map = (ConceptMap) RESOURCES.get("ConceptMap-mgz-nts-urgency-to-request-priority.json");

            assertThat(map.getGroupFirstRep().getElement()).hasSize(6).allSatisfy(element -> {
                String said = urgencies.getConcept().stream()
                        .filter(concept -> concept.getCode().equals(element.getCode()))
                        .flatMap(concept -> concept.getProperty().stream())
                        .filter(property -> property.getCode().equals("request-priority"))
                        .map(property -> property.getValueCodeType().getCode())
                        .findFirst()
                        .orElseThrow();
                assertThat(element.getTargetFirstRep().getCode()).isEqualTo(said);
            });
        }
    }

    /** The types that decide most of the traffic; a slip here would open or close records for a whole sector. */
    @Test
    void knowsTheSectorOfThePracticeThePostAndTheCareHome() {
        assertThat(targetOf("mgz-organization-type-to-consent-category", "Z3")).isEqualTo("gp");
        assertThat(targetOf("mgz-organization-type-to-consent-category", "N6")).isEqualTo("triage");
        assertThat(targetOf("mgz-organization-type-to-consent-category", "G6")).isEqualTo("disability-care");
        assertThat(targetOf("mgz-organization-type-to-consent-category", "V6")).isNull();
        assertThat(targetOf("mgz-organization-type-to-mitz-category", "G6")).isEqualTo("RPZAC103");
    }

    private static String targetOf(String map, String organizationType) {
        ConceptMap found = (ConceptMap) RESOURCES.get("ConceptMap-" + map + ".json");
        return found.getGroup().stream()
                .filter(group -> group.getSource().equals(ORGANIZATION_TYPE))
                .flatMap(group -> group.getElement().stream())
                .filter(element -> element.getCode().equals(organizationType))
                .findFirst()
                .orElseThrow()
                .getTargetFirstRep()
                .getCode();
    }

    private static Stream<ConceptSetComponent> includes() {
        return all(ValueSet.class).flatMap(set -> set.getCompose().getInclude().stream());
    }

    private static Stream<ConceptMapGroupComponent> groups() {
        return all(ConceptMap.class).flatMap(map -> map.getGroup().stream());
    }

    private static Stream<String> sources(ConceptMapGroupComponent group) {
        return group.getElement().stream().map(SourceElementComponent::getCode);
    }

    private static Stream<String> targets(ConceptMapGroupComponent group) {
        return group.getElement().stream()
                .flatMap(element -> element.getTarget().stream())
                .filter(TargetElementComponent::hasCode)
                .map(TargetElementComponent::getCode);
    }

    private static Set<String> codes(CodeSystem system) {
        return terms(system).keySet();
    }

    /** Dutch term by code: the display, or the Dutch designation where the display is English. */
    private static Map<String, String> terms(CodeSystem system) {
        Map<String, String> terms = new HashMap<>();
        for (ConceptDefinitionComponent concept : system.getConcept()) {
            terms.put(
                    concept.getCode(),
                    concept.getDesignation().stream()
                            .filter(term -> term.getLanguage().equals("nl"))
                            .map(CodeSystem.ConceptDefinitionDesignationComponent::getValue)
                            .findFirst()
                            .orElse(concept.getDisplay()));
        }
        return terms;
    }

    private static String copyright(MetadataResource resource) {
        if (resource instanceof CodeSystem system) {
            return system.getCopyright();
        }
        if (resource instanceof ValueSet set) {
            return set.getCopyright();
        }
        return ((ConceptMap) resource).getCopyright();
    }

    private static <T extends MetadataResource> Stream<T> all(Class<T> type) {
        return RESOURCES.values().stream().filter(type::isInstance).map(type::cast);
    }

    static Stream<String> fileNames() {
        return files().stream().map(file -> file.getFileName().toString());
    }

    private static List<Path> files() {
        try (Stream<Path> found = Files.list(PACKAGE)) {
            List<Path> files = new ArrayList<>(
                    found.filter(file -> !file.getFileName().toString().equals("package.json"))
                            .sorted()
                            .toList());
            assertThat(files).isNotEmpty();
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MetadataResource parse(Path file) throws IOException {
        return (MetadataResource) FhirContext.forR4Cached()
                .newJsonParser()
                .setParserErrorHandler(new StrictErrorHandler())
                .parseResource(Files.readString(file));
    }
}
