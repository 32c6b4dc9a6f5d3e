package nl.mgz.gateway.consent;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import nl.mgz.gateway.consent.ConsentPolicy.RankVariant;
import nl.mgz.gateway.consent.ConsentPolicy.SensitivityUpward;
import nl.mgz.gateway.consent.Decision.Effect;
import nl.mgz.gateway.consent.Item.Confidentiality;
import org.jspecify.annotations.Nullable;

/** M6: how confidential and how sensitive. The list is split in confidentiality codes K and sensitivity codes S. */
final class LabelCriterion {

    /** L: what a sensitivity code includes. */
    private static final Map<String, Set<String>> INCLUDES =
            Map.of("ETH", Set.of("ETHUD", "OPIOIDUD"), "PSY", Set.of("PSYTHPN"));

    private final @Nullable Confidentiality lowest;
    private final @Nullable Confidentiality highest;
    /** S with all that its members include: what S covers. */
    private final Set<String> covered = new HashSet<>();
    /** The codes that include a member of S. */
    private final Set<String> wider = new HashSet<>();

    LabelCriterion(Collection<String> codes) {
        Confidentiality low = null;
        Confidentiality high = null;
        for (String code : codes) {
            Confidentiality level = Confidentiality.of(code);
            if (level == null) {
                addSensitivity(code);
            } else {
                low = low == null || level.atMost(low) ? level : low;
                high = high == null || high.atMost(level) ? level : high;
            }
        }
        this.lowest = low;
        this.highest = high;
    }

    private void addSensitivity(String code) {
        covered.add(code);
        covered.addAll(INCLUDES.getOrDefault(code, Set.of()));
        INCLUDES.forEach((wide, narrow) -> {
            if (narrow.contains(code)) {
                wider.add(wide);
            }
        });
    }

    static boolean matches(@Nullable LabelCriterion listed, Effect effect, Item item, Asked asked) {
        Confidentiality level = item.effectiveConfidentiality(asked.policy().unlabelledIs());
        if (listed == null) {
            return effect == Effect.DENY || level.atMost(asked.policy().unlabelledPermitCovers());
        }
        return effect == Effect.PERMIT ? listed.permits(item.sensitivity(), level) : listed.denies(item, level, asked);
    }

    private boolean permits(String[] sensitivity, Confidentiality level) {
        if (highest != null && level.atMost(highest)) {
            return true;
        }
        return sensitivity.length > 0 && level.atMost(Confidentiality.R) && coversAll(sensitivity);
    }

    private boolean coversAll(String[] sensitivity) {
        for (String code : sensitivity) {
            if (!covered.contains(code)) {
                return false;
            }
        }
        return true;
    }

    /** In the BTG run K matches only labels that the resource carries. */
    private boolean denies(Item item, Confidentiality level, Asked asked) {
        boolean carried = asked.uninterpretableDenies() || item.carriesLabel();
        if (carried && lowest != null && lowest.atMost(level)) {
            return true;
        }
        boolean upward = asked.policy().sensitivityUpward() == SensitivityUpward.DENY_COVERS_WIDER;
        for (String code : item.sensitivity()) {
            if (covered.contains(code) || (upward && wider.contains(code))) {
                return true;
            }
        }
        return false;
    }

    /** S3: a label listed gives 2; in a permit only if the list has no confidentiality code. */
    static int rank(@Nullable LabelCriterion listed, Effect effect, ConsentPolicy policy) {
        if (listed == null) {
            return 0;
        }
        boolean narrows = effect == Effect.DENY || listed.highest == null || policy.rankVariant() == RankVariant.LISTED;
        return narrows ? 2 : 0;
    }
}
