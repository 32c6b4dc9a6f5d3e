package nl.mgz.gateway.triage;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.triage.UrgencySet.Question;
import nl.mgz.gateway.triage.UrgencySet.Row;
import org.springframework.stereotype.Component;

/**
 * Proposes how urgent something is, by the tables that are loaded. Of all rows that hold the most urgent decides; of those that
 * are as urgent, the first, in the order of the tables and of their rows.
 *
 * <p>INVARIANT: a table that is added can make a proposal more urgent and never less, and where no row holds there is no
 * proposal: what was not asked is not taken for harmless.
 */
@Component
public final class UrgencyTables {

    private final UrgencySets sets;

    UrgencyTables(TriageSettings settings) {
        this.sets = UrgencySets.load(settings.exampleSets(), settings.urgencySets());
    }

    /**
     * What the tables propose.
     *
     * @param set id of the table that decided
     * @param row id of the row in it
     * @param example whether that table is an example, which is not for care
     */
    public record Proposal(Urgency urgency, String set, String version, String row, String why, boolean example) {

        /** Which row of which table, in words. */
        String source() {
            return "tabel " + set + " " + version + ", regel " + row + (example ? " (voorbeeld, geen NTS)" : "");
        }
    }

    /** Pure: the same answers get the same proposal, until other tables are loaded. */
    public Optional<Proposal> decide(Map<String, TriageAnswer> answers) {
        Proposal best = null;
        for (UrgencySet set : sets.all()) {
            if (set.when().stream().allMatch(condition -> condition.holds(answers))) {
                for (Row row : set.rows()) {
                    boolean more = best == null || row.urgency().compareTo(best.urgency()) < 0;
                    if (more && row.holds(answers)) {
                        best = new Proposal(row.urgency(), set.id(), set.version(), row.id(), row.why(), set.example());
                    }
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whether an answer is one that the tables' question takes; false where no table has the question. */
    public boolean takes(String question, TriageAnswer answer) {
        return find(question).filter(one -> one.takes(answer)).isPresent();
    }

    /** In what a question is measured, in UCUM; empty where it is not. */
    public Optional<String> unit(String question) {
        return find(question).flatMap(one -> Optional.ofNullable(one.unit()));
    }

    public Set<String> questions() {
        return new TreeSet<>(sets.questions().keySet());
    }

    Optional<Question> find(String question) {
        return Optional.ofNullable(sets.questions().get(question));
    }
}
