package nl.mgz.gateway.consult;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.audit.Touched;
import nl.mgz.gateway.consent.ConsentPolicy;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.PatientBindings;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.springframework.stereotype.Component;

/**
 * Holds every Task by which one organisation works for another to its life, whichever way a change of it comes, in the
 * transaction that stores the change.
 *
 * <p>INVARIANT: what a Task opens to its owner (rules T1 to T3) is what its requester referred to, and what it opens to its
 * requester is what its owner put there: neither side can change the other's part.
 */
@Component
public class Consultations {

    /** Marks a request while the gateway itself moves a Task. */
    private static final String BY_GATEWAY = "mgz.consult-gateway";

    private static final String BEGUN = "mgz.consult-begun";

    /** Where a Task keeps who sent this version of it, by URA. */
    private static final String CHANGED_BY = "mgz.consult-changed-by";

    private final ConsultationRows rows;
    private final Parties parties;
    private final FhirRepository repository;
    private final PatientBindings bindings;
    private final Receivers receivers;
    private final Deadlines deadlines;
    private final ConsentPolicy policy;
    private final Clock clock;

    Consultations(
            ConsultationRows rows,
            Parties parties,
            FhirRepository repository,
            PatientBindings bindings,
            Receivers receivers,
            ConsultSettings settings,
            ConsentPolicy policy,
            Clock clock) {
        this.rows = rows;
        this.parties = parties;
        this.repository = repository;
        this.bindings = bindings;
        this.receivers = receivers;
        this.deadlines = new Deadlines(settings);
        this.policy = policy;
        this.clock = clock;
    }

    /** Whether a Task lets an organisation work for another: then it may make its moves, and change nothing else. */
    public boolean takesPart(IBaseResource resource, Ura caller) {
        return resource instanceof Task task
                && author(task)
                        .filter(author -> parties.coordinates(task, author)
                                && !parties.roles(task, author, caller).isEmpty())
                        .isPresent();
    }

    private Optional<Ura> author(Task task) {
        return bindings.authorOf(task.getIdElement().getIdPart()).map(Ura::new);
    }

    /** Before a new resource is stored: a Task begins at its beginning, in the name of who sends it. */
    public void creating(IBaseResource resource, Ura author, RequestDetails request) {
        if (resource instanceof Task task && parties.coordinates(task, author)) {
            begin(task, author, isByGateway(request));
        }
    }

    /** What the gateway itself sends has its receiver already. */
    private static boolean isByGateway(RequestDetails request) {
        return !(request instanceof ServletRequestDetails);
    }

    private void begin(Task task, Ura author, boolean byGateway) {
        if (task.hasUserData(BEGUN)) {
            return; // HAPI calls its hooks once for the server and once for the storage.
        }
        task.setUserData(BEGUN, true);
        if (!TaskLife.mayBegin(task.getStatus())) {
            throw Refusal.of(
                            ErrorCode.MOVE_NOT_ALLOWED,
                            "A Task begins as draft or requested; its owner moves it from there",
                            "Task.status")
                    .asException();
        }
        if (task.hasOutput()) {
            throw invalid("What comes of a Task is for its owner to put there", "Task.output");
        }
        if (parties.organization(task.getRequester()).filter(author::equals).isEmpty()) {
            throw invalid(
                    "A Task is sent in the sender's own name: the requester is your organisation by its URA, or somebody of"
                            + " it whom the directory knows",
                    "Task.requester");
        }
        if (!byGateway) {
            TaskMarks.clear(task);
        }
        Instant now = clock.instant();
        if (Receivers.namesService(task)) {
            receivers.route(task, now);
        }
        Ura owner = parties.organization(task.getOwner())
                .orElseThrow(() -> invalid(
                        "The owner is an organisation by its URA, or somebody of one whom the directory knows",
                        "Task.owner"));
        parties.complete(task.getOwner(), owner);
        if (task.hasGroupIdentifier()) {
            // Candidates see the Task before they are chosen, and not yet whom it is about.
            task.getFor().setDisplay(null).setIdentifier(null);
        }
        requireMoment(task);
        requireStoppable(task, author, owner);
        task.setExecutionPeriod(null);
        task.setLastModifiedElement(TaskChange.moment(now));
        if (task.getStatus() == TaskStatus.REQUESTED) {
            deadlines.due(task, now).ifPresent(due -> TaskMarks.due(task, due));
        }
    }

