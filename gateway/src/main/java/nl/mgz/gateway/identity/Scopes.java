package nl.mgz.gateway.identity;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * System scopes of SMART v2 (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html): which interactions
 * on which types a token may be used for. A scope never gives more than its organisation may do.
 */
public final class Scopes {

    /** The letters stand in this order, each at most once; no search parameters behind them. */
    private static final Pattern FORM = Pattern.compile("system/(\\*|[A-Z][A-Za-z]{2,40})\\.(c?r?u?d?s?)");

    private record Grant(String type, String letters) {

        boolean covers(String wanted, char letter) {
            return ("*".equals(type) || type.equals(wanted)) && letters.indexOf(letter) >= 0;
        }
    }

    private final List<Grant> grants;

    private Scopes(List<Grant> grants) {
        this.grants = grants;
    }

    /** What is no scope of this form grants nothing. */
    public static Scopes of(Collection<String> texts) {
        return new Scopes(texts.stream()
                .map(FORM::matcher)
                .filter(Matcher::matches)
                .filter(scope -> !scope.group(2).isEmpty())
                .map(scope -> new Grant(scope.group(1), scope.group(2)))
                .toList());
    }

    static Scopes of(String spaced) {
        return of(Arrays.asList(spaced.strip().split("\\s+")));
    }

    static boolean wellFormed(String text) {
        Matcher scope = FORM.matcher(text);
        return scope.matches() && !scope.group(2).isEmpty();
    }

    public boolean allow(String type, Interaction interaction) {
        return grants.stream().anyMatch(grant -> grant.covers(type, interaction.letter()));
    }

    /** Whether every interaction that the asked scope names is granted here. */
    boolean cover(String asked) {
        Matcher scope = FORM.matcher(asked);
        return scope.matches()
                && scope.group(2)
                        .chars()
                        .allMatch(letter ->
                                grants.stream().anyMatch(grant -> grant.covers(scope.group(1), (char) letter)));
    }
}
