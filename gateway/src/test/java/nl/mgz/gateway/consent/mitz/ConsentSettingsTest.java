package nl.mgz.gateway.consent.mitz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.identity.crypto.TestAuthority;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class ConsentSettingsTest {

    @Configuration
    @EnableConfigurationProperties(ConsentSettings.class)
    static class Settings {}

    @TempDir
    Path folder;

    private final ApplicationContextRunner start =
            new ApplicationContextRunner().withUserConfiguration(Settings.class, MitzConfiguration.class);

    @BeforeEach
    void files() {
        TestAuthority authority = new TestAuthority("Test CA", Instant.now());
        TestAuthority.write(folder.resolve("authorities.pem"), authority.certificate());
        authority.of("90000123").write(folder, "gateway");
    }

    private ApplicationContextRunner with(String... more) {
        return start.withPropertyValues(
                        "mgz.consent.mitz.endpoint=https://localhost:1/x",
                        "mgz.consent.mitz.certificate=" + folder.resolve("gateway.pem"),
                        "mgz.consent.mitz.key=" + folder.resolve("gateway.key"),
                        "mgz.consent.mitz.authorities=" + folder.resolve("authorities.pem"))
                .withPropertyValues(more);
    }

    private static void fails(ApplicationContextRunner wrong, String because) {
        wrong.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining(because)
                .isInstanceOf(IllegalArgumentException.class));
    }

    private static final PatientRecords.State NOW = new PatientRecords.State(1, 1);

    @Test
    void withNoneOfThemMitzDecidesNothing() {
        start.run(context -> {
            ConsentSettings.Sources sources =
                    context.getBean(ConsentSettings.class).sources();
            assertThat(Exchange.values())
                    .allSatisfy(one -> assertThat(sources.of(one)).isEqualTo(ConsentSettings.Source.OWN));
            assertThat(context.getBean(MitzConsents.class).ask(Questions.published(), NOW))
                    .isEqualTo(MitzAnswer.ERROR);
        });
    }

    @ParameterizedTest
    @EnumSource
    void mitzDecidesForTheExchangesThatAreLeftToIt(Exchange exchange) {
        with("mgz.consent.sources." + exchange.code() + "=mitz").run(context -> {
            ConsentSettings.Sources sources =
                    context.getBean(ConsentSettings.class).sources();
            assertThat(Stream.of(Exchange.values()).filter(one -> sources.of(one) == ConsentSettings.Source.MITZ))
                    .containsExactly(exchange);
            assertThat(context.getBean(MitzConsents.class).ask(Questions.published(), NOW))
                    .as("nobody listens there")
                    .isEqualTo(MitzAnswer.ERROR);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234567", "123456789", "abcdefgh"})
    void noticesComeFromAUra(String wrong) {
        fails(with("mgz.consent.mitz.notifier=" + wrong), "mgz.consent.mitz.notifier");
    }

    @Test
    void noticesGoWithQuestions() {
        fails(start.withPropertyValues("mgz.consent.mitz.notifier=90000001"), "mgz.consent.mitz.notifier");
    }

    @Test
    void noExchangeCanBeLeftToMitzWhileItIsOff() {
        fails(start.withPropertyValues("mgz.consent.sources.triage=mitz"), "mgz.consent.mitz.endpoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"endpoint", "certificate", "key", "authorities"})
    void halfOfThemStopsTheStart(String missing) {
        fails(with("mgz.consent.mitz." + missing + "="), "or none of them");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost/x", "https:///x", "https://me:secret@localhost/x", "https://localhost/#x", "x"
            })
    void whatIsNoPlainHttpsAddressStopsTheStart(String endpoint) {
        fails(with("mgz.consent.mitz.endpoint=" + endpoint), "must be an https address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"901s", "1h", "-1s"})
    void noAnswerIsKeptLongerThanFifteenMinutes(String cacheTime) {
        fails(with("mgz.consent.mitz.cache-time=" + cacheTime), "0 to 15 minutes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeout=0s", "timeout=31s", "connect-timeout=0s", "connect-timeout=-1s"})
    void nobodyWaitsForeverOrNotAtAll(String wrong) {
        fails(with("mgz.consent.mitz." + wrong), "30 seconds at most");
    }

    @Test
    void filesThatCannotBeUsedStopTheStart() {
        fails(with("mgz.consent.mitz.key=" + folder.resolve("authorities.pem")), "holds no private key");
        fails(with("mgz.consent.mitz.authorities=" + folder.resolve("nowhere.pem")), "nowhere.pem");
    }
}
