package nl.mgz.gateway.labels;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import nl.mgz.gateway.Cases;
import nl.mgz.gateway.sandbox.region.Region;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** Labels of resources that others wrote; the counts are in {@code docs/labels.md}. */
class LabelsOfRealDataTest {

    private static final FhirContext CONTEXT = FhirContext.forR4Cached();

    private final Labeller labeller = LabellerTest.labeller(null);

    private static List<Resource> resources() throws IOException {
        List<Resource> all = new ArrayList<>();
        for (String set : List.of("nl-core", "nl-elz-referral", "nl-gf", "mitz", "pzp-beta3", "pzp-rc2")) {
            try (Stream<Path> files = Files.walk(Cases.folder(set))) {
                files.filter(file -> file.toString().endsWith(".json")
                                || file.toString().endsWith(".xml"))
                        .sorted()
                        .forEach(file -> read(file, all));
            }
        }
        return all;
    }

    private static void read(Path file, List<Resource> into) {
        try {
            String text = Files.readString(file);
            var parser = file.toString().endsWith(".xml") ? CONTEXT.newXmlParser() : CONTEXT.newJsonParser();
            add((Resource) parser.parseResource(text), into);
        } catch (IOException | DataFormatException e) {
            // Not every file of a case set is a resource.
        }
    }

    private static void add(Resource resource, List<Resource> into) {
        if (resource instanceof Bundle bundle) {
            bundle.getEntry().stream()
                    .filter(Bundle.BundleEntryComponent::hasResource)
                    .forEach(entry -> add(entry.getResource(), into));
        } else if (!(resource instanceof MetadataResource)) {
            into.add(resource);
        }
    }

    @Test
    void fewResourcesOfOthersAreSensitive() throws IOException {
        assertFewAreSensitive("others", resources());
    }

    /** The essentials of a client stay readable: intellectual disability, autism and dementia label nothing. */
    @Test
    void fewResourcesOfTheSandboxAreSensitive() {
        Region region = Region.of(42);
        List<Resource> resources = new ArrayList<>();
        for (int client = 0; client < 200; client++) {
            region.client(client, key -> "Organization/" + key).forEach(push -> add(push.bundle(), resources));
        }
        assertFewAreSensitive("the sandbox", resources);
    }

    private void assertFewAreSensitive(String whose, List<Resource> resources) {
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Integer> sensitive = new TreeMap<>();
        for (Resource resource : resources) {
            Labels labels = labeller.labels(resource);
            String text = labels.confidentiality() + " " + labels.sensitivity();
            counts.merge(text, 1, Integer::sum);
            if (!labels.equals(Labels.NORMAL)) {
                sensitive.merge(resource.fhirType() + " " + text, 1, Integer::sum);
            }
        }
        System.out.println(
                "Labels of " + resources.size() + " resources of " + whose + ": " + counts + ", of which " + sensitive);
        assertThat(resources).hasSizeGreaterThan(200);
        assertThat(counts.getOrDefault("N []", 0)).isGreaterThan(resources.size() * 8 / 10);
    }

    @Test
    void labellingCostsAFractionOfAMillisecond() throws IOException {
        List<Resource> resources = resources();
        for (int i = 0; i < 30; i++) {
            resources.forEach(labeller::labels);
        }
        List<Double> rounds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long begun = System.nanoTime();
            resources.forEach(labeller::labels);
            rounds.add((System.nanoTime() - begun) / 1_000.0 / resources.size());
        }
        rounds.sort(null);
        System.out.printf(
                "Labelling: median %.1f us, fastest %.1f us, slowest %.1f us per resource (%d resources, 20 rounds)%n",
                rounds.get(10), rounds.get(0), rounds.get(19), resources.size());
        assertThat(rounds.get(0)).isLessThan(300);
    }
}
