package nl.mgz.gateway.sandbox.region;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads the resource files next to this class: tables (TSV with a head line) and JSON. */
final class RegionFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RegionFiles() {}

    /** One line of a table, by column name. An empty cell is an empty string. */
    record Row(Map<String, String> cells) {

        String get(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new IllegalArgumentException("no column " + column);
            }
            return cell;
        }

        boolean has(String column) {
            return !get(column).isEmpty();
        }
    }

    static List<Row> table(String name) {
        List<String> lines = text(name).lines().toList();
        String[] head = lines.get(0).split("\t", -1);
        return lines.stream()
                .skip(1)
                .map(line -> row(head, line.split("\t", -1)))
                .toList();
    }

    private static Row row(String[] head, String[] cells) {
        return new Row(IntStream.range(0, head.length).boxed().collect(Collectors.toMap(i -> head[i], i -> cells[i])));
    }

    static <T> List<T> list(String name, Class<T> type) {
        try {
            return JSON.readValue(text(name), JSON.getTypeFactory().constructCollectionType(List.class, type));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    static <T> T object(String name, Class<T> type) {
        try {
            return JSON.readValue(text(name), type);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static String text(String name) {
        try (InputStream in = RegionFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
