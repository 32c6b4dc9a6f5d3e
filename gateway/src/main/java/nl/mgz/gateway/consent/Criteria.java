package nl.mgz.gateway.consent;

import java.util.List;
import nl.mgz.gateway.consent.ConsentPolicy.NarrowList;
import nl.mgz.gateway.consent.Decision.Effect;
import org.jspecify.annotations.Nullable;

/** The merged criteria of a provision (M1); null is absent. They match when every one matches (M3). */
record Criteria(
        @Nullable ActorCriterion actor,
        @Nullable CodeCriterion action,
        @Nullable LabelCriterion label,
        @Nullable PurposeCriterion purpose,
        @Nullable CodeCriterion classes,
        @Nullable CodeCriterion codes,
        @Nullable Span period,
        @Nullable Span dataPeriod,
        @Nullable DataCriterion data) {

    static final Criteria NONE = new Criteria(null, null, null, null, null, null, null, null, null);

    private static final String ACCESS = "access";

    /** M1: each element of its own if present, else the parent's; a child replaces, it does not intersect. */
    static Criteria read(Tree provision, Criteria parent) {
        return new Criteria(
                provision.has("actor") ? actors(provision) : parent.actor,
                provision.has("action") ? concepts(provision.objects("action")) : parent.action,
                provision.has("securityLabel")
                        ? new LabelCriterion(codes(provision.objects("securityLabel")))
                        : parent.label,
                provision.has("purpose") ? new PurposeCriterion(codes(provision.objects("purpose"))) : parent.purpose,
                provision.has("class") ? classes(provision.objects("class")) : parent.classes,
                provision.has("code") ? concepts(provision.objects("code")) : parent.codes,
                provision.has("period") ? provision.period("period") : parent.period,
                provision.has("dataPeriod") ? provision.period("dataPeriod") : parent.dataPeriod,
                provision.has("data") ? data(provision.objects("data")) : parent.data);
    }

    private static ActorCriterion actors(Tree provision) {
        return new ActorCriterion(provision.objects("actor").stream()
                .map(actor -> actor.neededObject("reference").needed("reference"))
                .toList());
    }

    private static List<String> codes(List<Tree> codings) {
        return codings.stream().map(coding -> coding.needed("code")).toList();
    }

    private static CodeCriterion classes(List<Tree> codings) {
        return new CodeCriterion(present(codings), codings.stream().anyMatch(coding -> !coding.has("code")));
    }

    private static CodeCriterion concepts(List<Tree> concepts) {
        List<List<String>> each = concepts.stream()
                .map(concept -> present(concept.objects("coding")))
                .toList();
        return new CodeCriterion(
                each.stream().flatMap(List::stream).toList(), each.stream().anyMatch(List::isEmpty));
    }

    private static List<String> present(List<Tree> codings) {
        return codings.stream()
                .filter(coding -> coding.has("code"))
                .map(coding -> coding.needed("code"))
                .toList();
    }

    private static DataCriterion data(List<Tree> entries) {
        DataCriterion data = new DataCriterion();
        entries.forEach(entry -> data.add(
                entry.needed("meaning"), entry.neededObject("reference").needed("reference")));
        return data;
    }

    /** M11 and M12: what does not depend on the resource, beside M4 and M5. */
    boolean matchesRequest(Effect effect, Asked asked) {
        return (action == null || action.matches(effect, ACCESS)) && (period == null || period.contains(asked.at()));
    }

    /** M6 to M10. Gives the rank of the data entry that matched, 0 without a list, or {@link DataCriterion#NO_MATCH}. */
    int matchResource(Effect effect, Item item, Asked asked) {
        boolean matches = LabelCriterion.matches(label, effect, item, asked)
                && matchesClass(effect, item)
                && (codes == null || codes.matchesAny(effect, item.codes()))
                && matchesDate(effect, item, asked);
        if (!matches) {
            return DataCriterion.NO_MATCH;
        }
        return data == null ? 0 : data.match(effect, item, asked);
    }

    /** M7: the type or the category. */
    private boolean matchesClass(Effect effect, Item item) {
        Item.Category category = item.category();
        return classes == null
                || classes.matches(effect, item.type())
                || (category != null && classes.matches(effect, category.code()));
    }

    /** M10: a permit contains the whole interval, a deny overlaps it. Without date a permit does not match. */
    private boolean matchesDate(Effect effect, Item item, Asked asked) {
        if (dataPeriod == null) {
            return true;
        }
        Span date = item.date();
        if (date == null) {
            return effect == Effect.DENY && asked.uninterpretableDenies();
        }
        return effect == Effect.PERMIT ? dataPeriod.contains(date) : dataPeriod.overlaps(date);
    }

    /** S3: the data ranks that a match can have, the lower first; two where data are listed. */
    int[] dataRanks(Effect effect, ConsentPolicy policy) {
        return data == null
                ? new int[] {listedRank(effect, policy)}
                : new int[] {DataCriterion.BY_AUTHOR, DataCriterion.SINGLE};
    }

    /** S3, as far as it goes by what is listed. */
    private int listedRank(Effect effect, ConsentPolicy policy) {
        boolean ignored = effect == Effect.PERMIT && policy.narrowList() == NarrowList.IGNORED;
        int codesRank = (classes != null || codes != null) && !ignored ? 2 : 0;
        int periodRank = dataPeriod != null ? 1 : 0;
        return Math.max(Math.max(codesRank, periodRank), LabelCriterion.rank(label, effect, policy));
    }

    /** Whether the criteria name data: such a deny is targeted. */
    boolean namesData() {
        return label != null || classes != null || codes != null || data != null || dataPeriod != null;
    }
}
