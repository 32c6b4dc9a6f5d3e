package nl.mgz.gateway.consent;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Relation;
import nl.mgz.gateway.consent.ConsentPolicy.MalformedTask;
import nl.mgz.gateway.consent.ConsentPolicy.TaskAgainstRefusal;
import nl.mgz.gateway.consent.Decision.Reasons;
import nl.mgz.gateway.consent.Decision.Result;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on one request: all that does not depend on the resource was worked out when it was made, equal answers are
 * one object. It lives as long as the request. {@link #decide} is the order of evaluation (section 4).
 */
public final class Decider {

    private final AccessRequest request;
    private final ConsentPolicy policy;
    private final Guards guards;
    private final Run firstRun;
    private final Consults consults;
    private final Emergency emergency;
    /** Null where the request cannot come to it. */
    private final @Nullable Run breakGlassRun;

    private final Map<Rule, Decision> withoutConsents = new EnumMap<>(Rule.class);

    Decider(
            AccessRequest request,
            ConsentPolicy policy,
            Guards guards,
            List<Selection.Selected> selected,
            Emergency emergency) {
        this.request = request;
        this.policy = policy;
        this.guards = guards;
        this.emergency = emergency;
        this.consults = new Consults(request, policy);
        this.firstRun = new Run(selected, new Asked(request, policy, false));
        this.breakGlassRun = emergency.isEligible() ? new Run(selected, new Asked(request, policy, true)) : null;
    }

    /**
     * Whether break-glass may be offered for this patient: from the request alone, so that the offer tells nothing about the
     * existence of data or of a refusal (section 10).
     */
    public boolean offersBreakGlass() {
        return emergency.isEligible();
    }

    /**
     * Decides on one resource. Safe for several threads, one at a time; without contention the lock costs nothing to speak
     * of.
     */
    public synchronized Decision decide(Item item) {
        Rule early = guards.first(item); // 1. G1 to G7, 2. O1
        if (early != null) {
            return withoutConsents(early);
        }
        Verdict verdict = firstRun.verdict(item); // 3. consents
        if (request.malformedTask() && policy.malformedTask() == MalformedTask.DENIES) {
            return withoutConsents(Rule.E1);
        }
        Rule task = consults.opens(item); // 4. tasks
        if (task != null && !blocksTasks(verdict)) {
            return verdict.decision(task, null, this);
        }
        Rule rule = byConsents(verdict); // 5. D2, P1, D3, X1
        boolean bridgeable = rule == Rule.D2 || rule == Rule.X1;
        if (bridgeable && breakGlassRun != null && emergency.isEligible(item)) {
            return inEmergency(verdict, breakGlassRun.verdict(item)); // 6. emergency
        }
        return verdict.decision(rule, null, this);
    }

    private boolean blocksTasks(Verdict verdict) {
        return policy.taskAgainstRefusal() == TaskAgainstRefusal.TASK_WINS
                ? verdict.targetedDenyStands
                : verdict.denyStands;
    }

    /** D2, P1, D3, X1, in this order. */
    private Rule byConsents(Verdict verdict) {
        if (verdict.denyStands) {
            return Rule.D2;
        }
        if (!verdict.permitCounts) {
            return Rule.X1;
        }
        return lacksRelation() ? Rule.P1 : Rule.D3;
    }

    private boolean lacksRelation() {
        Purpose purpose = request.purpose();
        boolean needed = purpose == Purpose.ETREAT
                ? !policy.emergencyWithoutRelation().contains(request.orgCategory())
                : request.inTreatmentFamily();
        return needed && request.relation() == Relation.NONE;
    }

    /** B1 to B3. */
    private Decision inEmergency(Verdict first, Verdict breakGlass) {
        Rule rule = breakGlass.denyStands ? Rule.B1 : emergency.isDeclared() ? Rule.B2 : Rule.B3;
        return first.decision(rule, breakGlass, this);
    }

    private Decision withoutConsents(Rule rule) {
        Decision made = withoutConsents.get(rule);
        if (made == null) {
            made = conclude(rule, List.of(), List.of());
            withoutConsents.put(rule, made);
        }
        return made;
    }

    Decision conclude(Rule rule, List<Result> results, List<Result> breakGlassResults) {
        return new Decision(
                rule,
                Obligation.of(rule, request.inTreatmentFamily()),
                new Reasons(Decision.EVALUATOR, request.at(), results, breakGlassResults));
    }
}
