package nl.mgz.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every rule set of labels keeps to. That the gateway reads them is tested there. */
class LabelRulesTest {

    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Path LABELS = MODULE.resolve("src/main/resources/nl/mgz/terminology/labels");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SNOMED = "http://snomed.info/sct";
    private static final String LOINC = "http://loinc.org";

    /** Verhoeff's tables, by which the last digit of a SNOMED CT id checks the others. */
    private static final int[][] TIMES = new int[10][10];

    private static final int[][] PLACES = new int[8][10];

    static {
        for (int a = 0; a < 10; a++) {
            for (int b = 0; b < 10; b++) {
                int turned =
                        a < 5 ? (b < 5 ? (a + b) % 5 : 5 + (a + b) % 5) : b < 5 ? 5 + (a - b) % 5 : (a - b + 5) % 5;
                TIMES[a][b] = turned;
            }
        }
        int[] first = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
        for (int digit = 0; digit < 10; digit++) {
            PLACES[0][digit] = digit;
        }
        for (int place = 1; place < 8; place++) {
            for (int digit = 0; digit < 10; digit++) {
                PLACES[place][digit] = PLACES[place - 1][first[digit]];
            }
        }
    }

    static Stream<Path> ruleSets() throws IOException {
        try (Stream<Path> files = Files.list(LABELS)) {
            return files.filter(file -> !file.endsWith("systems.json")).sorted().toList().stream();
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> lists(JsonNode set) {
        List<JsonNode> all = new ArrayList<>();
        set.path("lists").forEach(all::add);
        set.path("leftOut").forEach(all::add);
        return all;
    }

    private static List<String> codes(JsonNode list) {
        List<String> codes = new ArrayList<>();
        list.path("include").forEach(code -> codes.add(code.asText()));
        return codes;
    }

    @ParameterizedTest
    @MethodSource("ruleSets")
    void hasAnIdAVersionATitleAndAReason(Path file) {
        JsonNode set = read(file);
        assertThat(set.path("id").asText() + ".json")
                .isEqualTo(file.getFileName().toString());
        assertThat(set.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(set.path("title").asText()).isNotBlank();
        assertThat(set.path("reason").asText()).isNotBlank();
        assertThat(set.path("sensitivity")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("ruleSets")
    void namesTheSourceOfEveryListAndTheReasonOfWhatIsLeftOut(Path file) {
        JsonNode set = read(file);
        assertThat(lists(set))
                .isNotEmpty()
                .allSatisfy(list -> assertThat(list.path("source").asText()).isNotBlank());
        set.path("leftOut")
                .forEach(list -> assertThat(list.path("reason").asText()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("ruleSets")
    void listsEachCodeOnce(Path file) {
        Set<String> seen = new HashSet<>();
        for (JsonNode list : lists(read(file))) {
            for (String code : codes(list)) {
                assertThat(seen.add(list.path("system").asText() + " " + code))
                        .as(code)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ruleSets")
    void hasNoCodeWithAWrongCheckDigit(Path file) {
        for (JsonNode list : lists(read(file))) {
            String system = list.path("system").asText();
            if (system.equals(SNOMED)) {
                assertThat(codes(list))
                        .allSatisfy(code ->
                                assertThat(isSnomedConcept(code)).as(code).isTrue());
            } else if (system.equals(LOINC)) {
                assertThat(codes(list))
                        .allSatisfy(code -> assertThat(isLoinc(code)).as(code).isTrue());
            }
        }
    }

    @Test
    void theCheckDigitsFindASlip() {
        assertThat(isSnomedConcept("86406008")).isTrue();
        assertThat(isSnomedConcept("86406080")).isFalse();
        assertThat(isLoinc("75622-1")).isTrue();
        assertThat(isLoinc("75262-1")).isFalse();
    }

    @Test
    void everyRuleSetHasItsLineInSources() throws IOException {
        List<String> lines = Files.readAllLines(MODULE.resolve("SOURCES.md"));
        assertThat(ruleSets().map(file -> "| labels/" + file.getFileName() + " | "))
                .allSatisfy(start -> assertThat(lines)
                        .filteredOn(line -> line.startsWith(start))
                        .as(start)
                        .hasSize(1));
    }

    private static boolean isSnomedConcept(String code) {
        int check = 0;
        for (int place = 0; place < code.length(); place++) {
            int digit = code.charAt(code.length() - 1 - place) - '0';
            check = TIMES[check][PLACES[place % 8][digit]];
        }
        char kind = code.charAt(code.length() - 2);
        char partition = code.charAt(code.length() - 3);
        return check == 0 && kind == '0' && (partition == '0' || partition == '1');
    }

    private static boolean isLoinc(String code) {
        int dash = code.length() - 2;
        int sum = 0;
        for (int i = dash - 1, place = 0; i >= 0; i--, place++) {
            int digit = (code.charAt(i) - '0') * (place % 2 == 0 ? 2 : 1);
            sum += digit / 10 + digit % 10;
        }
        return code.charAt(dash) == '-' && (10 - sum % 10) % 10 == code.charAt(dash + 1) - '0';
    }
}
