package nl.mgz.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came out: each line is printed at once, for a run takes long, and kept for a file. */
final class Report {

    private final List<String> lines = new ArrayList<>();

    void say(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        lines.add(line);
        System.out.println(line);
    }

    void write(Path file) throws IOException {
        Files.write(file, lines);
        System.out.println("written to " + file);
    }
}
