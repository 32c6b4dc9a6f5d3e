package nl.mgz.gateway.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nl.mgz.gateway.audit.proof.TreeHash;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import org.flywaydb.core.Flyway;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * An event of the trail that says that thirty resources were shown: to make its text, to make the leaf that seals it, and to append it to
 * a real PostgreSQL, one or ten in a transaction that is on disk afterwards. It stands in this package for {@link AuditEvent} and
 * {@link AuditStore}; the queue in which reads wait for each other is not in it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@Threads(1)
public class AuditAppendBench {

    private static final String PATIENT = UUID.nameUUIDFromBytes(new byte[] {1}).toString();

    /** As a read of a triage context has them. */
    private static final Map<String, Object> FIELDS = fields();

    private static Map<String, Object> fields() {
        Map<String, Object> all = new TreeMap<>();
        all.put("received", "2026-11-23T10:00:00.123456Z");
        all.put("status", 200);
        all.put("interaction", "$triage-context");
        all.put("method", "POST");
        all.put("path", "/fhir/Patient/$triage-context");
        all.put("parameters", List.of());
        all.put("network", "127.0.0.1");
        all.put("emergency", false);
        all.put("rule", "C1,C4");
        all.put("consents", List.of("Consent/" + PATIENT));
        all.put("organization", "90000010");
        all.put("organizationName", "Triage De Wetering");
        all.put("organizationKind", "triage");
        all.put("client", "sandbox-triage");
        all.put("token", PATIENT);
        all.put("purpose", "TREAT");
        all.put("person", Map.of("id", "900000101", "name", "T. van Vliet", "role", "30.000"));
        all.put(
                "resources",
                IntStream.range(0, 30)
                        .mapToObj(i -> "Condition/" + UUID.nameUUIDFromBytes(new byte[] {(byte) i}) + "/_history/1")
                        .toList());
        return all;
    }

    private static AuditEvent event() {
        return AuditEvent.of(Instant.now(), UUID.randomUUID(), Outcome.PERMIT, "90000010", PATIENT, FIELDS);
    }

    /** A trail as the migrations make it. */
    @State(Scope.Benchmark)
    public static class Trail {

        @Param({"1", "10"})
        int events;

        private Path folder = Path.of("");
        private SandboxDatabase database;
        private SingleConnectionDataSource connection;
        JdbcTemplate jdbc;

        @Setup(Level.Trial)
        public void start() throws IOException {
            folder = Files.createTempDirectory("mgz-bench");
            database = SandboxDatabase.start(folder);
            String url = String.valueOf(database.settings().get("mgz.database.url"));
            Flyway.configure()
                    .dataSource(url, "mgz_owner", "")
                    .locations("classpath:db/migration")
                    .table("mgz_schema_history")
                    .placeholders(Map.of("application_role", "mgz_app"))
                    .load()
                    .migrate();
            connection = new SingleConnectionDataSource(url, "mgz_app", "", true);
            jdbc = new JdbcTemplate(connection);
        }

        @TearDown(Level.Trial)
        public void stop() throws IOException {
            connection.destroy();
            database.close();
            org.springframework.util.FileSystemUtils.deleteRecursively(folder);
        }
    }

    /** One that is there, to be sealed. */
    @State(Scope.Benchmark)
    public static class Written {

        final AuditEvent event = event();
    }

    @Benchmark
    public String text() {
        return event().json();
    }

    @Benchmark
    public byte[] leaf(Written written) {
        return TreeHash.ofEvent(written.event.salt(), written.event.json());
    }

    @Benchmark
    public int append(Trail trail) {
        List<AuditEvent> events =
                Stream.generate(AuditAppendBench::event).limit(trail.events).toList();
        AuditStore.insert(trail.jdbc, events);
        return events.size();
    }
}
