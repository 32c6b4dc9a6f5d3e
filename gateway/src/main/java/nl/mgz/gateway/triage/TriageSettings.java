package nl.mgz.gateway.triage;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Urgency tables and counts ({@code mgz.triage}).
 *
 * @param urgencySets folder with the region's own tables; one with the id of an example of ours takes its place
 * @param exampleSets which of our examples count
 * @param smallestCount counts below this are not told; 1: all are
 */
@ConfigurationProperties("mgz.triage")
public record TriageSettings(
        @Nullable Path urgencySets,

        @DefaultValue({"base", "disability", "elderly", "mental-health"})
        List<String> exampleSets,

        @DefaultValue("5") int smallestCount) {

    public TriageSettings {
        if (smallestCount < 1 || smallestCount == 2) {
            throw new IllegalArgumentException(
                    "mgz.triage.smallest-count is 1, for every count to be told, or 3 or more: below 2 there is only one count to hide");
        }
    }
}
