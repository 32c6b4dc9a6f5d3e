package nl.mgz.gateway.consult;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** By when a request has to be answered. */
class DeadlinesTest {

    private final Deadlines deadlines =
            new Deadlines(new Binder(new MapConfigurationPropertySource(java.util.Map.of("mgz.consult.poll", "10s")))
                    .bind("mgz.consult", ConsultSettings.class)
                    .get());

    private static Task task(String kind) {
        return new Task()
                .setCode(new CodeableConcept(
                        new Coding("https://mgz-gateway.nl/fhir/CodeSystem/mgz-consultation-kind", kind, null)));
    }

    private Instant due(Task task, String asked) {
        return deadlines.due(task, OffsetDateTime.parse(asked).toInstant()).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        // Monday morning: Tuesday, Wednesday, Thursday.
        "2026-03-02T09:00:00+01:00,2026-03-06T00:00:00+01:00",
        // Friday evening: Monday, Tuesday, Wednesday.
        "2026-03-06T21:00:00+01:00,2026-03-12T00:00:00+01:00",
        // Before Good Friday and Easter Monday 2026 (3 and 6 April), into King's day (27 April).
        "2026-04-01T12:00:00+02:00,2026-04-09T00:00:00+02:00",
        "2026-04-23T12:00:00+02:00,2026-04-30T00:00:00+02:00",
        // Just before midnight in the Netherlands is that day, wherever the clock stands.
        "2026-03-02T22:59:00Z,2026-03-06T00:00:00+01:00",
        "2026-03-02T23:01:00Z,2026-03-07T00:00:00+01:00"
    })
    void ofALookAlongIsTheEndOfTheThirdWorkingDay(String asked, String due) {
        assertThat(due(task("meekijkconsult"), asked))
                .isEqualTo(OffsetDateTime.parse(due).toInstant());
    }

    @Test
    void ofAMobileTeamIsHalfAnHour() {
        assertThat(due(task("aanrijdteam"), "2026-03-02T22:35:00+01:00"))
                .isEqualTo(OffsetDateTime.parse("2026-03-02T23:05:00+01:00").toInstant());
    }

    @ParameterizedTest
    @CsvSource({"U0,PT5M", "U1,PT15M", "U2,PT1H", "U3,PT3H", "U4,PT24H"})
    void ofAPhysicianOnCallGoesByUrgency(String urgency, Duration term) {
        Task task = task("achterwacht");
        task.addExtension(
                "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-NtsUrgency",
                new Coding("https://mgz-gateway.nl/fhir/CodeSystem/mgz-nts-urgency", urgency, null));
        task.setPriority(Task.TaskPriority.ROUTINE);
        String asked = "2026-03-02T22:35:00+01:00";
        assertThat(due(task, asked))
                .isEqualTo(OffsetDateTime.parse(asked).toInstant().plus(term));
        task.getExtension().get(0).setValue(new Coding("x", "U5", null));
        assertThat(due(task, asked))
                .isEqualTo(OffsetDateTime.parse("2026-03-04T00:00:00+01:00").toInstant());
    }

    @ParameterizedTest
    @CsvSource({"STAT,PT15M", "ASAP,PT1H", "URGENT,PT3H", "ROUTINE,PT24H"})
    void goesByPriorityWhereThereIsNoUrgency(Task.TaskPriority priority, Duration term) {
        Task task = task("achterwacht").setPriority(priority);
        String asked = "2026-03-02T22:35:00+01:00";
        assertThat(due(task, asked))
                .isEqualTo(OffsetDateTime.parse(asked).toInstant().plus(term));
    }

    @Test
    void areNoneForOtherTasks() {
        Task referral = new Task().setCode(new CodeableConcept(new Coding("http://snomed.info/sct", "3457005", null)));
        assertThat(deadlines.due(referral, Instant.now())).isEmpty();
        assertThat(deadlines.due(new Task(), Instant.now())).isEmpty();
    }

    @Test
    void haveAReminderAndThenTheNextStepBeforeThem() {
        Instant asked = Instant.parse("2026-03-02T10:00:00Z");
        Instant due = asked.plus(Duration.ofMinutes(60));
        assertThat(deadlines.reminder(asked, due)).isEqualTo(asked.plus(Duration.ofMinutes(30)));
        assertThat(deadlines.escalation(asked, due)).isEqualTo(asked.plus(Duration.ofMinutes(45)));
    }
}
