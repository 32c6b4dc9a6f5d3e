package nl.mgz.gateway.triage;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One decision table as a file has it: questions, and rows that say which answers make how urgent.
 *
 * @param example whether it is there to show how and not for care
 * @param source whose it is, and what it is not
 * @param when what has to hold before any of its rows counts; empty for a table that always does
 */
record UrgencySet(
        String id,
        String version,
        String title,
        boolean example,
        String source,
        List<Question> questions,
        List<Condition> when,
        List<Row> rows) {

    enum Kind {
        YES_NO,
        CHOICE,
        QUANTITY
    }

    /**
     * @param choices codes with the words for them; for {@link Kind#CHOICE} only
     * @param unit in UCUM, for {@link Kind#QUANTITY} only
     * @param code under which a measured value is stored as Observation, as {@code system|code}; null for a code of our own
     */
    record Question(
            String id,
            String text,
            Kind kind,
            @Nullable Map<String, String> choices,
            @Nullable String unit,
            @Nullable String code) {

        /** Whether an answer is one to this question. */
        boolean takes(TriageAnswer answer) {
            if (answer instanceof TriageAnswer.Choice choice) {
                return kind == Kind.CHOICE && choices != null && choices.containsKey(choice.code());
            }
            return kind == (answer instanceof TriageAnswer.Number ? Kind.QUANTITY : Kind.YES_NO);
        }
    }

    /**
     * What an answer must be. A question that was not answered meets no condition.
     *
     * @param is the choices that meet it, or true or false
     * @param min the value or more
     * @param below less than the value
     */
    record Condition(
            String question,
            @Nullable List<String> is,
            @Nullable BigDecimal min,
            @Nullable BigDecimal below) {

        boolean holds(Map<String, TriageAnswer> answers) {
            TriageAnswer answer = answers.get(question);
            if (answer instanceof TriageAnswer.Number number) {
                return (min == null || number.value().compareTo(min) >= 0)
                        && (below == null || number.value().compareTo(below) < 0);
            }
            if (answer instanceof TriageAnswer.Choice choice) {
                return is != null && is.contains(choice.code());
            }
            return answer instanceof TriageAnswer.YesNo yesNo && is != null && is.contains(String.valueOf(yesNo.yes()));
        }
    }

    /** @param why in words for who reads the report */
    record Row(String id, Urgency urgency, List<Condition> when, String why) {

        boolean holds(Map<String, TriageAnswer> answers) {
            return when.stream().allMatch(condition -> condition.holds(answers));
        }
    }
}
