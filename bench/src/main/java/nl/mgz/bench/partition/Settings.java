package nl.mgz.bench.partition;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param bundles transactions in all for each mode, spread over the rounds
 * @param reads calls of every other operation in each round
 * @param partitions how many pieces a table has in the native mode
 * @param planCache PostgreSQL's {@code plan_cache_mode}
 * @param out where the report goes
 * @param plans where the plans go; null to leave them out
 */
record Settings(
        List<Mode> modes,
        int bundles,
        int rounds,
        int reads,
        int threads,
        int partitions,
        String planCache,
        Path out,
        @Nullable Path plans) {

    static Settings parse(String[] args) {
        Map<String, String> given = new TreeMap<>();
        for (String arg : args) {
            String[] parts = arg.replaceFirst("^--", "").split("=", 2);
            given.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        List<Mode> modes = Arrays.stream(
                        given.getOrDefault("modes", "none,keyed,native").split(","))
                .map(name -> Mode.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
        String plans = given.get("plans");
        return new Settings(
                modes,
                number(given, "bundles", 300),
                number(given, "rounds", 5),
                number(given, "reads", 300),
                number(given, "threads", 2),
                number(given, "partitions", 16),
                given.getOrDefault("plan-cache", "auto"),
                Path.of(given.getOrDefault("out", "results/partition.txt")),
                plans == null ? null : Path.of(plans));
    }

    private static int number(Map<String, String> given, String name, int otherwise) {
        String value = given.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }
}
