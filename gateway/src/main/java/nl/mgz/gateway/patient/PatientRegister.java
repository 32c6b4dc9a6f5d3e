package nl.mgz.gateway.patient;

import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** One Patient per BSN. The table's primary key is the guard; everything else is courtesy. */
@Component
class PatientRegister {

    private final JdbcTemplate jdbc;

    PatientRegister(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The id of the regional Patient with this BSN. */
    Optional<String> find(Bsn bsn) {
        return jdbc
                .queryForList("select patient_id from mgz_patient_identity where bsn = ?", String.class, bsn.digits())
                .stream()
                .findFirst();
    }

    /**
     * Takes the BSN for a Patient, in the transaction that stores the Patient. A second taker of the same BSN waits here
     * until the first has committed or failed.
     *
     * @return false when another Patient has it
     */
    boolean claim(Bsn bsn, String patientId) {
        int taken = jdbc.update(
                "insert into mgz_patient_identity (bsn, patient_id) values (?, ?) on conflict (bsn) do nothing",
                bsn.digits(),
                patientId);
        return taken == 1 || find(bsn).filter(patientId::equals).isPresent();
    }

    /** Frees what the Patient held, as when a mistyped BSN is corrected. */
    void release(String patientId) {
        jdbc.update("delete from mgz_patient_identity where patient_id = ?", patientId);
    }
}
