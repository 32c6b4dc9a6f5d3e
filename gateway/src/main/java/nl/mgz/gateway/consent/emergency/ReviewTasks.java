package nl.mgz.gateway.consent.emergency;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.TimeZone;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.EmergencyReview;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Type;

/**
 * A review as a FHIR Task (https://hl7.org/fhir/R4/task.html).
 *
 * <p>It names no requester and refers to none of the data: so it is no task of the rules T1 to T3, and opens nothing.
 */
final class ReviewTasks {

    static final String URA = Ura.SYSTEM;

    /** Identifies a declaration. */
    static final String BREAK_GLASS = "https://mgz-gateway.nl/fhir/NamingSystem/break-glass";

    private ReviewTasks() {}

    static Task of(Declared declared, Reference owner, LocalDate due) {
        Caller caller = declared.caller();
        Task task = new Task();
        task.setGroupIdentifier(
                new Identifier().setSystem(BREAK_GLASS).setValue(declared.id().toString()));
        task.setStatus(Task.TaskStatus.REQUESTED);
        task.setIntent(Task.TaskIntent.ORDER);
        task.setCode(concept(EmergencyReview.CODE, "Noodtoegang beoordelen"));
        task.setDescription("Beoordeel of deze noodtoegang terecht was: POST Task/[id]/$judge");
        task.setFor(new Reference("Patient/" + declared.patientId()));
        task.setAuthoredOnElement(moment(declared.at()));
        task.setLastModifiedElement(moment(declared.at()));
        task.setOwner(owner);
        task.addPerformerType(new CodeableConcept(
                new Coding(Judgement.OFFICER_SYSTEM, Judgement.OFFICER, "Functionaris gegevensbescherming")));
        Period period = new Period();
        period.setEndElement(new DateTimeType(due.toString()));
        task.getRestriction().setPeriod(period);
        input(task, "ground", new CodeType(declared.ground().code()));
        input(task, "reason", new StringType(declared.reason()));
        input(task, "organization", organization(caller.organization().value()).setDisplay(caller.organizationName()));
        caller.person().ifPresent(person -> input(task, "person", new StringType(name(person))));
        input(task, "until", moment(declared.until()));
        return task;
    }

    private static void input(Task task, String code, Type value) {
        task.addInput().setType(concept(code, null)).setValue(value);
    }

    private static String name(Person person) {
        return person.name() + " (" + person.id() + ")";
    }

    /** An organisation by its URA. */
    static Reference organization(String ura) {
        return new Reference()
                .setType("Organization")
                .setIdentifier(new Identifier().setSystem(URA).setValue(ura));
    }

    static void judge(Task task, Judgement judgement, Instant now) {
        task.setStatus(Task.TaskStatus.COMPLETED);
        task.setBusinessStatus(
                concept(judgement.outcome().code(), judgement.outcome().dutch()));
        task.setLastModifiedElement(moment(now));
        task.getExecutionPeriod().setEndElement(moment(now));
        output(task, "outcome", new CodeType(judgement.outcome().code()));
        output(task, "text", new StringType(judgement.text()));
        output(task, "judge", new StringType(name(judgement.judge())));
        output(task, "organization", organization(judgement.organization().value()));
    }

    private static void output(Task task, String code, Type value) {
        task.addOutput().setType(concept(code, null)).setValue(value);
    }

    private static CodeableConcept concept(String code, @org.jspecify.annotations.Nullable String display) {
        return new CodeableConcept(new Coding(EmergencyReview.SYSTEM, code, display));
    }

    private static DateTimeType moment(Instant instant) {
        return new DateTimeType(
                Date.from(instant), ca.uhn.fhir.model.api.TemporalPrecisionEnum.SECOND, TimeZone.getTimeZone("UTC"));
    }
}