    /** Without an exact moment, or with an old one, a Task would open nothing to its owner, and nobody would know why. */
    private void requireMoment(Task task) {
        Instant now = clock.instant();
        String text = String.valueOf(task.getAuthoredOnElement().getValueAsString());
        boolean exact = text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
        if (!exact
                || Duration.between(task.getAuthoredOn().toInstant(), now).compareTo(policy.consultStaleness()) >= 0) {
            throw invalid(
                    "A Task opens data from the moment at which it was authored, for "
                            + policy.consultStaleness().toDays()
                            + " days at most: give that moment with seconds and offset, as 2026-03-02T22:35:00+01:00",
                    "Task.authoredOn");
        }
    }

    /** One asks to stop what was taken, of whom one asked it. */
    private void requireStoppable(Task task, Ura author, Ura owner) {
        if (ConsultationKind.of(task.getCode()).orElse(null) != ConsultationKind.ABORT) {
            return;
        }
        Optional<Task> focus = focus(task);
        boolean stoppable = focus.filter(one -> TaskLife.isTaken(one.getStatus())
                        && author(one).filter(author::equals).isPresent()
                        && parties.organization(one.getOwner())
                                .filter(owner::equals)
                                .isPresent())
                .isPresent();
        if (!stoppable) {
            throw invalid(
                    "A Task with code abort has as its focus a Task of yours that this owner has accepted and not ended;"
                            + " one that is not accepted yet you cancel yourself",
                    "Task.focus");
        }
    }

    private Optional<Task> focus(Task abort) {
        String id = abort.getFocus().getReferenceElement().getIdPart();
        return id == null || rows.status(id).isEmpty()
                ? Optional.empty()
                : Optional.of((Task) repository.read(new IdType("Task", id), new SystemRequestDetails()));
    }

    /** Before a new version is stored. */
    public void changing(IBaseResource before, IBaseResource after, Ura caller, RequestDetails request) {
        if (!(before instanceof Task was) || !(after instanceof Task now)) {
            return;
        }
        if (!request.getUserData().containsKey(BY_GATEWAY)) {
            now.setUserData(CHANGED_BY, caller);
        }
        Ura author = author(was).orElse(caller);
        if (!parties.coordinates(was, author)) {
            creating(now, author, request);
            return;
        }
        Set<Party> who = request.getUserData().containsKey(BY_GATEWAY)
                ? EnumSet.of(Party.GATEWAY)
                : parties.roles(was, author, caller);
        Map<String, String> statuses = rows.lock(was, author);
        requireUnchanged(was, statuses, who);
        TaskChange change = new TaskChange(was, now, who);
        change.refusal().ifPresent(refusal -> {
            throw refusal.asException();
        });
        if (was.getStatus() == TaskStatus.DRAFT && TaskLife.mayBegin(now.getStatus())) {
            begin(now, author, false);
        }
        requireSameOwner(was, now);
        change.stamp(clock.instant());
        follow(was, now, statuses.keySet(), who, request);
    }

    /** Who sent the version of a Task that is being stored; empty where the gateway changed it by itself. */
    public static Optional<Ura> changedBy(Task task) {
        return Optional.ofNullable((Ura) task.getUserData(CHANGED_BY));
    }

    /** Somebody was first, between the caller's look at the Task and its move. */
    private static void requireUnchanged(Task was, Map<String, String> statuses, Set<Party> who) {
        String now = statuses.get(was.getIdElement().getIdPart());
        if (now != null && !now.equals(was.getStatus().toCode())) {
            throw movedMeanwhile(now, who);
        }
    }

