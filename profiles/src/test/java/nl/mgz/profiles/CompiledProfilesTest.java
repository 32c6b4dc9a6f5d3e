package nl.mgz.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The committed JSON is what the shorthand gives. */
class CompiledProfilesTest {

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path CORE = MODULE.resolve("target/sushi/home/.fhir/packages/hl7.fhir.r4.core#4.0.1/package");

    @Test
    void writesTheCorePackage() throws IOException {
        CorePackage.main(new String[] {CORE.toString()});

        assertThat(CORE.resolve("package.json")).exists();
        assertThat(CORE.resolve("StructureDefinition-Patient.json")).exists();
    }

    @Test
    void committedPackageIsWhatTheShorthandGives() throws IOException, InterruptedException {
        assumeTrue(sushiIsHere(), "skipped: SUSHI is not on the PATH and not in $SUSHI");
        if (!Files.exists(CORE.resolve("package.json"))) {
            CorePackage.main(new String[] {CORE.toString()});
        }

        Process check = new ProcessBuilder(MODULE.resolve("compile.sh").toString(), "--check")
                .redirectErrorStream(true)
                .start();
        String difference = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(check.waitFor())
                .as("run profiles/compile.sh and commit what it writes:%n%s", difference)
                .isZero();
    }

    private static boolean sushiIsHere() {
        String named = System.getenv("SUSHI");
        if (named != null && new File(named).canExecute()) {
            return true;
        }
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, "sushi").canExecute());
    }
}
