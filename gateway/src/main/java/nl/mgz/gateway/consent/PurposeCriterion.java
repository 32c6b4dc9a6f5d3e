package nl.mgz.gateway.consent;

import java.util.Collection;
import java.util.Set;
import nl.mgz.gateway.consent.ConsentPolicy.NarrowList;
import nl.mgz.gateway.consent.ConsentPolicy.PermitNamingBreakGlass;
import nl.mgz.gateway.consent.ConsentPolicy.PurposeLimitedRefusal;
import nl.mgz.gateway.consent.ConsentPolicy.RankVariant;
import nl.mgz.gateway.consent.ConsentPolicy.RefusalInEmergency;
import nl.mgz.gateway.consent.Decision.Effect;
import org.jspecify.annotations.Nullable;

/** M5: what for; with S4, how specific the list is. */
final class PurposeCriterion {

    private static final String TREAT = "TREAT";
    private static final String ETREAT = "ETREAT";

    private final Set<String> codes;

    PurposeCriterion(Collection<String> codes) {
        this.codes = Set.copyOf(codes);
    }

    /** @param targeted of a deny without list: whether it is targeted, see the setting refusal-in-emergency */
    static boolean matches(@Nullable PurposeCriterion listed, Effect effect, Asked asked, boolean targeted) {
        if (listed != null) {
            return listed.matches(effect, asked);
        }
        if (effect == Effect.PERMIT) {
            return asked.inTreatmentFamily();
        }
        return !asked.breakGlass() || targeted || asked.policy().refusalInEmergency() == RefusalInEmergency.STANDS;
    }

    private boolean matches(Effect effect, Asked asked) {
        return codes.contains(asked.purpose())
                || (codes.contains(TREAT) && asked.inTreatmentFamily())
                || (effect == Effect.DENY && asked.breakGlass() && includesBreakGlass(asked.policy()));
    }

    private boolean includesBreakGlass(ConsentPolicy policy) {
        return policy.purposeLimitedRefusal() == PurposeLimitedRefusal.TREATMENT_INCLUDES_BREAK_GLASS
                && (codes.contains(TREAT) || codes.contains(ETREAT));
    }

    /** S4. */
    static int rank(@Nullable PurposeCriterion listed, Effect effect, Asked asked) {
        if (listed == null) {
            return 0;
        }
        ConsentPolicy policy = asked.policy();
        if (asked.breakGlass()) {
            return policy.permitNamingBreakGlass() == PermitNamingBreakGlass.OPENS
                            && (policy.rankVariant() == RankVariant.LISTED || listed.codes.contains(Asked.BTG))
                    ? 1
                    : 0;
        }
        boolean ignored = effect == Effect.PERMIT && policy.narrowList() == NarrowList.IGNORED;
        boolean narrows = policy.rankVariant() == RankVariant.LISTED || !listed.codes.contains(TREAT);
        return narrows && !ignored ? 1 : 0;
    }
}
