package nl.mgz.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The decision vectors of {@code -Dconsent.vectors=FILE[,FILE]}; they live outside the product. */
class ConsentVectorsTest {

    @Test
    void everyVectorIsDecidedAsItSays() throws IOException {
        String files = System.getProperty("consent.vectors", "");
        assumeTrue(!files.isBlank(), "skipped: -Dconsent.vectors=FILE[,FILE] names no vectors");
        List<String> differences = new ArrayList<>();
        int count = 0;
        for (String file : files.split(",")) {
            for (Vectors.Vector vector : Vectors.read(Outside.named(file.trim()))) {
                count++;
                String difference = vector.difference(vector.decide(ConsentPolicy.defaults()));
                if (!difference.isEmpty()) {
                    differences.add(difference);
                }
            }
        }
        System.out.println((count - differences.size()) + " passed, " + differences.size() + " failed");
        assertThat(differences).isEmpty();
    }
}
