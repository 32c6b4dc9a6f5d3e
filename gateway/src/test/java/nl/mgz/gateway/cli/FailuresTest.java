package nl.mgz.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import nl.mgz.gateway.consent.mitz.ConsentSettings;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class FailuresTest {

    @Test
    void settingsThatDoNotFitTogetherAreToldInOneLineThatSaysWhat() {
        Throwable failure = catchThrowable(() -> new Binder(new MapConfigurationPropertySource(
                        Map.of("mgz.consent.mitz.endpoint", "https://mitz.example/x")))
                .bind("mgz.consent", ConsentSettings.class));
        PrintStream console = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
            assertThat(Failures.tell(new IllegalStateException(failure))).isEqualTo(1);
        } finally {
            System.setErr(console);
        }
        assertThat(told.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "  x mgz.consent.mitz needs all of endpoint, certificate, key and authorities, or none of them");
    }
}
