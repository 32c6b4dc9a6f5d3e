package nl.mgz.gateway.careplan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Resource;

/**
 * The goals that hold: those whose status says so. Only a form has no status for its goal, so where a form states the goal of the
 * medical policy, of that organisation the one of the last day holds, in whichever way it was sent.
 */
public final class CurrentGoals {

    private static final Set<String> HOLD = Set.of("accepted", "active", "on-hold");

    private CurrentGoals() {}

    /** @param resources any; what is no goal is left alone */
    public static List<Goal> of(Collection<? extends Resource> resources, Function<Resource, String> holder) {
        List<Goal> current = new ArrayList<>();
        Map<String, List<Goal>> policies = new LinkedHashMap<>();
        for (Resource one : resources) {
            if (one instanceof Goal goal
                    && goal.hasLifecycleStatus()
                    && HOLD.contains(goal.getLifecycleStatus().toCode())) {
                (PzpConversion.isPolicy(goal)
                                ? policies.computeIfAbsent(holder.apply(goal), ura -> new ArrayList<>())
                                : current)
                        .add(goal);
            }
        }
        policies.values().forEach(all -> current.addAll(withoutReplaced(all)));
        return current;
    }

    private static List<Goal> withoutReplaced(List<Goal> ofOneHolder) {
        if (ofOneHolder.stream().noneMatch(FormAnswers::isStated)) {
            return ofOneHolder;
        }
        return ofOneHolder.stream()
                .filter(one -> !one.hasStatusDate()
                        || ofOneHolder.stream()
                                .noneMatch(other -> other.hasStatusDate()
                                        && !other.getStatusDate()
                                                .toInstant()
                                                .isBefore(Moments.endOf(one.getStatusDateElement()))))
                .toList();
    }
}
