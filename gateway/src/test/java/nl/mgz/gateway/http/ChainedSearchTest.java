package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A search with a chain is about the patient that it names, and about no other of the region. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainedSearchTest {

    private static final int OTHERS = 12;

    private Gateway gateway;
    private Organisation practice;
    private Organisation triage;
    private String patient;

    @BeforeAll
    void start() {
        Map<String, Object> unlimited =
                Map.of("mgz.limits.client-per-minute", 10_000_000, "mgz.limits.organization-per-minute", 10_000_000);
        gateway = Gateway.start(Gateway.SharedDatabase.get(), unlimited, Statements::count);
        practice = new Organisation(gateway, OrganizationKind.GP);
        triage = new Organisation(gateway, OrganizationKind.TRIAGE);
        patient = record();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private String record() {
        String id = practice.store("Patient", People.patient(People.newBsn(), "Schakel", "1961-04-03"));
        practice.store("CareTeam", Sharing.careTeam(id, List.of(practice.ura(), triage.ura())));
        practice.store("Consent", Sharing.permit(id));
        String encounter = practice.store("Encounter", Records.encounter("Patient/" + id));
        var finding = Records.tree(Records.observation("Patient/" + id, "bevinding"));
        finding.putObject("encounter").put("reference", "Encounter/" + encounter);
        practice.store("Observation", finding.toString());
        return id;
    }

    @Test
    void asksNoMoreOfTheDatabaseWhenOthersHaveMore() throws Exception {
        String search = "Observation?patient=" + patient + "&encounter:Encounter.status=finished";
        String byName = "Observation?patient=" + patient + "&patient:Patient.family=Schakel";
        long alone = Statements.of(() -> found(search));
        long aloneByName = Statements.of(() -> found(byName));
        for (int i = 0; i < OTHERS; i++) {
            record();
        }
        long among = Statements.of(() -> found(search));
        long amongByName = Statements.of(() -> found(byName));
        System.out.printf(
                "SQL statements of a search with a chain: %d and %d, with %d more patients %d and %d%n",
                alone, aloneByName, OTHERS, among, amongByName);
        assertThat(among).isEqualTo(alone);
        assertThat(amongByName).isEqualTo(aloneByName);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?patient=ID&encounter:Encounter.status=finished",
                "Observation?patient:Patient._id=ID&encounter:Encounter.status=finished",
                "Observation?subject=Patient/ID&encounter:Encounter.class=VR&encounter:Encounter.status=finished",
                "Observation?patient=ID&patient:Patient.family=Schakel",
                "Observation?encounter:Encounter.patient=ID",
                "Observation?encounter:Encounter.patient=ID&encounter:Encounter.status=finished",
                "Observation?encounter:Encounter.status=finished&patient:Patient._id=ID"
            })
    void decidesOnNobodyElse(String search) {
        record();
        assertThat(decidedOn(found(search.replace("ID", patient)))).containsExactly(patient);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?encounter:Encounter.status=finished",
                "Observation?patient:Patient.gender=female",
                "Condition?encounter:Encounter.date=ge2020-01-01",
                "Observation?patient:Patient._id:not=x"
            })
    void aChainThatNamesNobodyIsASearchAboutNobody(String search) {
        assertThat(triage.get(search).status()).isEqualTo(400);
    }

    @Test
    void findsNothingWhereItsEndIsAnotherPatients() {
        String other = practice.store("Patient", People.patient(People.newBsn(), "Elders", "1961-04-03"));
        assertThat(triage.get("Observation?patient=" + patient + "&patient:Patient.family=Elders")
                        .matches())
                .isEmpty();
        assertThat(practice.get("Observation?patient=" + patient + "&encounter:Encounter.patient=" + other)
                        .matches())
                .isEmpty();
    }

    private Gateway.Answer found(String search) {
        Gateway.Answer answer = triage.get(search);
        if (answer.status() != 200 || answer.matches().size() != 1) {
            throw new UncheckedIOException(new IOException(answer.status() + " " + answer.text()));
        }
        return answer;
    }

    /** The trail has an event for each patient of whom something was decided. */
    private List<String> decidedOn(Gateway.Answer answer) {
        return gateway.bean(JdbcTemplate.class)
                .queryForList(
                        "select distinct patient_id from mgz_audit_event where request_id = ?::uuid",
                        String.class,
                        answer.header("X-Request-Id"));
    }
}
