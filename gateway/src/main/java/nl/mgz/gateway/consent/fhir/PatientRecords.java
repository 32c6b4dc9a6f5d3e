package nl.mgz.gateway.consent.fhir;

import ca.uhn.fhir.context.FhirContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import nl.mgz.gateway.consent.ConsentPolicy;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/**
 * What is known of patients, from the tables that are written with the resources. What was compiled before is used again
 * for as long as the patient's and the directory's revisions are the same, and these are read each time: a withdrawal
 * on another node works here at once.
 */
@Component
public class PatientRecords {

    private static final int MOST_KEPT = 10_000;

    private final JdbcTemplate jdbc;
    private final ConsentPolicy policy;
    private final ConsentTree trees;
    private final Cache<String, Compiled> compiled =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).build();
    private volatile KnownDirectory known = new KnownDirectory(0, new Directory(List.of()));

    PatientRecords(JdbcTemplate jdbc, ConsentPolicy policy, FhirContext context) {
        this.jdbc = jdbc;
        this.policy = policy;
        this.trees = new ConsentTree(context);
    }

    private record Compiled(State state, PatientRecord record) {}

    private record KnownDirectory(long revision, Directory directory) {}

    /** Which state of a patient's facts, and of the directory. */
    public record State(long patient, long directory) {}

    /**
     * @param state what must still be the same when an answer leaves
     */
    public record Known(State state, PatientRecord record) {}

    /** @return by patient id; a patient of whom nothing is known is left out */
    public Map<String, Known> of(Collection<String> patientIds) {
        Map<String, State> states = states(patientIds);
        Map<String, Known> found = new HashMap<>();
        Set<String> old = new HashSet<>();
        states.forEach((patient, state) -> {
            Compiled kept = compiled.getIfPresent(patient);
            if (kept != null && kept.state().equals(state)) {
                found.put(patient, new Known(state, kept.record()));
            } else {
                old.add(patient);
            }
        });
        if (!old.isEmpty()) {
            facts(old).forEach((patient, facts) -> {
                State state = Objects.requireNonNull(states.get(patient));
                PatientRecord record = new PatientRecord(patient, facts, directory(state.directory()), policy);
                compiled.put(patient, new Compiled(state, record));
                found.put(patient, new Known(state, record));
            });
        }
        return found;
    }

    /** The directory now. */
    public Directory directory() {
        Long revision = jdbc.queryForObject("select revision from mgz_directory_state", Long.class);
        return directory(revision == null ? 0 : revision);
    }

    /** INVARIANT: read before the facts are, so that what is kept under a state is never older than it. */
    private Map<String, State> states(Collection<String> patientIds) {
        Map<String, State> states = new HashMap<>();
        ask(
                "select patient_id, p.revision, d.revision from mgz_patient_state p cross join mgz_directory_state d"
                        + " where patient_id = any (?)",
                patientIds,
                row -> states.put(row.getString(1), new State(row.getLong(2), row.getLong(3))));
        return states;
    }

    /** Whether all of these are still as they were. */
    public boolean unchanged(Map<String, State> states) {
        return states.isEmpty() || states(states.keySet()).equals(states);
    }

    private Map<String, List<PatientRecord.Kept>> facts(Set<String> patientIds) {
        Map<String, List<PatientRecord.Kept>> facts = new HashMap<>();
        ask(
                "select patient_id, resource_id, kind, fact from mgz_consent_fact where patient_id = any (?)"
                        + " order by resource_id, place",
                patientIds,
                row -> facts.computeIfAbsent(row.getString(1), patient -> new ArrayList<>())
                        .add(new PatientRecord.Kept(
                                row.getString(2),
                                new Fact(Fact.Kind.valueOf(row.getString(3)), trees.parse(row.getString(4))))));
        facts.values()
                .removeIf(all -> all.stream().noneMatch(kept -> kept.fact().kind() == Fact.Kind.PATIENT));
        return facts;
    }

    private Directory directory(long revision) {
        KnownDirectory last = known;
        if (last.revision() != revision) {
            List<DirectoryFact> facts = jdbc.query(
                    "select resource_id, resource_type, identifiers, fact from mgz_directory_fact",
                    (row, index) -> new DirectoryFact(
                            row.getString(1),
                            row.getString(2),
                            List.of((String[]) row.getArray(3).getArray()),
                            trees.parse(row.getString(4))));
            last = new KnownDirectory(revision, new Directory(facts));
            known = last;
        }
        return last.directory();
    }

    private void ask(String sql, Collection<String> patientIds, RowCallbackHandler each) {
        jdbc.query(
                sql,
                statement ->
                        statement.setArray(1, statement.getConnection().createArrayOf("varchar", patientIds.toArray())),
                each);
    }
}
