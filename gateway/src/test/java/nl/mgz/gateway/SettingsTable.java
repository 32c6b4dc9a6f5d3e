package nl.mgz.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The rows of docs/configuration.md. */
record SettingsTable(List<Row> rows) {

    /** @param fallback what counts where nothing is set; empty for none */
    record Row(String setting, String variable, String fallback) {}

    static SettingsTable read() {
        try (Stream<String> lines = Files.lines(root().resolve("docs/configuration.md"))) {
            return new SettingsTable(lines.filter(line -> line.startsWith("| `"))
                    .map(SettingsTable::row)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The root of the repository, also where a test is started from there. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("gateway")) ? here : here.getParent();
    }

    Optional<Row> find(String setting) {
        return rows.stream().filter(row -> row.setting().equals(setting)).findFirst();
    }

    List<String> variables() {
        return rows.stream().map(Row::variable).toList();
    }

    /** The form in which Spring Boot expects a setting in the environment. */
    static String variableOf(String setting) {
        return setting.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static Row row(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.split("(?<!\\\\)\\|")) {
            cells.add(cell.replace("\\|", "|").replace("`", "").strip());
        }
        // A row begins with a bar: the first cell is what stands before it.
        return new Row(cells.get(1), cells.get(2), cells.get(3));
    }
}
