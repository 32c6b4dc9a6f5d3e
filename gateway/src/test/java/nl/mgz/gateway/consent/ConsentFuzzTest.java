package nl.mgz.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random cases against a second implementation of the rules: {@code -Dconsent.oracle=DIR} names the folder of its
 * {@code fuzz.py}; {@code -Dconsent.seeds=1,2} and {@code -Dconsent.count=N} (for each seed) change what is asked.
 */
class ConsentFuzzTest {

    private static final String SEEDS = "1,2,3,4,5";
    private static final String COUNT = "10000";

    @Test
    void agreesWithTheOracle() throws IOException, InterruptedException {
        String folder = System.getProperty("consent.oracle", "");
        assumeTrue(!folder.isBlank(), "skipped: -Dconsent.oracle=DIR names no oracle");
        Path oracle = Outside.named(folder);
        assertThat(oracle.resolve("fuzz.py")).isRegularFile();
        assumeTrue(hasPython(), "skipped: no python3");
        String count = System.getProperty("consent.count", COUNT);
        List<String> differences = new ArrayList<>();
        for (String seed : System.getProperty("consent.seeds", SEEDS).split(",")) {
            int before = differences.size();
            int cases = compare(oracle, seed.trim(), count, differences);
            System.out.println(
                    "seed " + seed.trim() + ": " + cases + " cases, " + (differences.size() - before) + " differ");
            assertThat(cases).isEqualTo(Integer.parseInt(count));
        }
        assertThat(differences).isEmpty();
    }

    private static int compare(Path oracle, String seed, String count, List<String> differences)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder("python3", "-B", "fuzz.py", seed, count, "--lines")
                .directory(oracle.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int cases = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                cases++;
                Vectors.Vector vector = Vectors.Vector.parse(line);
                String difference = vector.difference(vector.decide(ConsentPolicy.defaults()));
                if (!difference.isEmpty()) {
                    differences.add("seed " + seed + ": " + difference);
                }
            }
        }
        assertThat(process.waitFor()).isZero();
        return cases;
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
