package nl.mgz.gateway.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.mgz.gateway.triage.TriageAnswer.Choice;
import nl.mgz.gateway.triage.TriageAnswer.Number;
import nl.mgz.gateway.triage.TriageAnswer.YesNo;
import nl.mgz.gateway.triage.UrgencySet.Condition;
import nl.mgz.gateway.triage.UrgencySet.Kind;
import nl.mgz.gateway.triage.UrgencySet.Row;
import nl.mgz.gateway.triage.UrgencyTables.Proposal;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How urgent something is, by tables that are data. */
class UrgencyTablesTest {

    private static final List<String> EXAMPLES = List.of("base", "disability", "elderly", "mental-health");

    private final UrgencySets sets = UrgencySets.load(EXAMPLES, null);
    private final UrgencyTables tables = new UrgencyTables(new TriageSettings(null, EXAMPLES, 5));

    private Proposal decided(Map<String, TriageAnswer> answers) {
        return tables.decide(answers).orElseThrow();
    }

    private TriageAnswer meeting(Condition condition) {
        Kind kind = tables.find(condition.question()).orElseThrow().kind();
        return switch (kind) {
            case YES_NO -> new YesNo(condition.is().get(0).equals("true"));
            case CHOICE -> new Choice(condition.is().get(0));
            case QUANTITY ->
                new Number(
                        condition.min() != null
                                ? condition.min()
                                : condition.below().subtract(BigDecimal.ONE));
        };
    }

    @TestFactory
    Stream<DynamicTest> everyRowOfTheExamplesDecidesOnWhoMeetsItsConditionsAndNoOthers() {
        return sets.all().stream()
                .flatMap(set -> set.rows().stream()
                        .map(row -> dynamicTest(row.id(), () -> {
                            Map<String, TriageAnswer> answers = new HashMap<>();
                            Stream.concat(set.when().stream(), row.when().stream())
                                    .forEach(condition -> answers.put(condition.question(), meeting(condition)));
                            Proposal decided = decided(answers);
                            assertThat(decided.row()).isEqualTo(row.id());
                            assertThat(decided.set()).isEqualTo(set.id());
                            assertThat(decided.urgency()).isEqualTo(row.urgency());
                        })));
    }

    @Test
    void everyExampleSaysThatItIsOneAndNotTheNts() {
        assertThat(sets.all()).hasSize(4).allSatisfy(set -> {
            assertThat(set.example()).isTrue();
            assertThat(set.source()).contains("Eigen voorbeeld", "geen inhoud van de NTS");
            assertThat(set.title()).contains("voorbeeld");
        });
        assertThat(decided(Map.of("worried", new YesNo(true))).source())
                .isEqualTo("tabel base 1.0.0, regel B19 (voorbeeld, geen NTS)");
    }

    @Test
    void aTableThatDoesNotApplyDecidesNothing() {
        Map<String, TriageAnswer> answers = new HashMap<>();
        answers.put("seizure-minutes", new Number(BigDecimal.TEN));
        assertThat(tables.decide(answers)).isEmpty();
        answers.put("disability", new YesNo(true));
        assertThat(decided(answers).urgency()).isEqualTo(Urgency.U1);
    }

    @ParameterizedTest
    @CsvSource({"89,U1,B05", "89.9,U1,B05", "90,U2,B12", "93.9,U2,B12"})
    void aBoundaryBelongsToOneRow(BigDecimal saturation, Urgency urgency, String row) {
        Proposal decided = decided(Map.of("oxygen-saturation", new Number(saturation)));
        assertThat(decided.urgency()).isEqualTo(urgency);
        assertThat(decided.row()).isEqualTo(row);
    }

