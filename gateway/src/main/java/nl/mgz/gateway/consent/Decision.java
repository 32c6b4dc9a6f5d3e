package nl.mgz.gateway.consent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of the rules about one resource (section 10).
 *
 * @param reasons for the audit trail only: the caller is never told which rule hid something
 */
public record Decision(Rule rule, List<Obligation> obligations, Reasons reasons) {

    /** Which edition of the rules, and which state of this code, decided. */
    public static final String EVALUATOR = "mgz-consent-1";

    public Decision {
        obligations = List.copyOf(obligations);
    }

    static Decision without(Rule rule, @Nullable Instant at) {
        return new Decision(rule, List.of(), new Reasons(EVALUATOR, at, List.of(), List.of()));
    }

    public Outcome outcome() {
        return rule.outcome();
    }

    /** What a deciding provision says. */
    public enum Effect {
        PERMIT,
        DENY
    }

    /**
     * What was weighed.
     *
     * @param at the moment of the decision; null where the request names none that can be read (E1)
     * @param results the deciding results that count, in the order of the consents
     * @param breakGlassResults those of the BTG run; empty where there was none
     */
    public record Reasons(
            String evaluator, @Nullable Instant at, List<Result> results, List<Result> breakGlassResults) {

        public Reasons {
            results = List.copyOf(results);
            breakGlassResults = List.copyOf(breakGlassResults);
        }

        /** The consents with results in either run, each once. */
        public List<String> consents() {
            return java.util.stream.Stream.concat(results.stream(), breakGlassResults.stream())
                    .map(Result::consent)
                    .distinct()
                    .toList();
        }
    }

    /**
     * One deciding result.
     *
     * @param consent id of the consent, or its place in the list where it has none
     * @param path the provision, such as {@code provision.provision[0]}; {@code Consent} for an uninterpretable one
     * @param rank null for an uninterpretable consent (C5)
     * @param targeted a deny that a consult task does not pass
     * @param dominatedBy of a deny: the permits that dominate it (D1), each as consent and path
     */
    public record Result(
            String consent,
            String path,
            Effect effect,
            @Nullable Rank rank,
            boolean targeted,
            List<String> dominatedBy) {

        public Result {
            dominatedBy = List.copyOf(dominatedBy);
        }

        /** D1: a deny stands unless some permit dominates it; a permit in this list counts. */
        public boolean stands() {
            return dominatedBy.isEmpty();
        }
    }

    /** How specific a result is (S1 to S4). */
    public record Rank(int holder, int requester, int data, int context) {

        boolean atLeast(Rank other) {
            return holder >= other.holder
                    && requester >= other.requester
                    && data >= other.data
                    && context >= other.context;
        }

        /** S5. */
        boolean dominates(Rank other) {
            return atLeast(other) && !equals(other);
        }
    }
}
