package nl.mgz.gateway.consent;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.Decision.Effect;
import nl.mgz.gateway.consent.Decision.Result;
import org.jspecify.annotations.Nullable;

/** What one run says (D1): the deciding results that count, which denies stand and whether some permit counts. */
final class Verdict {

    final List<Result> results;
    final boolean denyStands;
    final boolean targetedDenyStands;
    final boolean permitCounts;

    /** The decisions made from it so far, by the verdict of the BTG run beside it (itself where there was none) and rule. */
    private final Map<Verdict, Map<Rule, Decision>> decisions = new IdentityHashMap<>();

    private Verdict(List<Result> results) {
        this.results = List.copyOf(results);
        this.denyStands = results.stream().anyMatch(Verdict::isStandingDeny);
        this.targetedDenyStands = results.stream().anyMatch(result -> isStandingDeny(result) && result.targeted());
        this.permitCounts = results.stream().anyMatch(result -> result.effect() == Effect.PERMIT);
    }

    /** Weighs the results for data of this holder. */
    static Verdict of(List<Contender> contenders, String holder, ConsentPolicy policy) {
        List<Result> results = new ArrayList<>();
        for (Contender contender : contenders) {
            results.add(new Result(
                    contender.name(),
                    contender.path(),
                    contender.effect(),
                    contender.rank(holder),
                    contender.targeted(),
                    dominators(contender, contenders, holder, policy)));
        }
        return new Verdict(results);
    }

    /** D1: different permits may dominate different denies; their ranks are not combined. */
    private static List<String> dominators(
            Contender deny, List<Contender> contenders, String holder, ConsentPolicy policy) {
        if (deny.effect() == Effect.PERMIT) {
            return List.of();
        }
        return contenders.stream()
                .filter(permit -> permit.effect() == Effect.PERMIT && permit.dominates(deny, holder, policy))
                .map(permit -> permit.name() + " " + permit.path())
                .toList();
    }

    private static boolean isStandingDeny(Result result) {
        return result.effect() == Effect.DENY && result.stands();
    }

    /** The decision by this rule; made once. */
    Decision decision(Rule rule, @Nullable Verdict breakGlass, Decider decider) {
        Verdict key = breakGlass == null ? this : breakGlass;
        Map<Rule, Decision> byRule = decisions.get(key);
        if (byRule == null) {
            byRule = new EnumMap<>(Rule.class);
            decisions.put(key, byRule);
        }
        Decision made = byRule.get(rule);
        if (made == null) {
            made = decider.conclude(rule, results, breakGlass == null ? List.of() : breakGlass.results);
            byRule.put(rule, made);
        }
        return made;
    }
}
