package nl.mgz.gateway.labels;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Codes of one kind of sensitive data, as a file of the terminology module writes them (its SOURCES.md says how to read one).
 *
 * @param sensitivity the codes that a match adds
 * @param lists codes that match
 * @param leftOut codes that do not, though a list would take them; each with its reason
 */
record RuleSet(
        String id,
        String version,
        String title,
        List<String> sensitivity,
        String reason,
        List<CodeList> lists,
        @Nullable List<CodeList> leftOut) {

    RuleSet {
        if (lists == null || lists.isEmpty() || sensitivity == null || sensitivity.isEmpty()) {
            throw new IllegalArgumentException("rule set " + id + " has no codes or no sensitivity");
        }
        leftOut = leftOut == null ? List.of() : leftOut;
    }

    /**
     * Codes of one system.
     *
     * @param include in a system of categories a code stands for all below it and {@code A-B} for a range; elsewhere each is one code
     * @param vague these codes say little by themselves: they do not count where another coding of the same concept is left out
     */
    record CodeList(
            String system,
            String source,
            @Nullable String reason,
            List<String> include,
            @Nullable Boolean vague) {

        CodeList {
            if (system == null || source == null || include == null || include.isEmpty()) {
                throw new IllegalArgumentException("a list of codes needs a system, a source and codes");
            }
        }

        boolean isVague() {
            return Boolean.TRUE.equals(vague);
        }
    }

    /** How the codes of a system are compared. */
    enum Matching {
        /** As they are. */
        EXACT,
        /** By their beginning: A, A1, A12. */
        CATEGORY,
        /** As they are, and each concept within an expression. */
        CONCEPTS
    }

    /** @param also other addresses under which the same codes are sent */
    record CodeSystemUse(String system, List<String> also, Matching matching) {}
}
