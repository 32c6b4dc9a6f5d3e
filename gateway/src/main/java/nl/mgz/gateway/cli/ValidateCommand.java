package nl.mgz.gateway.cli;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import nl.mgz.gateway.loading.ResourceFiles;
import nl.mgz.gateway.validation.OfflineValidation;
import nl.mgz.gateway.validation.ResourceValidator;
import nl.mgz.gateway.validation.Validation;
import nl.mgz.gateway.validation.Validation.Finding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description =
                "Validates FHIR R4 files against the standard and our profiles, without a gateway and without a network.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:all accepted", "1:something is refused", "2:a file cannot be read"})
@SuppressWarnings("NullAway.Init")
final class ValidateCommand implements Callable<Integer> {

    enum Format {
        table,
        json
    }

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Files (.json, .xml), or folders of them.")
    private List<Path> paths;

    @Option(names = "--format", description = "One of ${COMPLETION-CANDIDATES}.")
    private Format format = Format.table;

    @Option(names = "--packages", description = "Folder with FHIR packages (.tgz) to validate against as well.")
    private @Nullable Path packages;

    private record Row(String file, Validation validation) {}

    @Override
    public Integer call() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                System.err.println(path + " is not there");
                return 2;
            }
            files.addAll(ResourceFiles.filesIn(path));
        }
        ResourceValidator validator = OfflineValidation.validator(FhirContext.forR4Cached(), packages);
        Progress progress = new Progress("Validating", files.size());
        List<Row> rows = new ArrayList<>();
        for (Path file : files) {
            rows.add(new Row(file.toString(), validate(validator, file)));
            progress.show(rows.size());
        }
        System.out.print(format == Format.json ? json(rows) : table(rows));
        return rows.stream().allMatch(row -> row.validation().accepted()) ? 0 : 1;
    }

    private static Validation validate(ResourceValidator validator, Path file) throws IOException {
        try {
            String text = Files.readString(file);
            return file.toString().endsWith(".xml") ? validator.validateXml(text) : validator.validateJson(text);
        } catch (DataFormatException e) {
            return Validation.unreadable("No FHIR R4 resource: " + e.getMessage());
        } catch (CharacterCodingException e) {
            return Validation.unreadable("Not UTF-8");
        }
    }

    private static String table(List<Row> rows) {
        StringBuilder text = new StringBuilder();
        int width = rows.stream().mapToInt(row -> row.file().length()).max().orElse(10);
        for (Row row : rows) {
            List<Finding> errors = row.validation().errors();
            text.append(String.format("%-" + width + "s  %s%n", row.file(), errors.isEmpty() ? "accepted" : "REFUSED"));
            errors.forEach(error -> text.append("    ")
                    .append(error.expression())
                    .append(": ")
                    .append(error.text())
                    .append('\n'));
        }
        long refused = rows.stream().filter(row -> !row.validation().accepted()).count();
        return text.append(String.format(
                        "%d files, %d accepted, %d refused%n", rows.size(), rows.size() - refused, refused))
                .toString();
    }

    private static String json(List<Row> rows) throws IOException {
        List<Map<String, Object>> all = rows.stream()
                .map(row -> Map.<String, Object>of(
                        "file", row.file(),
                        "accepted", row.validation().accepted(),
                        "findings",
                                row.validation().findings().stream()
                                        .map(finding -> Map.of(
                                                "severity", finding.severity().toCode(),
                                                "key", finding.key(),
                                                "expression", finding.expression(),
                                                "text", finding.text()))
                                        .toList()))
                .toList();
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }
}
