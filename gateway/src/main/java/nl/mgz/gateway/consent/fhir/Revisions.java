package nl.mgz.gateway.consent.fhir;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Says that what decisions are made on has changed. Whoever read the state before sees by it that what was read is old, on
 * every node, from the moment that the transaction is committed.
 */
@Component
public final class Revisions {

    private final JdbcTemplate jdbc;

    Revisions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** What decides about these patients has changed, and with it what is stored about them. */
    public void changed(Collection<String> patientIds) {
        changed(Set.of(), patientIds);
    }

    /**
     * @param stored about whom something was stored or deleted
     * @param decided for whom that changed what decisions are made on
     */
    void changed(Collection<String> stored, Collection<String> decided) {
        // In one order, so that two transactions about the same patients wait for each other and not for ever.
        TreeSet<String> patients = new TreeSet<>(stored);
        patients.addAll(decided);
        jdbc.batchUpdate(
                "insert into mgz_patient_state (patient_id, revision, contents) values (?, ?, 1)"
                        + " on conflict (patient_id) do update set"
                        + " revision = mgz_patient_state.revision + excluded.revision,"
                        + " contents = mgz_patient_state.contents + 1",
                patients,
                Math.max(1, patients.size()),
                (row, patient) -> {
                    row.setString(1, patient);
                    row.setLong(2, decided.contains(patient) ? 1 : 0);
                });
    }

    /** Of who is who, on which every decision rests: what was decided about anybody is old. */
    public void directoryChanged() {
        jdbc.update("update mgz_directory_state set revision = revision + 1");
    }
}
