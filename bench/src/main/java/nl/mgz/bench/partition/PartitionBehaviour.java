package nl.mgz.bench.partition;

import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.ClientIdStrategyEnum;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What partition keys change in behaviour, not in speed: the same steps in both modes, side by side. */
public final class PartitionBehaviour {

    private static final int PARTITIONS = 16;

    private PartitionBehaviour() {}

    /** @param args where the report goes */
    public static void main(String[] args) throws Exception {
        Path report = Path.of(args.length == 0 ? "results/partition-behaviour.txt" : args[0]);
        try (PrintStream out = new PrintStream(report.toFile(), StandardCharsets.UTF_8);
                BenchPostgres postgres = BenchPostgres.start(Files.createTempDirectory("mgz-bench"))) {
            Map<String, Map<String, String>> outcomes = new LinkedHashMap<>();
            outcomes.put("no partitions", probe(postgres, Mode.NONE, ClientIdStrategyEnum.NOT_ALLOWED));
            outcomes.put("partitions", probe(postgres, Mode.NATIVE, ClientIdStrategyEnum.NOT_ALLOWED));
            outcomes.put("partitions, client ids", probe(postgres, Mode.KEYED, ClientIdStrategyEnum.ALPHANUMERIC));
            Set<String> steps = outcomes.get("no partitions").keySet();
            for (String step : steps) {
                out.println(step);
                outcomes.forEach((mode, told) -> out.printf("    %-24s %s%n", mode, told.get(step)));
            }
        }
        System.out.println(Files.readString(report));
        System.exit(0);
    }

    private static Map<String, String> probe(BenchPostgres postgres, Mode mode, ClientIdStrategyEnum clientIds)
            throws IOException, SQLException {
        try (Storage storage = Storage.open(Setup.asked(mode, postgres.create(mode, PARTITIONS), clientIds))) {
            return Probe.of(storage);
        }
    }
}
