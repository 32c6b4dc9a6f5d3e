package nl.mgz.gateway.consent.gate;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import nl.mgz.gateway.consent.AccessRequest.Declaration;
import nl.mgz.gateway.consent.ConsentPolicy;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Person;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Who broke whose glass. */
@Component
class Declarations {

    private final JdbcTemplate jdbc;
    private final Duration open;

    Declarations(JdbcTemplate jdbc, ConsentPolicy policy) {
        this.jdbc = jdbc;
        this.open = policy.declarationValidFor();
    }

    /** The last declaration of this person for this patient that is open at a moment. */
    Optional<Declaration> of(String patientId, Caller caller, Instant at) {
        Optional<Person> person = caller.person();
        return person.isEmpty()
                ? Optional.empty()
                : jdbc
                        .query(
                                "select declared, reason, ground from mgz_break_glass where patient_id = ? and ura = ?"
                                        + " and person_id = ? and declared > ? and declared <= ?"
                                        + " order by declared desc limit 1",
                                (row, index) -> new Declaration(
                                        row.getTimestamp("declared").toInstant(),
                                        row.getString("reason"),
                                        row.getString("ground"),
                                        ConsentGate.reference(person.get()),
                                        ConsentGate.reference(caller.organization()),
                                        "Patient/" + patientId),
                                patientId,
                                caller.organization().value(),
                                person.get().id(),
                                Timestamp.from(at.minus(open)),
                                Timestamp.from(at))
                        .stream()
                        .findFirst();
    }

    boolean any(Caller caller, Instant at) {
        return caller.person().isPresent()
                && !jdbc.queryForList(
                                "select 1 from mgz_break_glass where ura = ? and person_id = ? and declared > ?"
                                        + " and declared <= ? limit 1",
                                Integer.class,
                                caller.organization().value(),
                                caller.person().get().id(),
                                Timestamp.from(at.minus(open)),
                                Timestamp.from(at))
                        .isEmpty();
    }
}
