package nl.mgz.gateway.consent.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.ConsentPolicy;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

/** The settings are the policy choices. */
class PolicyBindingTest {

    private static ConsentPolicy bound(Map<String, String> settings) {
        return new Binder(
                        List.of(new MapConfigurationPropertySource(settings)),
                        null,
                        ApplicationConversionService.getSharedInstance())
                .bindOrCreate("mgz.consent.policy", PolicySettings.class)
                .policy();
    }

    @Test
    void withoutSettingsTheDocumentDecides() {
        assertThat(bound(Map.of())).isEqualTo(ConsentPolicy.defaults());
    }

    @Test
    void aSettingChangesItsChoiceAlone() {
        assertThat(bound(Map.of("mgz.consent.policy.rank-variant", "listed")))
                .isEqualTo(ConsentPolicy.builder()
                        .rankVariant(ConsentPolicy.RankVariant.LISTED)
                        .build());
    }
}
