package nl.mgz.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutsideTest {

    @Test
    void aRelativeNameIsFoundWhereTheCommandWasGiven() {
        assertThat(Outside.named("pom.xml")).isEqualTo(Path.of("pom.xml").toAbsolutePath());
        assertThat(Outside.named("mvnw"))
                .isRegularFile()
                .isEqualTo(Path.of("../mvnw").toAbsolutePath().normalize());
    }

    @Test
    void anAbsoluteNameIsTakenAsItIs(@TempDir Path folder) {
        assertThat(Outside.named(folder.toString())).isEqualTo(folder);
    }

    @Test
    void aNameThatIsNowhereFails() {
        assertThatThrownBy(() -> Outside.named("no-such-vectors.json"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no-such-vectors.json");
    }
}
