package nl.mgz.gateway.consult;

import static nl.mgz.gateway.consult.Party.CANDIDATE;
import static nl.mgz.gateway.consult.Party.GATEWAY;
import static nl.mgz.gateway.consult.Party.OWNER;
import static nl.mgz.gateway.consult.Party.REQUESTER;
import static org.hl7.fhir.r4.model.Task.TaskStatus.ACCEPTED;
import static org.hl7.fhir.r4.model.Task.TaskStatus.CANCELLED;
import static org.hl7.fhir.r4.model.Task.TaskStatus.COMPLETED;
import static org.hl7.fhir.r4.model.Task.TaskStatus.DRAFT;
import static org.hl7.fhir.r4.model.Task.TaskStatus.ENTEREDINERROR;
import static org.hl7.fhir.r4.model.Task.TaskStatus.FAILED;
import static org.hl7.fhir.r4.model.Task.TaskStatus.INPROGRESS;
import static org.hl7.fhir.r4.model.Task.TaskStatus.ONHOLD;
import static org.hl7.fhir.r4.model.Task.TaskStatus.RECEIVED;
import static org.hl7.fhir.r4.model.Task.TaskStatus.REJECTED;
import static org.hl7.fhir.r4.model.Task.TaskStatus.REQUESTED;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/**
 * The life of a Task: which state can follow which, and who may move it there. What is not in the table does not happen.
 *
 * <p>After acceptance the requester does not cancel: it asks to, in a Task with code {@code abort}, and when the owner
 * completes that one the gateway cancels. So nobody drives to an address where nobody waits any more, or the other way round.
 */
public final class TaskLife {

    private record Move(TaskStatus from, TaskStatus to, Set<Party> by) {}

    private static final List<Move> TABLE = List.of(
            move(DRAFT, REQUESTED, REQUESTER),
            move(DRAFT, CANCELLED, REQUESTER),
            move(DRAFT, ENTEREDINERROR, REQUESTER),
            //
            move(REQUESTED, RECEIVED, OWNER, CANDIDATE),
            move(REQUESTED, ACCEPTED, OWNER, CANDIDATE),
            move(REQUESTED, INPROGRESS, OWNER, CANDIDATE),
            move(REQUESTED, REJECTED, OWNER, CANDIDATE),
            move(REQUESTED, CANCELLED, REQUESTER, GATEWAY),
            move(REQUESTED, ENTEREDINERROR, REQUESTER),
            //
            move(RECEIVED, ACCEPTED, OWNER, CANDIDATE),
            move(RECEIVED, INPROGRESS, OWNER, CANDIDATE),
            move(RECEIVED, REJECTED, OWNER, CANDIDATE),
            move(RECEIVED, CANCELLED, REQUESTER, GATEWAY),
            move(RECEIVED, ENTEREDINERROR, REQUESTER),
            //
            move(ACCEPTED, INPROGRESS, OWNER),
            move(ACCEPTED, ONHOLD, OWNER),
            move(ACCEPTED, FAILED, OWNER),
            move(ACCEPTED, CANCELLED, GATEWAY),
            //
            move(INPROGRESS, COMPLETED, OWNER),
            move(INPROGRESS, ONHOLD, OWNER),
            move(INPROGRESS, FAILED, OWNER),
            move(INPROGRESS, CANCELLED, GATEWAY),
            //
            move(ONHOLD, INPROGRESS, OWNER),
            move(ONHOLD, FAILED, OWNER),
            move(ONHOLD, CANCELLED, GATEWAY));

    private static final Set<TaskStatus> BEGIN = EnumSet.of(DRAFT, REQUESTED);
    private static final Set<TaskStatus> WAITING = EnumSet.of(REQUESTED, RECEIVED);
    private static final Set<TaskStatus> TAKEN = EnumSet.of(ACCEPTED, INPROGRESS, ONHOLD);
    private static final Set<TaskStatus> ENDED = EnumSet.of(COMPLETED, FAILED, REJECTED, CANCELLED, ENTEREDINERROR);

    private TaskLife() {}

    private static Move move(TaskStatus from, TaskStatus to, Party... by) {
        return new Move(from, to, Set.of(by));
    }

    /** Whether one who is in these roles may move a Task so. */
    public static boolean allows(TaskStatus from, TaskStatus to, Collection<Party> who) {
        return next(from, who).contains(to);
    }

    /** Where one who is in these roles may move a Task that is in a state. */
    public static Set<TaskStatus> next(TaskStatus from, Collection<Party> who) {
        return TABLE.stream()
                .filter(move -> move.from() == from && move.by().stream().anyMatch(who::contains))
                .map(Move::to)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(TaskStatus.class)));
    }

    /** Whether a Task may begin in a state. */
    public static boolean mayBegin(TaskStatus status) {
        return BEGIN.contains(status);
    }

    /** Whether it is asked and nobody has taken it. */
    public static boolean isWaiting(TaskStatus status) {
        return WAITING.contains(status);
    }

    /** Whether its owner has taken it and is not done. */
    public static boolean isTaken(TaskStatus status) {
        return TAKEN.contains(status);
    }

    /** Whether nothing follows. */
    public static boolean isEnded(TaskStatus status) {
        return ENDED.contains(status);
    }
}
