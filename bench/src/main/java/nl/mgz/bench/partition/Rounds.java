package nl.mgz.bench.partition;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs each operation in every mode, a slice of a second or less in one and then in the next, round after round: the
 * speed of a shared machine swings within seconds, and only neighbours can be compared.
 */
final class Rounds {

    private static final int BUNDLES_OF_A_SLICE = 6;

    private static final int READS_OF_A_SLICE = 20;

    private final ExecutorService workers;
    private final int threads;
    private final Map<Mode, Map<Operation, List<Sample>>> samples = new EnumMap<>(Mode.class);

    Rounds(ExecutorService workers, int threads) {
        this.workers = workers;
        this.threads = threads;
    }

    /** @param round decides who goes first and which subjects are drawn */
    void run(int round, List<Loaded> modes, int bundles, int reads) throws InterruptedException, SQLException {
        for (Operation operation : Operation.values()) {
            boolean load = operation == Operation.LOAD;
            List<Stopwatch> watches = modes.stream()
                    .map(loaded -> new Stopwatch(operation, loaded, load ? bundles : reads, round * 1_000_003L))
                    .toList();
            int slice = load ? BUNDLES_OF_A_SLICE : READS_OF_A_SLICE;
            for (int done = 0; done < (load ? bundles : reads); done += slice) {
                for (int i = 0; i < watches.size(); i++) {
                    watches.get((i + round + done / slice) % watches.size()).run(slice);
                }
            }
            for (Stopwatch watch : watches) {
                samples.computeIfAbsent(watch.loaded.storage().mode(), mode -> new EnumMap<>(Operation.class))
                        .computeIfAbsent(operation, each -> new ArrayList<>())
                        .add(watch.sample());
                if (load) {
                    analyze(watch.loaded.storage());
                }
            }
        }
    }

    List<Sample> samples(Mode mode, Operation operation) {
        return samples.get(mode).get(operation);
    }

    void forget() {
        samples.clear();
    }

    /** The calls of one operation in one mode, a slice at a time. */
    private final class Stopwatch {

        private final Operation operation;
        private final Loaded loaded;
        private final long[] nanos;
        private final long seed;
        private final AtomicInteger next = new AtomicInteger();
        private long wall;

        Stopwatch(Operation operation, Loaded loaded, int calls, long seed) {
            this.operation = operation;
            this.loaded = loaded;
            this.nanos = new long[calls];
            this.seed = seed;
        }

        void run(int slice) throws InterruptedException {
            int end = Math.min(nanos.length, next.get() + slice);
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                running.add(workers.submit(() -> callUntil(end)));
            }
            for (Future<?> each : running) {
                await(each);
            }
            wall += System.nanoTime() - start;
            next.set(end);
        }

        private void callUntil(int end) {
            for (int call = next.getAndIncrement(); call < end; call = next.getAndIncrement()) {
                long before = System.nanoTime();
                operation.run(loaded, new Random(seed + call));
                nanos[call] = System.nanoTime() - before;
            }
        }

        private void await(Future<?> running) throws InterruptedException {
            try {
                running.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        operation.title() + ", " + loaded.storage().mode().title(), e);
            }
        }

        Sample sample() {
            return Sample.of(nanos, wall);
        }
    }

    /** PostgreSQL never does this by itself for the parent of partitions. */
    private static void analyze(Storage storage) throws SQLException {
        try (Connection connection = storage.connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
            connection.setAutoCommit(false);
        }
    }
}
