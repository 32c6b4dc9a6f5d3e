package nl.mgz.gateway.consent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.Decision.Effect;
import org.jspecify.annotations.Nullable;

/**
 * One run of sections 5 to 7 for one request: the selected consents, evaluated for resource after resource. Not for several
 * threads at once: it keeps what it fills for each resource, so that a resource costs no allocation.
 */
final class Run {

    private static final int PERMITS = 1;
    private static final int DENIES = 2;
    private static final int BOTH = PERMITS | DENIES;

    private final Asked asked;
    private final Source[] sources;
    private final Contender[] contenders;
    private final Hits hits;
    private final Map<Hits, Verdict> verdicts = new HashMap<>();

    /**
     * A selected consent in this run.
     *
     * @param root null for an uninterpretable one (C5)
     * @param from the number of its first contender
     * @param holder the number that says that it names the holder of the data (S1)
     */
    private record Source(
            Selection.Selected selected, @Nullable Candidate root, int from, int holder) {}

    Run(List<Selection.Selected> selected, Asked asked) {
        this.asked = asked;
        List<Contender> all = new ArrayList<>();
        List<Source> found = new ArrayList<>();
        for (Selection.Selected consent : selected) {
            Source source = source(consent, found.size(), asked, all);
            if (source != null) {
                found.add(source);
            }
        }
        this.sources = found.toArray(Source[]::new);
        this.contenders = all.toArray(Contender[]::new);
        this.hits = new Hits(contenders.length + sources.length);
    }

    /** Null when the consent cannot yield anything in this run. */
    private static @Nullable Source source(Selection.Selected selected, int holder, Asked asked, List<Contender> all) {
        Provision provision = selected.consent().provision();
        int from = all.size();
        if (provision != null) {
            Candidate root = Candidate.of(provision, selected, asked, all);
            return root == null ? null : new Source(selected, root, from, holder);
        }
        if (!asked.uninterpretableDenies()) {
            return null;
        }
        all.add(Contender.uninterpretable(selected));
        return new Source(selected, null, from, holder);
    }

    Verdict verdict(Item item) {
        hits.reset();
        for (Source source : sources) {
            if (source.selected().consent().appliesTo(item.authorOrg())) { // C8
                evaluate(source, item);
            }
        }
        Verdict known = verdicts.get(hits);
        return known != null ? known : weigh(item.authorOrg());
    }

    private Verdict weigh(String holder) {
        List<Contender> present = new ArrayList<>();
        for (int number = 0; number < contenders.length; number++) {
            if (hits.has(number)) {
                present.add(contenders[number]);
            }
        }
        Verdict verdict = Verdict.of(present, holder, asked.policy());
        verdicts.put(hits.copy(), verdict);
        return verdict;
    }

    /** The deciding results of one consent, as far as they count. */
    private void evaluate(Source source, Item item) {
        Candidate root = source.root();
        if (root == null) {
            hits.add(source.from());
            return;
        }
        int kind = results(root, item);
        boolean counts = kind == DENIES
                ? source.selected().deniesCount() // C10
                : source.selected().permitsCount(); // C6, C7, C9
        if (!counts) {
            drop(root, Effect.PERMIT);
            drop(root, Effect.DENY);
        } else if (kind != 0 && source.selected().consent().namesHolder(item.authorOrg())) {
            hits.add(contenders.length + source.holder());
        }
    }

    /** M2: the results of the children, of the denies alone if there are any; else of the provision itself. */
    private int results(Candidate candidate, Item item) {
        int kinds = 0;
        for (Candidate child : candidate.children) {
            kinds |= results(child, item);
        }
        if (kinds == BOTH) {
            drop(candidate, Effect.PERMIT);
            return DENIES;
        }
        if (kinds != 0) {
            return kinds;
        }
        int number = candidate.test(item, asked);
        if (number < 0) {
            return 0;
        }
        hits.add(number);
        return candidate.effect == Effect.DENY ? DENIES : PERMITS;
    }

    private void drop(Candidate candidate, Effect effect) {
        for (int number = candidate.from; number < candidate.until; number++) {
            if (contenders[number].effect() == effect) {
                hits.remove(number);
            }
        }
    }
}
