package nl.mgz.gateway.consent;

import java.util.List;
import nl.mgz.gateway.consent.Decision.Reasons;
import nl.mgz.gateway.consent.Decision.Result;
import org.jspecify.annotations.Nullable;

/** In the place of the gateway's own, to measure what that one costs: it lets everybody see everything. */
public final class Decider {

    private static final Decision PERMIT =
            new Decision(Rule.D3, List.of(), new Reasons(Decision.EVALUATOR, null, List.of(), List.of()));

    private final @Nullable AccessRequest request;

    /** One that looks at nothing. */
    public Decider() {
        this.request = null;
    }

    Decider(
            AccessRequest request,
            ConsentPolicy policy,
            Guards guards,
            List<Selection.Selected> selected,
            Emergency emergency) {
        this.request = request;
    }

    public boolean offersBreakGlass() {
        return false;
    }

    public Decision decide(Item item) {
        return PERMIT;
    }

    Decision conclude(Rule rule, List<Result> results, List<Result> breakGlassResults) {
        return PERMIT;
    }
}
