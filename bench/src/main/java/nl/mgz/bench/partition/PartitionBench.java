package nl.mgz.bench.partition;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stores the same records in every mode, asks the same of each, and writes down what it took. */
public final class PartitionBench {

    /** Enough that the compiler has seen every path before anything counts. */
    private static final int WARM_UP_BUNDLES = 40;

    private static final int WARM_UP_READS = 300;

    private PartitionBench() {}

    /** @param args see {@code README.md} of this module */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.parse(args);
        Path folder = Files.createTempDirectory("mgz-bench");
        Files.createDirectories(settings.out().toAbsolutePath().getParent());
        try (PrintStream out = new PrintStream(settings.out().toFile(), StandardCharsets.UTF_8);
                PrintStream plans = plans(settings);
                BenchPostgres postgres = BenchPostgres.start(folder)) {
            measure(settings, postgres, new Report(out), plans);
        }
        System.out.println(Files.readString(settings.out()));
        // HAPI leaves threads behind that would keep the process alive.
        System.exit(0);
    }

    private static PrintStream plans(Settings settings) throws IOException {
        return settings.plans() == null
                ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
                : new PrintStream(settings.plans().toFile(), StandardCharsets.UTF_8);
    }

    private static void measure(Settings settings, BenchPostgres postgres, Report report, PrintStream plans)
            throws IOException, SQLException, InterruptedException {
        Instant start = Instant.now();
        report.line("%s, load average %.2f, %d processors, Java %s", start, load(), processors(), Runtime.version());
        report.line("%s", settings);
        report.line("PostgreSQL: %s", postgres.settings());
        List<Loaded> modes = open(settings, postgres);
        ExecutorService workers = Executors.newFixedThreadPool(settings.threads());
        try {
            Rounds rounds = new Rounds(workers, settings.threads());
            rounds.run(0, modes, WARM_UP_BUNDLES, WARM_UP_READS);
            rounds.forget();
            for (int round = 0; round < settings.rounds(); round++) {
                report.line("round %d, %s, load average %.2f", round + 1, elapsed(start), load());
                rounds.run(round, modes, settings.bundles() / settings.rounds(), settings.reads());
            }
            report.times(rounds, settings.modes());
            report.statements(modes, plans);
            report.sizes(modes);
            report.line("%ntook %s", elapsed(start));
        } finally {
            workers.shutdown();
            modes.forEach(loaded -> loaded.storage().close());
        }
    }

    private static List<Loaded> open(Settings settings, BenchPostgres postgres) throws IOException, SQLException {
        int capacity = WARM_UP_BUNDLES + settings.bundles() + 10;
        List<Loaded> modes = new ArrayList<>();
        for (Mode mode : settings.modes()) {
            String url = postgres.create(mode, settings.partitions());
            modes.add(new Loaded(Storage.open(Setup.measured(mode, url, settings.planCache())), capacity));
        }
        return modes;
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String elapsed(Instant start) {
        return Duration.between(start, Instant.now()).toSeconds() + " s";
    }
}
