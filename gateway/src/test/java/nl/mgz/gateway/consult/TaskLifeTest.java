package nl.mgz.gateway.consult;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The moves of a Task, all of them: the table that integrators read says what the code does, and no other move exists. */
class TaskLifeTest {

    private static final Path PAGE = Path.of("../docs/exchanges/consult.md");

    @Test
    void isTheTableThatIntegratorsRead() throws IOException {
        assertThat(moves()).isEqualTo(documented());
    }

    private static Map<String, Set<String>> moves() {
        Map<String, Set<String>> all = new TreeMap<>();
        for (TaskStatus from : states()) {
            for (TaskStatus to : states()) {
                Set<String> who = Stream.of(Party.values())
                        .filter(party -> TaskLife.allows(from, to, List.of(party)))
                        .map(Party::code)
                        .collect(Collectors.toCollection(TreeSet::new));
                if (!who.isEmpty()) {
                    all.put(from.toCode() + " > " + to.toCode(), who);
                }
            }
        }
        return all;
    }

    private static Map<String, Set<String>> documented() throws IOException {
        Map<String, Set<String>> all = new TreeMap<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| from | to | by |")) {
                inTable = true;
            } else if (inTable && !line.startsWith("|")) {
                break;
            } else if (inTable && !line.startsWith("| ---")) {
                String[] cells = line.split("\\|");
                for (String to : cells[2].split(",")) {
                    Set<String> who =
                            all.computeIfAbsent(cells[1].strip() + " > " + to.strip(), move -> new TreeSet<>());
                    Stream.of(cells[3].split(",")).map(String::strip).forEach(who::add);
                }
            }
        }
        return all;
    }

    private static List<TaskStatus> states() {
        return Stream.of(TaskStatus.values())
                .filter(status -> status != TaskStatus.NULL)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskStatus.class,
            names = {"COMPLETED", "FAILED", "REJECTED", "CANCELLED", "ENTEREDINERROR"})
    void endsForEverybody(TaskStatus end) {
        assertThat(TaskLife.isEnded(end)).isTrue();
        assertThat(TaskLife.next(end, List.of(Party.values()))).isEmpty();
    }

    @Test
    void hasAWayOutOfEveryStateThatIsNoEnd() {
        assertThat(states().stream().filter(status -> !TaskLife.isEnded(status) && status != TaskStatus.READY))
                .allSatisfy(status -> assertThat(TaskLife.next(status, List.of(Party.values())))
                        .isNotEmpty());
    }

    @Test
    void isOneOfThreeThings() {
        assertThat(states().stream().filter(status -> status != TaskStatus.DRAFT && status != TaskStatus.READY))
                .allSatisfy(status -> assertThat(Stream.of(
                                        TaskLife.isWaiting(status), TaskLife.isTaken(status), TaskLife.isEnded(status))
                                .filter(is -> is))
                        .hasSize(1));
    }
}
