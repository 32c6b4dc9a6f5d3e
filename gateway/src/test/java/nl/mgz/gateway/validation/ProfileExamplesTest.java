package nl.mgz.gateway.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.definitions.Definitions;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every valid example of the profiles passes, and every invalid one fails for the reason that its table states. */
class ProfileExamplesTest {

    private static final String FOLDER = "/nl/mgz/profiles/package/examples/";
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Definitions DEFINITIONS = Definitions.load(FHIR, null);
    private static final ResourceValidator VALIDATOR =
            new ResourceValidator(FHIR, DEFINITIONS, new SupportChain(FHIR, DEFINITIONS));

    private record Example(String file, String profile, String verdict, String path, String fragment) {}

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        return table().stream().map(example -> dynamicTest(example.file(), () -> check(example)));
    }

    private static void check(Example example) throws IOException {
        Validation validation = VALIDATOR.validateJson(claiming(example));
        if (example.verdict().equals("valid")) {
            assertThat(validation.errors()).isEmpty();
        } else {
            assertThat(validation.errors()).anySatisfy(error -> {
                assertThat(error.text() + " " + error.key()).contains(example.fragment());
                assertThat(error.expression()).startsWith(example.path());
            });
        }
    }

    /** Some faults are in the very code by which a profile is chosen; so each example claims the profile that it is about. */
    private static String claiming(Example example) throws IOException {
        ObjectNode resource = (ObjectNode) new ObjectMapper().readTree(text(example.file()));
        resource.withObjectProperty("meta")
                .withArrayProperty("profile")
                .add("https://mgz-gateway.nl/fhir/StructureDefinition/" + example.profile());
        return resource.toString();
    }

    @Test
    void everyProfileHasAValidAndAnInvalidExample() throws IOException {
        Set<String> profiles = DEFINITIONS
                .all(StructureDefinition.class)
                .filter(definition -> definition.getDerivation() == TypeDerivationRule.CONSTRAINT)
                .filter(definition -> !"Extension".equals(definition.getType()))
                .map(definition -> definition.getIdElement().getIdPart())
                .collect(Collectors.toCollection(TreeSet::new));
        for (String verdict : List.of("valid", "invalid")) {
            assertThat(table().stream()
                            .filter(example -> example.verdict().equals(verdict))
                            .map(Example::profile)
                            .collect(Collectors.toSet()))
                    .as(verdict)
                    .containsAll(profiles);
        }
    }

    @Test
    void everyProfileSpeaksDutchAndEnglishAndMarksWhatMustBeSupported() {
        DEFINITIONS
                .all(StructureDefinition.class)
                .filter(definition -> !"Extension".equals(definition.getType()))
                .forEach(definition -> {
                    assertThat(definition.getTitle()).as(definition.getId()).isNotBlank();
                    assertThat(definition.getDescription())
                            .as(definition.getId())
                            .isNotBlank();
                    assertThat(definition.getTitle() + definition.getDescription())
                            .as(definition.getId() + " in two languages")
                            .contains("|");
                    assertThat(marksMustSupport(definition))
                            .as(definition.getId() + " marks must-support")
                            .isTrue();
                });
    }

    /** Its own marks, or those of the profile of ours that it narrows. */
    private static boolean marksMustSupport(StructureDefinition definition) {
        return definition.getDifferential().getElement().stream().anyMatch(element -> element.getMustSupport())
                || DEFINITIONS
                        .find(StructureDefinition.class, definition.getBaseDefinition())
                        .map(ProfileExamplesTest::marksMustSupport)
                        .orElse(false);
    }

    private static List<Example> table() throws IOException {
        return text("examples.tsv")
                .lines()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\t", -1))
                .map(cells -> new Example(cells[0], cells[1], cells[2], cells[3], cells[4]))
                .toList();
    }

    private static String text(String file) throws IOException {
        try (InputStream in = ProfileExamplesTest.class.getResourceAsStream(FOLDER + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
