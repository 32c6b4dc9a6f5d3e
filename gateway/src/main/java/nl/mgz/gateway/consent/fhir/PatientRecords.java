package nl.mgz.gateway.consent.fhir;

import ca.uhn.fhir.context.FhirContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import nl.mgz.gateway.consent.ConsentPolicy;
import nl.mgz.gateway.sql.AskedTogether;
import nl.mgz.gateway.sql.OneOf;
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
    private final AskedTogether<String, Seen> counters = new AskedTogether<>(this::counters);
    private volatile KnownDirectory known = new KnownDirectory(0, new Directory(List.of()));

    PatientRecords(JdbcTemplate jdbc, ConsentPolicy policy, FhirContext context) {
        this.jdbc = jdbc;
        this.policy = policy;
        this.trees = new ConsentTree(context);
    }

    private record Compiled(State state, PatientRecord record) {}

    private record KnownDirectory(long revision, Directory directory) {}

    /** Which state of a patient's facts, and of the directory. */
    public record State(long patient, long directory) {

        /**
         * Asks for the states of some patients as they are now, and, in the same trip, for what else is counted of them: their ids are its
         * one parameter, as {@link OneOf} takes them.
         */
        public static final String NOW =
                "select patient_id, p.revision, d.revision, p.contents from mgz_patient_state p"
                        + " cross join mgz_directory_state d where patient_id = " + OneOf.TEXTS;

        /** What {@link #NOW} found, by patient id; a patient of whom nothing is known is left out. */
        public static Map<String, State> read(ResultSet rows) throws SQLException {
            Map<String, State> states = new HashMap<>();
            while (rows.next()) {
                states.put(rows.getString(1), of(rows));
            }
            return states;
        }

        private static State of(ResultSet row) throws SQLException {
            return new State(row.getLong(2), row.getLong(3));
        }
    }

    /**
     * What was read of a patient's counters.
     *
     * @param contents moves with every change of anything that is stored about the patient
     */
    record Seen(State state, long contents) {}

    /**
     * @param state what must still be the same when an answer leaves
     * @param contents which state of all that is stored about the patient; what is newer was not decided on
     */
    public record Known(State state, PatientRecord record, long contents) {}

    /** @return by patient id; a patient of whom nothing is known is left out */
    public Map<String, Known> of(Collection<String> patientIds) {
        return known(seen(patientIds));
    }

    /** @param found what was found with the counters of its patients, in one look */
    public Map<String, Known> of(Items.Found found) {
        return known(found.seen());
    }

    private Map<String, Known> known(Map<String, Seen> seen) {
        Map<String, Known> found = new HashMap<>();
        Set<String> old = new HashSet<>();
        seen.forEach((patient, one) -> {
            Compiled kept = compiled.getIfPresent(patient);
            if (kept != null && kept.state().equals(one.state())) {
                found.put(patient, new Known(one.state(), kept.record(), one.contents()));
            } else {
                old.add(patient);
            }
        });
        if (!old.isEmpty()) {
            facts(old).forEach((patient, facts) -> {
                Seen one = Objects.requireNonNull(seen.get(patient));
                PatientRecord record =
                        new PatientRecord(patient, facts, directory(one.state().directory()), policy);
                compiled.put(patient, new Compiled(one.state(), record));
                found.put(patient, new Known(one.state(), record, one.contents()));
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
    private Map<String, Seen> seen(Collection<String> patientIds) {
        Map<String, Seen> all = counters.of(patientIds);
        Map<String, Seen> seen = new HashMap<>();
        for (String patient : patientIds) {
            Seen one = all.get(patient);
            if (one != null) {
                seen.put(patient, one);
            }
        }
        return seen;
    }

    private Map<String, Seen> counters(Set<String> patientIds) {
        Map<String, Seen> seen = new HashMap<>();
        ask(State.NOW, patientIds, row -> seen.put(row.getString(1), new Seen(State.of(row), row.getLong(4))));
        return seen;
    }

    /** Whether all of these are still as they were. */
    public boolean unchanged(Map<String, State> states) {
        if (states.isEmpty()) {
            return true;
        }
        Map<String, State> now = new HashMap<>();
        seen(states.keySet()).forEach((patient, one) -> now.put(patient, one.state()));
        return now.equals(states);
    }

    private Map<String, List<PatientRecord.Kept>> facts(Set<String> patientIds) {
        Map<String, List<PatientRecord.Kept>> facts = new HashMap<>();
        ask(
                "select patient_id, resource_id, kind, fact from mgz_consent_fact where patient_id = " + OneOf.TEXTS
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
        jdbc.query(sql, OneOf.these(patientIds), each);
    }
}
