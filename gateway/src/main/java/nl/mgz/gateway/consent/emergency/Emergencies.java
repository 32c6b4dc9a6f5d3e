package nl.mgz.gateway.consent.emergency;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import nl.mgz.gateway.consent.ConsentPolicy;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.consent.gate.ConsentGate;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Person;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Declares emergencies and says who has to know. Everything here happens in the caller's transaction: a declaration, its
 * notices and its reviews are there together or not at all.
 */
@Component
public class Emergencies {

    private final JdbcTemplate jdbc;
    private final ConsentPolicy policy;
    private final ConsentGate gate;
    private final PatientRecords records;
    private final EmergencyNotices notices;
    private final Clock clock;

    Emergencies(
            JdbcTemplate jdbc,
            ConsentPolicy policy,
            ConsentGate gate,
            PatientRecords records,
            EmergencyNotices notices,
            Clock clock) {
        this.jdbc = jdbc;
        this.policy = policy;
        this.gate = gate;
        this.records = records;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * Whom a declaration concerns.
     *
     * @param holders organisations, by URA, whose data it opens now
     */
    public record Concerned(Declared declared, Set<String> holders) {}

    /**
     * Puts a declaration on record and the notices for the patient and the practices with it. Nothing of that depends on
     * whether the patient refuses; only who opened something has holders.
     *
     * <p>INVARIANT: an id that nobody has is declared for like any other, so that what is answered afterwards is the same.
     *
     * @param caller who may declare, with a person
     */
    public Concerned declare(Caller caller, String patientId, Ground ground, String reason) {
        // As exact as the database keeps it: a moment later than the next look would be a declaration of the future.
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String person = caller.person().map(Person::id).orElseThrow();
        Declared declared = new Declared(
                UUID.randomUUID(), patientId, caller, at, at.plus(policy.declarationValidFor()), ground, reason);
        jdbc.update(
                "insert into mgz_break_glass (id, patient_id, ura, person_id, declared, ground, reason)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                declared.id(),
                patientId,
                caller.organization().value(),
                person,
                Timestamp.from(at),
                ground.code(),
                reason);
        Map<String, PatientRecords.Known> known = records.of(List.of(patientId));
        if (!known.containsKey(patientId)) {
            return new Concerned(declared, Set.of());
        }
        PatientRecord record = known.get(patientId).record();
        String patient = "Patient/" + patientId;
        notices.tell(patientId, EmergencyNotices.PATIENT, patient);
        record.practices().forEach(ura -> notices.tell(patientId, ura, patient));
        return new Concerned(declared, gate.open(caller).holdersOpenedByEmergency(patientId));
    }

    /** A holder learns of it by its review. */
    void tellHolder(Declared declared, String ura, String taskId) {
        notices.tell(declared.patientId(), ura, "Task/" + taskId);
    }
}
