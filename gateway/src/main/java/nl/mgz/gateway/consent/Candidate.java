package nl.mgz.gateway.consent;

import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.consent.Decision.Effect;
import org.jspecify.annotations.Nullable;

/**
 * A provision in one run: what the request settles is settled (M4, M5, M11, M12; S2, S4), what depends on the resource is
 * left. Each result that it can yield is numbered: its place in the run's list of contenders.
 */
final class Candidate {

    private static final Candidate[] NO_CHILDREN = {};
    private static final int UNMATCHED = -1;

    final Effect effect;
    final Candidate[] children;
    /** The contenders of this provision and all below it: from, until. */
    final int from;

    final int until;
    private final Criteria criteria;
    /** The number of its own first result, or {@link #UNMATCHED}: the request does not match. */
    private final int own;

    private Candidate(Provision provision, Candidate[] children, int from, int own, int until) {
        this.effect = provision.effect();
        this.criteria = provision.criteria();
        this.children = children;
        this.from = from;
        this.own = own;
        this.until = until;
    }

    /** Adds what the provision and those below it can yield to the contenders. Null when that is nothing. */
    static @Nullable Candidate of(
            Provision provision, Selection.Selected source, Asked asked, List<Contender> contenders) {
        int from = contenders.size();
        List<Candidate> children = new ArrayList<>();
        for (Provision child : provision.children()) {
            Candidate candidate = of(child, source, asked, contenders);
            if (candidate != null) {
                children.add(candidate);
            }
        }
        int own = addOwn(provision, source, asked, contenders);
        return own == UNMATCHED && children.isEmpty()
                ? null
                : new Candidate(provision, children.toArray(NO_CHILDREN), from, own, contenders.size());
    }

    /** One contender; a second for the higher data rank where the criteria list data (M9, S3). */
    private static int addOwn(Provision provision, Selection.Selected source, Asked asked, List<Contender> contenders) {
        Effect effect = provision.effect();
        Criteria criteria = provision.criteria();
        ActorCriterion.Match actor = ActorCriterion.match(criteria.actor(), effect, asked);
        if (actor == null || !criteria.matchesRequest(effect, asked)) {
            return UNMATCHED;
        }
        boolean targeted = effect == Effect.DENY && (actor.named() || criteria.namesData());
        if (!PurposeCriterion.matches(criteria.purpose(), effect, asked, targeted)) {
            return UNMATCHED;
        }
        int own = contenders.size();
        int context = PurposeCriterion.rank(criteria.purpose(), effect, asked);
        for (int data : criteria.dataRanks(effect, asked.policy())) {
            contenders.add(new Contender(source, provision.path(), effect, actor.rank(), data, context, targeted));
        }
        return own;
    }

    /** The number of the result that the provision itself yields for the resource, or a negative number. */
    int test(Item item, Asked asked) {
        if (own == UNMATCHED) {
            return UNMATCHED;
        }
        int data = criteria.matchResource(effect, item, asked);
        if (data == DataCriterion.NO_MATCH) {
            return UNMATCHED;
        }
        return data == DataCriterion.SINGLE && criteria.data() != null ? own + 1 : own;
    }
}
