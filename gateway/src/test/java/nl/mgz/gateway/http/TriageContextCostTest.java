package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Test;

/** How many SQL statements the context of triage takes; {@code docs/exchanges/triage-context.md} tells the number. */
class TriageContextCostTest {

    /** Identity, limits, consent, the reading and the trail together. */
    private static final long MOST = 5;

    private static final int LONG = 12;

    @Test
    void isTheSameForALongRecordAsForAShortOne() throws Exception {
        Map<String, Object> unlimited =
                Map.of("mgz.limits.client-per-minute", 10_000_000, "mgz.limits.organization-per-minute", 10_000_000);
        try (Gateway gateway = Gateway.start(Gateway.SharedDatabase.get(), unlimited, Statements::count)) {
            Organisation practice = new Organisation(gateway, OrganizationKind.GP);
            Organisation triage = new Organisation(gateway, OrganizationKind.TRIAGE);
            String shortRecord = record(practice, triage, 1);
            String longRecord = record(practice, triage, LONG);
            long one = statements(triage, shortRecord);
            long many = statements(triage, longRecord);
            long read = Statements.of(() -> ok(triage.get("Patient/" + longRecord)));
            long anew = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                practice.store("Organization", TriageScene.organization(Records.newUra(), "Nieuw", "055-5550000"));
                anew = Math.min(
                        anew, Statements.once(() -> ok(TriageScene.context(triage, TriageScene.byId(longRecord)))));
            }
            System.out.printf(
                    "SQL statements of a whole request: context of a short record %d, of a long one %d,"
                            + " after a change of the directory %d; GET Patient %d%n",
                    one, many, anew, read);
            assertThat(many).isEqualTo(one).isLessThanOrEqualTo(MOST);
        }
    }

    private static long statements(Organisation triage, String patient) throws Exception {
        return Statements.of(() -> ok(TriageScene.context(triage, TriageScene.byId(patient))));
    }

    private static void ok(Gateway.Answer answer) throws IOException {
        if (answer.status() != 200) {
            throw new IOException(answer.status() + " " + answer.text());
        }
    }

    static String record(Organisation practice, Organisation triage, int times) {
        String patient = practice.store("Patient", TriageScene.patient(People.newBsn(), "Apeldoorn"));
        String gp = practice.store("Practitioner", TriageScene.practitioner("H. Arts", "055-5550111"));
        practice.store(
                "CareTeam",
                TriageScene.careTeam(
                        patient,
                        List.of(
                                Sharing.organization(triage.ura()),
                                Sharing.organization(practice.ura()),
                                TriageScene.reference("Practitioner/" + gp))));
        practice.store("Consent", TriageScene.permit(patient));
        String question = practice.store("ServiceRequest", TriageScene.question(patient, practice.ura(), "Insturen?"));
        practice.store("Task", TriageScene.task(patient, question, practice.ura(), triage.ura()));
        for (int i = 0; i < times; i++) {
            practice.store("Condition", People.condition(patient, "Klacht " + i));
            practice.store("MedicationStatement", TriageScene.medication(patient, "middel " + i));
            practice.store("CarePlan", TriageScene.plan(patient, "risks", "Risico " + i, "Doen"));
        }
        return patient;
    }
}