    private static RefusedException movedMeanwhile(String status, Set<Party> who) {
        return Refusal.of(
                        ErrorCode.VERSION_CONFLICT,
                        "Somebody was first: this Task is " + status + " now. "
                                + TaskChange.allowed(TaskStatus.fromCode(status), who),
                        "Task.status")
                .asException();
    }

    /** What to tell who comes too late for a move; empty where the resource is nothing that is moved. */
    public Optional<RefusedException> tooLate(IBaseResource now, Ura caller) {
        if (!(now instanceof Task task) || !takesPart(task, caller)) {
            return Optional.empty();
        }
        Ura author = author(task).orElse(caller);
        return Optional.of(movedMeanwhile(task.getStatus().toCode(), parties.roles(task, author, caller)));
    }

    /** Work may be given to somebody else of the same organisation. */
    private void requireSameOwner(Task was, Task now) {
        Optional<Ura> owner = parties.organization(now.getOwner());
        boolean draft = was.getStatus() == TaskStatus.DRAFT;
        if (!draft && !owner.equals(parties.organization(was.getOwner()))) {
            throw Refusal.of(
                            ErrorCode.TASK_PROTECTED,
                            "The owner may give its work to somebody of its own organisation only: reject the Task, and the"
                                    + " requester asks another",
                            "Task.owner")
                    .asException();
        }
        owner.ifPresent(one -> parties.complete(now.getOwner(), one));
    }

    private void follow(Task was, Task now, Set<String> group, Set<Party> who, RequestDetails request) {
        String id = was.getIdElement().getIdPart();
        boolean takes = TaskLife.isWaiting(was.getStatus()) && TaskLife.isTaken(now.getStatus());
        if (takes && who.contains(Party.CANDIDATE)) {
            now.setBusinessStatus(ConsultationStatus.SELECTED.concept());
            List<String> others =
                    group.stream().filter(one -> !one.equals(id)).sorted().toList();
            others.forEach(other -> Consequences.add(() -> cancel(other, ConsultationStatus.NOT_SELECTED, request)));
        }
        boolean agreesToStop = ConsultationKind.of(was.getCode()).orElse(null) == ConsultationKind.ABORT
                && now.getStatus() == TaskStatus.COMPLETED;
        if (agreesToStop) {
            String stopped = was.getFocus().getReferenceElement().getIdPart();
            Consequences.add(() -> cancel(stopped, ConsultationStatus.ABORTED, request));
        }
    }

    private void cancel(String id, ConsultationStatus why, RequestDetails request) {
        Task task = (Task) repository.read(new IdType("Task", id), request);
        if (!TaskLife.isEnded(task.getStatus())) {
            task.setStatus(TaskStatus.CANCELLED);
            task.setStatusReason(why.concept());
            byGateway(task, request);
        }
    }

    /** A change by the gateway itself, held to the same table. */
    Touched byGateway(Task task, RequestDetails request) {
        request.getUserData().put(BY_GATEWAY, true);
        try {
            IIdType stored = repository.update(task, request).getId();
            return new Touched("Task", stored.getIdPart(), stored.getVersionIdPart());
        } finally {
            request.getUserData().remove(BY_GATEWAY);
        }
    }

    /** What somebody has taken is stopped and not thrown away. */
    public void deleting(IBaseResource resource) {
        if (resource instanceof Task task
                && rows.status(task.getIdElement().getIdPart())
                        .map(TaskStatus::fromCode)
                        .filter(TaskLife::isTaken)
                        .isPresent()) {
            throw Refusal.of(
                            ErrorCode.MOVE_NOT_ALLOWED,
                            "This Task was accepted. To stop it, send the owner a Task with code abort and this one as focus",
                            "Task.status")
                    .asException();
        }
    }

    private static RefusedException invalid(String text, String expression) {
        return Refusal.of(ErrorCode.CONSULTATION_INVALID, text, expression).asException();
    }
}
