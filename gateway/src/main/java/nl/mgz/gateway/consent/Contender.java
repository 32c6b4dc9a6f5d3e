package nl.mgz.gateway.consent;

import nl.mgz.gateway.consent.ConsentPolicy.IncomparableRanks;
import nl.mgz.gateway.consent.ConsentPolicy.PatientRefusal;
import nl.mgz.gateway.consent.Decision.Effect;
import nl.mgz.gateway.consent.Decision.Rank;
import org.jspecify.annotations.Nullable;

/**
 * A result that a consent can yield in a run; S1 comes with the resource.
 *
 * @param path the provision
 * @param requester S2
 * @param data S3
 * @param context S4
 */
record Contender(
        Selection.Selected source, String path, Effect effect, int requester, int data, int context, boolean targeted) {

    private static final String WHOLE_CONSENT = "Consent";

    /** C5: one blanket deny. */
    static Contender uninterpretable(Selection.Selected source) {
        return new Contender(source, WHOLE_CONSENT, Effect.DENY, 0, 0, 0, false);
    }

    String name() {
        return source.consent().name();
    }

    /** Null for C5: no rank, never dominated. */
    @Nullable
    Rank rank(String holder) {
        return source.consent().isUninterpretable()
                ? null
                : new Rank(source.consent().namesHolder(holder) ? 1 : 0, requester, data, context);
    }

    /** S5 and S6: whether this permit dominates the deny, both for data of this holder. */
    boolean dominates(Contender deny, String holder, ConsentPolicy policy) {
        Rank mine = rank(holder);
        Rank theirs = deny.rank(holder);
        return mine != null
                && theirs != null
                && (mine.dominates(theirs) || prevailsByDate(mine, deny, theirs, policy))
                && mayDominate(deny, policy);
    }

    /** S6. */
    private boolean mayDominate(Contender deny, ConsentPolicy policy) {
        return source.ofPatient()
                || !deny.source.ofCapablePatient()
                || policy.patientRefusal() == PatientRefusal.BY_RANK;
    }

    /** The alternative of the setting incomparable-ranks. */
    private boolean prevailsByDate(Rank mine, Contender deny, Rank theirs, ConsentPolicy policy) {
        Span given = source.consent().dateTime();
        Span refused = deny.source.consent().dateTime();
        return policy.incomparableRanks() == IncomparableRanks.LATER_CONSENT_WINS
                && !theirs.atLeast(mine)
                && given != null
                && refused != null
                && given.from() > refused.from();
    }
}
