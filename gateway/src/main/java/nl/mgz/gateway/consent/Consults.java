package nl.mgz.gateway.consent;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import nl.mgz.gateway.consent.AccessRequest.Task;
import nl.mgz.gateway.consent.ConsentPolicy.ConsultBeforeAcceptance;
import nl.mgz.gateway.consent.Item.Confidentiality;
import org.jspecify.annotations.Nullable;

/** T1 to T3: what a consult task opens, without any consent. Tasks are examined in the given order; the first hit counts. */
final class Consults {

    private static final Set<String> BEFORE_ACCEPTANCE = Set.of("requested", "received");
    private static final Set<String> ACCEPTED = Set.of("accepted", "ready", "in-progress", "on-hold");
    private static final String COMPLETED = "completed";

    private final AccessRequest request;
    private final ConsentPolicy policy;
    private final Instant at;
    private final Task[] tasks;

    Consults(AccessRequest request, ConsentPolicy policy) {
        this.request = request;
        this.policy = policy;
        this.at = request.at();
        this.tasks = request.tasks().stream().filter(this::mayOpen).toArray(Task[]::new);
    }

    /** What does not depend on the resource. */
    private boolean mayOpen(Task task) {
        return task.patient().equals(request.patient())
                && !task.authoredOn().isAfter(at)
                && request.inTreatmentFamily();
    }

    @Nullable
    Rule opens(Item item) {
        if (tasks.length == 0
                || !item.effectiveConfidentiality(policy.unlabelledIs()).atMost(Confidentiality.R)) {
            return null;
        }
        for (Task task : tasks) {
            Rule rule = opens(task, item);
            if (rule != null) {
                return rule;
            }
        }
        return null;
    }

    private @Nullable Rule opens(Task task, Item item) {
        if (isToTheRequester(task, item)) {
            if (isOpen(task.status())) {
                return Rule.T1;
            }
            if (task.status().equals(COMPLETED) && isInGrace(task.ended())) {
                return Rule.T2;
            }
        }
        return isOutcome(task, item) ? Rule.T3 : null;
    }

    /** The condition that T1 and T2 share: the data holder asked the requester about this resource, and not too long ago. */
    private boolean isToTheRequester(Task task, Item item) {
        return task.owner().equals(request.org())
                && task.requester().equals(item.authorOrg())
                && task.references().contains(item.self())
                && task.restriction().contains(at)
                && isBefore(task.authoredOn(), policy.consultStaleness());
    }

    private boolean isOpen(String status) {
        boolean early =
                BEFORE_ACCEPTANCE.contains(status) && policy.consultBeforeAcceptance() == ConsultBeforeAcceptance.OPENS;
        return early || ACCEPTED.contains(status);
    }

    private boolean isInGrace(@Nullable Instant ended) {
        return ended != null && !ended.isAfter(at) && isBefore(ended, policy.consultGrace());
    }

    /** T3: restriction, end and staleness do not apply; nor does the setting for what is not accepted. */
    private boolean isOutcome(Task task, Item item) {
        String status = task.status();
        return task.requester().equals(request.org())
                && task.owner().equals(item.authorOrg())
                && task.outputs().contains(item.self())
                && (BEFORE_ACCEPTANCE.contains(status) || ACCEPTED.contains(status) || status.equals(COMPLETED))
                && isBefore(task.authoredOn(), policy.outcomeOpenFor());
    }

    /** Whether the request is less than {@code length} after {@code begin}. Asked this way round, no length overflows. */
    private boolean isBefore(Instant begin, Duration length) {
        return Duration.between(begin, at).compareTo(length) < 0;
    }
}
