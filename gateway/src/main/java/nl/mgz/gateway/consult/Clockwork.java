package nl.mgz.gateway.consult;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.audit.AuditTrail;
import nl.mgz.gateway.audit.Touched;
import nl.mgz.gateway.consult.ConsultationEvents.Event;
import nl.mgz.gateway.consult.ConsultationEvents.Kind;
import nl.mgz.gateway.consult.ConsultationRows.Row;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.BindingRecorder;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What time does to a request: a reminder, the next step of care, a missed term. Each is one transaction, in which it is put
 * on record, and none happens to a request that was seen to in the meantime.
 */
@Component
class Clockwork {

    private final ConsultationRows rows;
    private final Consultations consultations;
    private final Receivers receivers;
    private final FhirRepository repository;
    private final Parties parties;
    private final AuditTrail audit;
    private final List<ConsultationEvents> listeners;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Clockwork(
            ConsultationRows rows,
            Consultations consultations,
            Receivers receivers,
            FhirRepository repository,
            Parties parties,
            AuditTrail audit,
            List<ConsultationEvents> listeners,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.consultations = consultations;
        this.receivers = receivers;
        this.repository = repository;
        this.parties = parties;
        this.audit = audit;
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    void fire(String taskId, Timers.Due what) {
        transaction.executeWithoutResult(status -> rows.lock(taskId)
                .filter(row -> !TaskLife.isEnded(row.taskStatus()))
                .ifPresent(row -> fire(row, what)));
    }

    private void fire(Row row, Timers.Due what) {
        boolean waiting = TaskLife.isWaiting(row.taskStatus());
        switch (what) {
            case REMINDER -> {
                if (waiting && rows.remind(row.taskId(), clock.instant())) {
                    tell(Kind.DUE_SOON, row, task(row), null);
                }
            }
            case ESCALATION -> {
                if (waiting) {
                    escalate(row);
                }
            }
            case BREACH -> {
                if (!row.met() && rows.breach(row.taskId(), clock.instant())) {
                    breach(row);
                }
            }
        }
    }

    /** Missed for everybody to see: on the Task, for both sides. */
    private void breach(Row row) {
        Task task = task(row);
        TaskMarks.breached(task, clock.instant());
        Touched changed = consultations.byGateway(task, inTheNameOf(row.requester()));
        audit.own("consultation-breached", row.patientId(), List.of(changed));
        tell(Kind.BREACHED, row, task, null);
    }

    /** The same question to the next step of care, in the name of who asks; where nobody there takes it, it stays where it is. */
    private void escalate(Row row) {
        Task task = task(row);
        Optional<Task> next = receivers.next(task, clock.instant());
        if (next.isEmpty()) {
            return;
        }
        RequestDetails request = inTheNameOf(row.requester());
        List<Touched> changed = new ArrayList<>();
        Set<String> ended = new TreeSet<>(Set.of(row.taskId()));
        if (row.groupKey() != null) {
            ended.addAll(rows.waiting(row.groupKey()));
        }
        for (String id : ended) {
            Task old = (Task) repository.read(new IdType("Task", id), request);
            old.setStatus(TaskStatus.CANCELLED).setStatusReason(ConsultationStatus.ESCALATED.concept());
            changed.add(consultations.byGateway(old, request));
        }
        IIdType created = repository.create(next.get(), null, request).getId();
        changed.add(new Touched("Task", created.getIdPart(), created.getVersionIdPart()));
        audit.own("consultation-escalated", row.patientId(), changed);
        tell(Kind.ESCALATED, row, task, created.getIdPart());
    }

    private Task task(Row row) {
        return (Task) repository.read(new IdType("Task", row.taskId()), new SystemRequestDetails());
    }

    private static RequestDetails inTheNameOf(Ura requester) {
        RequestDetails request = new SystemRequestDetails();
        request.getUserData().put(BindingRecorder.ON_BEHALF_OF, requester);
        return request;
    }

    private void tell(Kind what, Row row, Task task, @Nullable String next) {
        Instant due = row.due() == null ? clock.instant() : row.due();
        String owner = parties.organization(task.getOwner()).map(Ura::value).orElse("");
        Event event = new Event(
                what,
                row.taskId(),
                row.patientId(),
                row.requester().value(),
                owner,
                row.kind(),
                ConsultationEvents.codes(task),
                due,
                next);
        listeners.forEach(listener -> listener.happened(event));
    }
}
