package nl.mgz.gateway.consent.fhir;

import java.util.Collection;
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

    /** Of these patients. */
    public void changed(Collection<String> patientIds) {
        // In one order, so that two transactions about the same patients wait for each other and not for ever.
        TreeSet<String> patients = new TreeSet<>(patientIds);
        jdbc.batchUpdate(
                "insert into mgz_patient_state (patient_id, revision) values (?, 1)"
                        + " on conflict (patient_id) do update set revision = mgz_patient_state.revision + 1",
                patients,
                Math.max(1, patients.size()),
                (row, patient) -> row.setString(1, patient));
    }

    /** Of who is who, on which every decision rests: what was decided about anybody is old. */
    public void directoryChanged() {
        jdbc.update("update mgz_directory_state set revision = revision + 1");
    }
}