    @Test
    void theMostUrgentRowDecidesWhateverElseHolds() {
        Map<String, TriageAnswer> answers = new HashMap<>();
        answers.put("abcd-safe", new YesNo(true));
        answers.put("only-question", new YesNo(true));
        assertThat(decided(answers).urgency()).isEqualTo(Urgency.U5);
        answers.put("pain", new Number(new BigDecimal("6")));
        assertThat(decided(answers).urgency()).isEqualTo(Urgency.U3);
        answers.put("breathing", new Choice("failing"));
        assertThat(decided(answers).row()).isEqualTo("B01");
    }

    @Test
    void ofTwoAsUrgentRowsTheFirstDecides() {
        Map<String, TriageAnswer> answers =
                Map.of("heart-rate", new Number(new BigDecimal("150")), "pain", new Number(new BigDecimal("9")));
        assertThat(decided(answers).row()).isEqualTo("B13");
    }

    @Test
    void whatWasNotAskedIsNotTakenForHarmless() {
        assertThat(tables.decide(Map.of())).isEmpty();
        assertThat(tables.decide(Map.of("pain", new Number(BigDecimal.ONE)))).isEmpty();
    }

    /** Adding tables: a proposal stays or becomes more urgent. Every pair of rows of the examples is tried. */
    @Test
    void anAddedTableNeverMakesAProposalLessUrgent() {
        UrgencyTables base = new UrgencyTables(new TriageSettings(null, List.of("base"), 5));
        List<Row> rows = sets.all().stream().flatMap(set -> set.rows().stream()).toList();
        int compared = 0;
        for (Row one : rows) {
            for (Row other : rows) {
                Map<String, TriageAnswer> answers = new HashMap<>();
                sets.all()
                        .forEach(set ->
                                set.when().forEach(condition -> answers.put(condition.question(), meeting(condition))));
                one.when().forEach(condition -> answers.put(condition.question(), meeting(condition)));
                other.when().forEach(condition -> answers.put(condition.question(), meeting(condition)));
                Proposal before = base.decide(answers).orElse(null);
                if (before != null) {
                    assertThat(decided(answers).urgency().compareTo(before.urgency()))
                            .isLessThanOrEqualTo(0);
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(500);
    }

    @Nested
    class OfARegion {

        @TempDir
        private Path folder;

        private static final String TABLE = """
                {"id":"%s","version":"2.0","title":"Regio","source":"Regio","questions":[
                  {"id":"glucose","text":"Glucose","kind":"quantity","unit":"mmol/L","code":"http://loinc.org|15074-8"}],
                 "rows":[{"id":"R01","urgency":"U2","when":[{"question":"glucose","below":3.5}],"why":"Lage glucose"}%s]}""";

        private UrgencyTables with(String file, String content) {
            try {
                Files.writeString(folder.resolve(file), content);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return new UrgencyTables(new TriageSettings(folder, EXAMPLES, 5));
        }

        @Test
        void isAddedToTheExamples() {
            UrgencyTables all = with("regio.json", TABLE.formatted("regio", ""));
            Proposal low = all.decide(Map.of("glucose", new Number(new BigDecimal("3.1"))))
                    .orElseThrow();
            assertThat(low.source()).isEqualTo("tabel regio 2.0, regel R01");
            assertThat(all.decide(Map.of("worried", new YesNo(true)))).isPresent();
        }

        /** The one that the page for integrators shows. */
        @Test
        void isReadAsThePageShowsOne() throws IOException {
            String page = Files.readString(Path.of("../docs/exchanges/triage.md"));
            String table =
                    page.replaceFirst("(?s).*<!-- table -->\\n```json\\n", "").replaceFirst("(?s)```.*", "");
            UrgencyTables all = with("diabetes.json", table);
            Map<String, TriageAnswer> answers = new HashMap<>();
            answers.put("diabetes", new YesNo(true));
            answers.put("glucose", new Number(new BigDecimal("2.9")));
            answers.put("drowsy", new Choice("clear"));
            assertThat(all.decide(answers).orElseThrow().row()).isEqualTo("D01");
        }

        @Test
        void takesThePlaceOfAnExampleWithItsId() throws IOException {
            Files.writeString(folder.resolve("eigen.json"), TABLE.formatted("base", ""));
            UrgencyTables all = new UrgencyTables(new TriageSettings(folder, List.of("base"), 5));
            assertThat(all.questions()).containsExactly("glucose");
            assertThat(all.decide(Map.of("worried", new YesNo(true)))).isEmpty();
        }

        @Test
        void canBeTheOnlyOne() throws IOException {
            Files.writeString(folder.resolve("eigen.json"), TABLE.formatted("eigen", ""));
            assertThat(new UrgencyTables(new TriageSettings(folder, List.of(), 5)).questions())
                    .containsExactly("glucose");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "{'id':'R02','urgency':'U7','when':[{'question':'glucose','min':20}],'why':'x'}; U7",
                    "{'id':'R02','urgency':'U2','when':[{'question':'ketones','min':20}],'why':'x'}; ketones",
                    "{'id':'R02','urgency':'U2','when':[{'question':'glucose','is':'high'}],'why':'x'}; mmol/L",
                    "{'id':'R02','urgency':'U2','when':[{'question':'breathing','is':'fast'}],'why':'x'}; laboured",
                    "{'id':'R02','urgency':'U2','when':[{'question':'worried','min':1}],'why':'x'}; true or is false",
                    "{'id':'R02','urgency':'U2','when':[],'why':'x'}; no conditions",
                    "{'id':'R02','urgency':'U2','when':[{'question':'glucose','min':20}]}; a why",
                    "{'id':'R02','urgency':'U2','when':[{'question':'glucose','max':20}],'why':'x'}; max",
                    "{'id':'R02','urgence':'U2','when':[{'question':'glucose','min':20}],'why':'x'}; urgence",
                })
        void isRefusedWithItsFileAndItsRowWhereARowCannotMeanWhatItSays(String row, String fault) {
            assertThatThrownBy(() -> with("regio.json", TABLE.formatted("regio", "," + row.replace('\'', '"'))))
                    .isInstanceOf(UnusableUrgencySetException.class)
                    .hasMessageContaining("regio.json, row R02: ")
                    .hasMessageContaining(fault);
        }

        @Test
        void isRefusedWhereTwoRowsHaveOneId() {
            String again =
                    ",{\"id\":\"R01\",\"urgency\":\"U2\",\"when\":[{\"question\":\"glucose\",\"min\":20}],\"why\":\"x\"}";
            assertThatThrownBy(() -> with("regio.json", TABLE.formatted("regio", again)))
                    .hasMessageContaining("regio.json, row R01");
        }

        @Test
        void isRefusedWithItsFileWhereItIsNoTable() {
            assertThatThrownBy(() -> with("stuk.json", "{\"id\":")).hasMessageContaining("stuk.json: no JSON");
            assertThatThrownBy(() -> with("stuk.json", "{}")).hasMessageContaining("stuk.json: it has no id");
            assertThatThrownBy(() ->
                            with("stuk.json", "{\"id\":\"x\",\"version\":\"1\",\"title\":\"x\",\"source\":\"x\"}"))
                    .hasMessageContaining("stuk.json: it has no rows");
        }

        @Test
        void isRefusedWhereItAsksSomethingElseUnderAnIdOfAnotherTable() {
            String other = TABLE.formatted("regio", "").replace("\"id\":\"glucose\"", "\"id\":\"pain\"");
            assertThatThrownBy(() -> with("regio.json", other)).hasMessageContaining("regio.json, question pain");
        }

        @Test
        void isRefusedWhereTheFolderIsNotThere() {
            assertThatThrownBy(() -> new UrgencyTables(new TriageSettings(folder.resolve("nergens"), EXAMPLES, 5)))
                    .isInstanceOf(UnusableUrgencySetException.class)
                    .hasMessageContaining("mgz.triage.urgency-sets");
        }
    }
}
