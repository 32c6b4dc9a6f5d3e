package nl.mgz.gateway.consent.choice;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import nl.mgz.gateway.consent.Decision;
import nl.mgz.gateway.consent.Item;
import nl.mgz.gateway.consent.Standing;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question.
 *
 * @param answers one for each kind of data on which the same was decided for the same reasons
 * @param notCounting choices of the patient that do not count at that moment, by id
 * @param text the whole in plain Dutch
 * @param change what a draft would change; null where none was sent
 */
public record Explanation(
        Question question,
        List<Answer> answers,
        Map<String, Standing> notCounting,
        String text,
        @Nullable Change change) {

    /** One decision. */
    public record Answer(
            String category,
            Item.Confidentiality confidentiality,
            SortedSet<String> sensitivity,
            Decision decision,
            String text) {}

    /**
     * What would be different if a draft were stored.
     *
     * @param standing whether the draft would count
     */
    public record Change(Standing standing, List<Difference> gains, List<Difference> losses, String text) {}

    /** Somebody who would see something that is hidden now, or the other way round. */
    public record Difference(
            Organisations.Organisation organisation, Data data, String purpose, Decision before, Decision after) {}
}
