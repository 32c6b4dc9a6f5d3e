package nl.mgz.gateway.consent;

import java.util.List;
import java.util.Objects;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.ConsentPolicy.ParentOrganisation;
import nl.mgz.gateway.consent.Decision.Effect;
import org.jspecify.annotations.Nullable;

/** M4: who asks; with S2, how specifically the list names them. */
final class ActorCriterion {

    private static final String CATEGORY = "Group/cat-";

    private final List<String> references;

    ActorCriterion(List<String> references) {
        this.references = Reference.bare(references);
    }

    /**
     * Of the actors that matched.
     *
     * @param rank S2: practitioner or unresolvable 3, organisation 2, category 1, no list 0
     * @param named an organisation, a practitioner or an unresolvable reference is among them: a targeted deny
     */
    record Match(int rank, boolean named) {

        private static final Match EVERYONE = new Match(0, false);

        private Match and(@Nullable Match other) {
            return other == null ? this : new Match(Math.max(rank, other.rank), named || other.named);
        }
    }

    /** Null when no actor matches. */
    static @Nullable Match match(@Nullable ActorCriterion listed, Effect effect, Asked asked) {
        if (listed != null) {
            return listed.matched(effect, asked);
        }
        boolean everyone = effect == Effect.DENY || asked.orgCategory().isCare();
        return everyone ? Match.EVERYONE : null;
    }

    private @Nullable Match matched(Effect effect, Asked asked) {
        Match found = null;
        for (String reference : references) {
            Match one = matched(reference, effect, asked);
            if (one != null) {
                found = one.and(found);
            }
        }
        return found;
    }

    private static @Nullable Match matched(String actor, Effect effect, Asked asked) {
        AccessRequest request = asked.request();
        if (actor.startsWith("Organization/")) {
            return organisation(actor, asked);
        }
        if (actor.startsWith("Practitioner/")) {
            String user = request.user();
            boolean hit = user == null ? effect == Effect.DENY : actor.equals(user);
            return hit ? new Match(3, true) : null;
        }
        OrgCategory category = actor.startsWith(CATEGORY) ? OrgCategory.of(actor.substring(CATEGORY.length())) : null;
        if (category != null) {
            return category == asked.orgCategory() ? new Match(1, false) : null;
        }
        boolean unresolvable = effect == Effect.DENY && asked.uninterpretableDenies();
        return unresolvable ? new Match(3, true) : null;
    }

    private static @Nullable Match organisation(String actor, Asked asked) {
        if (Objects.equals(actor, asked.request().org())) {
            return new Match(2, true);
        }
        if (!asked.request().orgPartOf().contains(actor)) {
            return null;
        }
        return new Match(asked.policy().parentOrganisation() == ParentOrganisation.EQUAL ? 2 : 1, true);
    }
}
