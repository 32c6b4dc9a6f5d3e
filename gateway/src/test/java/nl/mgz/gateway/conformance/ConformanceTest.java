package nl.mgz.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import nl.mgz.gateway.Cases;
import nl.mgz.gateway.loading.ResourceFiles;
import nl.mgz.gateway.validation.OfflineValidation;
import nl.mgz.gateway.validation.ResourceValidator;
import nl.mgz.gateway.validation.Validation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real files against the product, twice: with our own profiles alone, and with the published packages that the files
 * claim. A table says how many are accepted; any file that is refused and should not be, or the other way round, fails.
 */
class ConformanceTest {

    private static final List<String> SETS = List.of(
            "nl-core",
            "pzp-beta3",
            "pzp-json",
            "pzp-rc2",
            "pzp-rc2/json",
            "nl-elz-referral/examples",
            "nl-gf/instances",
            "mitz");

    @TempDir
    static Path folder;

    private record Expected(String context, String set, String file, String fragment) {}

    private record Row(String context, String set, int files, int accepted, int refused, int expected) {

        @Override
        public String toString() {
            return String.format("%-24s %-26s %6d %9d %8d %9d", context, set, files, accepted, refused, expected);
        }
    }

    @Test
    void realFilesAreRefusedOnlyForWhatIsReallyWrong() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(Cases.root()), () -> "skipped: no cases in " + Cases.root());
        List<Row> rows = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        check("our profiles", OfflineValidation.validator(FhirContext.forR4Cached(), null), rows, differences);
        if (Files.isDirectory(Cases.root().resolve("nl-core-definitions"))) {
            check(
                    "with published packages",
                    OfflineValidation.validator(FhirContext.forR4Cached(), packages()),
                    rows,
                    differences);
        }
        System.out.printf(
                "%-24s %-26s %6s %9s %8s %9s%n", "context", "case set", "files", "accepted", "refused", "expected");
        rows.forEach(System.out::println);
        differences.forEach(difference -> System.out.println("DIFFERENCE " + difference));
        assertThat(rows).isNotEmpty();
        assertThat(differences).isEmpty();
    }

    private static Path packages() throws IOException {
        Path cases = Cases.root();
        RegionPackages.write(
                folder.resolve("1-nl-core.tgz"),
                "nictiz.fhir.nl.r4",
                "0.12.1",
                List.of(cases.resolve("nl-core-definitions")));
        RegionPackages.write(
                folder.resolve("2-pzp-beta3.tgz"),
                "iknl.fhir.r4.pzp",
                "0.1.3",
                List.of(cases.resolve("pzp-definitions")));
        RegionPackages.write(
                folder.resolve("3-pzp-rc2.tgz"),
                "iknl.fhir.r4.pzp-rc2",
                "1.0.0",
                List.of(cases.resolve("pzp-rc2/definitions-reduced")));
        RegionPackages.write(
                folder.resolve("4-elz.tgz"),
                "nictiz.fhir.nl.r4.elz",
                "0.2.0",
                List.of(cases.resolve("nl-elz-referral/definitions")));
        RegionPackages.write(folder.resolve("5-gf.tgz"), "nl.gf", "0.3.0", List.of(cases.resolve("nl-gf/definitions")));
        return folder;
    }

    private static void check(String context, ResourceValidator validator, List<Row> rows, List<String> differences)
            throws IOException {
        List<Expected> expected = expected();
        for (String set : SETS) {
            Path path = Cases.root().resolve(set);
            if (!Files.isDirectory(path)) {
                continue;
            }
            Map<String, Validation> refused = new TreeMap<>();
            List<Path> files = ResourceFiles.filesIn(path).stream()
                    .filter(file -> file.getParent().equals(path))
                    .toList();
            int resources = 0;
            for (Path file : files) {
                Validation validation = validate(validator, file);
                resources++;
                if (!validation.accepted()) {
                    refused.put(file.getFileName().toString(), validation);
                }
            }
            List<Expected> wanted = expected.stream()
                    .filter(one -> one.set().equals(set)
                            && (one.context().equals(context) || one.context().equals("both")))
                    .filter(one -> Files.exists(path.resolve(one.file())))
                    .toList();
            rows.add(new Row(context, set, resources, resources - refused.size(), refused.size(), wanted.size()));
            compare(context + ", " + set, refused, wanted, differences);
        }
    }

    private static Validation validate(ResourceValidator validator, Path file) throws IOException {
        try {
            String text = Files.readString(file);
            return file.toString().endsWith(".xml") ? validator.validateXml(text) : validator.validateJson(text);
        } catch (DataFormatException e) {
            return Validation.unreadable(e.getMessage());
        }
    }

    private static void compare(
            String where, Map<String, Validation> refused, List<Expected> wanted, List<String> differences) {
        for (Expected one : wanted) {
            Validation found = refused.remove(one.file());
            if (found == null) {
                differences.add(
                        where + ": " + one.file() + " is accepted, and should be refused for: " + one.fragment());
            } else if (found.errors().stream()
                    .noneMatch(error -> (error.key() + " " + error.text()).contains(one.fragment()))) {
                differences.add(where + ": " + one.file() + " is refused for another reason than " + one.fragment()
                        + ": " + first(found));
            }
        }
        refused.forEach(
                (file, validation) -> differences.add(where + ": " + file + " is refused: " + first(validation)));
    }

    private static String first(Validation validation) {
        return validation.errors().stream()
                .limit(3)
                .map(error -> error.expression() + " " + error.key() + " " + error.text())
                .toList()
                .toString();
    }

    private static List<Expected> expected() throws IOException {
        try (InputStream in = ConformanceTest.class.getResourceAsStream("expected-refusals.tsv")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .filter(line -> !line.isBlank())
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new Expected(cells[0], cells[1], cells[2], cells[3]))
                    .toList();
        }
    }
}
