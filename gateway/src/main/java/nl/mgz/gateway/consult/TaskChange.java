package nl.mgz.gateway.consult;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import nl.mgz.gateway.fhir.Elements;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/** One change of a Task, seen as a whole: what it was, what somebody wants it to be, and in which roles. */
final class TaskChange {

    /** What each side may change of a Task that is under way; status goes by {@link TaskLife}. */
    private static final Set<String> OF_THE_OWNER = Set.of(
            "status", "statusReason", "businessStatus", "note", "output", "owner", "location", "relevantHistory");

    private static final Set<String> OF_THE_REQUESTER =
            Set.of("status", "statusReason", "note", "input", "restriction", "description", "priority");

    private static final Set<String> NOT_COMPARED = Set.of("id", "meta", "text");

    /** The gateway's own: what a client sends there counts for nothing. */
    private static final List<BiConsumer<Task, Task>> KEPT = List.of(
            (was, now) -> now.setExecutionPeriod(was.getExecutionPeriod().copy()),
            (was, now) ->
                    now.setLastModifiedElement(was.getLastModifiedElement().copy()),
            (was, now) -> now.setText(was.hasText() ? was.getText().copy() : null));

    private final Task before;
    private final Task after;
    private final Set<Party> who;

    TaskChange(Task before, Task after, Set<Party> who) {
        this.before = before;
        this.after = after;
        this.who = who;
    }

    /** Why it does not happen; empty where it does. Sets what the gateway keeps to itself. */
    Optional<Refusal> refusal() {
        KEPT.forEach(one -> one.accept(before, after));
        if (!who.contains(Party.REQUESTER)) {
            // Of its own: what is marked and labelled after this is not said of the version before.
            Meta was = before.getMeta().copy();
            after.getMeta().setSecurity(was.getSecurity());
            after.getMeta().setTag(was.getTag());
            after.getMeta().setProfile(was.getProfile());
        }
        return forbiddenMove()
                .or(this::protectedElements)
                .or(this::shortenedNotes)
                .or(this::missingAnswer);
    }

    boolean isMove() {
        return before.getStatus() != after.getStatus();
    }

    private Optional<Refusal> forbiddenMove() {
        TaskStatus from = before.getStatus();
        boolean stays = !isMove() && !TaskLife.isEnded(from);
        return stays || TaskLife.allows(from, after.getStatus(), who)
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        ErrorCode.MOVE_NOT_ALLOWED,
                        "This Task is " + code(from) + ", and from there you, as its " + names(who)
                                + ", cannot make it " + code(after.getStatus()) + ". " + allowed(from, who),
                        "Task.status"));
    }

    /** What may follow, in words. */
    static String allowed(TaskStatus from, Collection<Party> who) {
        Set<TaskStatus> next = TaskLife.next(from, who);
        if (!next.isEmpty()) {
            return "You may make it: " + next.stream().map(TaskChange::code).collect(Collectors.joining(", "));
        }
        return TaskLife.isTaken(from) && who.contains(Party.REQUESTER)
                ? "You may make it: nothing; to stop it, send the owner a Task with code abort and this one as focus"
                : "You may make it: nothing";
    }

    private Optional<Refusal> protectedElements() {
        if (before.getStatus() == TaskStatus.DRAFT) {
            return Optional.empty();
        }
        Set<String> free = new TreeSet<>();
        if (who.contains(Party.REQUESTER)) {
            free.addAll(OF_THE_REQUESTER);
        }
        if (who.contains(Party.OWNER) || who.contains(Party.CANDIDATE)) {
            free.addAll(OF_THE_OWNER);
        }
        if (who.contains(Party.GATEWAY)) {
            return Optional.empty();
        }
        List<String> changed =
                changed().stream().filter(name -> !free.contains(name)).toList();
        return changed.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        ErrorCode.TASK_PROTECTED,
                        changed.stream()
                                .map(name -> new Refusal.Fault(
                                        ErrorCode.TASK_PROTECTED,
                                        "As its " + names(who) + " you may change of a Task that was sent: "
                                                + String.join(", ", free),
                                        "Task." + name))
                                .toList()));
    }

    private Set<String> changed() {
        Set<String> names = new TreeSet<>();
        List<Property> was = before.children();
        List<Property> is = after.children();
        for (int i = 0; i < was.size(); i++) {
            String name = was.get(i).getName();
            if (!NOT_COMPARED.contains(name) && !Elements.same(said(was.get(i)), said(is.get(i)))) {
                names.add(name);
            }
        }
        return names;
    }

    /** Who looks into an element that is not there makes an empty one. */
    private static List<Base> said(Property property) {
        return property.getValues().stream().filter(value -> !value.isEmpty()).toList();
    }

    /** What somebody wrote stays readable: notes are added and never taken away. */
    private Optional<Refusal> shortenedNotes() {
        List<Annotation> was = before.getNote();
        List<Annotation> is = after.getNote();
        boolean kept = is.size() >= was.size();
        for (int i = 0; kept && i < was.size(); i++) {
            kept = Elements.same(was.get(i), is.get(i));
        }
        return kept
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        ErrorCode.TASK_PROTECTED, "Notes are added to a Task, and stay as they are", "Task.note"));
    }

    private Optional<Refusal> missingAnswer() {
        boolean asked = ConsultationKind.of(after.getCode())
                .filter(ConsultationKind::isQuestion)
                .isPresent();
        boolean answered = after.getOutput().stream()
                .anyMatch(one -> one.getValue() instanceof Reference answer && !answer.isEmpty());
        return after.getStatus() == TaskStatus.COMPLETED && asked && !answered
                ? Optional.of(Refusal.of(
                        ErrorCode.MOVE_NOT_ALLOWED,
                        "A question is completed with its answer: refer to the Composition or DocumentReference with the"
                                + " advice, or to the report of the visit",
                        "Task.output"))
                : Optional.empty();
    }

    /** Puts on it when its work began and ended, by the gateway's clock: rule T2 counts from there. */
    void stamp(Instant now) {
        after.setLastModifiedElement(moment(now));
        if (isMove()
                && after.getStatus() == TaskStatus.INPROGRESS
                && !after.getExecutionPeriod().hasStart()) {
            after.getExecutionPeriod().setStartElement(moment(now));
        }
        if (isMove() && TaskLife.isEnded(after.getStatus())) {
            after.getExecutionPeriod().setEndElement(moment(now));
        }
    }

    static DateTimeType moment(Instant instant) {
        return new DateTimeType(Date.from(instant), TemporalPrecisionEnum.SECOND, TimeZone.getTimeZone("UTC"));
    }

    static String code(TaskStatus status) {
        return status == null ? "without a status" : status.toCode();
    }

    private static String names(Collection<Party> who) {
        return who.stream().sorted().map(Party::code).collect(Collectors.joining(" and "));
    }
}
