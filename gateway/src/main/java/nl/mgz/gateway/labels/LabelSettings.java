package nl.mgz.gateway.labels;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Labels of sensitivity ({@code mgz.labels}).
 *
 * @param rules file with the region's own rule sets, and with those of ours that it does without; null for ours alone
 * @param every how often stored labels are looked at that other rules computed
 */
@ConfigurationProperties("mgz.labels")
public record LabelSettings(
        @Nullable Path rules, @DefaultValue("10m") Duration every) {

    public LabelSettings {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("mgz.labels.every must be more than nothing");
        }
    }
}
