package nl.mgz.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import nl.mgz.gateway.audit.seal.Sealer;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.consent.fhir.PatientRecords.State;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.LogCapture;
import nl.mgz.gateway.http.People;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;

/** The one thread that puts reads on record, and what each that waits for it is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditStoreTest {

    private static final UUID HOLDS = UUID.randomUUID();
    private static final UUID MOVED = UUID.randomUUID();
    private static final UUID NONE = UUID.randomUUID();
    private static final UUID NOBODY = UUID.randomUUID();

    private Gateway gateway;
    private AuditStore store;
    private JdbcTemplate jdbc;

    /** What a real event says; these tests are about when it is written. */
    private Map<String, Object> fields;

    @BeforeAll
    void start() throws IOException {
        gateway = Gateway.shared();
        store = gateway.bean(AuditStore.class);
        jdbc = gateway.bean(JdbcTemplate.class);
        gateway.get("Patient/" + People.create(gateway, "Vooraf"));
        fields = new ObjectMapper()
                .readValue(
                        jdbc.queryForObject(
                                "select event from mgz_audit_event where outcome = ? limit 1",
                                String.class,
                                Outcome.PERMIT.code()),
                        new TypeReference<>() {});
    }

    private List<AuditEvent> event(UUID request) {
        return List.of(AuditEvent.of(Instant.now(), request, Outcome.PERMIT, null, null, fields));
    }

    private State state(String patient) {
        PatientRecords.Known known =
                gateway.bean(PatientRecords.class).of(List.of(patient)).get(patient);
        assertThat(known).isNotNull();
        return known.state();
    }

    private boolean isOnRecord(UUID request) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select exists (select 1 from mgz_audit_event where request_id = ?)", Boolean.class, request));
    }

    @Test
    void tellsEachOfThoseThatAreWrittenTogetherWhetherItsOwnBasisHolds() throws Exception {
        State one = state(People.create(gateway, "Samen"));
        String mine = People.create(gateway, "Eigen");
        State now = state(mine);
        Map<UUID, Map<String, State>> bases = Map.of(
                HOLDS, Map.of(mine, now),
                MOVED, Map.of(mine, new State(now.patient() + 1, now.directory())),
                NONE, Map.of(),
                NOBODY, Map.of("nobody", one));
        Map<UUID, Future<Boolean>> answers = new HashMap<>();
        ExecutorService callers = Executors.newCachedThreadPool();
        try (Connection connection =
                        DriverManager.getConnection(Gateway.SharedDatabase.get().superuserUrl());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table mgz_audit_event in exclusive mode");
            // The first is being written and waits for the lock; those after it go together.
            Future<Boolean> first = callers.submit(() -> store.add(event(UUID.randomUUID()), Map.of()));
            TimeUnit.MILLISECONDS.sleep(300);
            bases.forEach((request, basis) ->
                    answers.put(request, callers.submit(() -> store.add(event(request), basis))));
            TimeUnit.MILLISECONDS.sleep(300);
            connection.rollback();
            assertThat(first.get()).isTrue();
        } finally {
            callers.shutdown();
        }
        assertThat(answers.get(HOLDS).get()).isTrue();
        assertThat(answers.get(MOVED).get()).isFalse();
        assertThat(answers.get(NONE).get()).isTrue();
        assertThat(answers.get(NOBODY).get()).isFalse();
        assertThat(bases.keySet()).allMatch(this::isOnRecord);
        assertThat(jdbc.queryForObject(
                        "select count(distinct xmin::text) from mgz_audit_event where request_id = any (?::uuid[])",
                        Integer.class,
                        "{" + HOLDS + "," + MOVED + "," + NONE + "," + NOBODY + "}"))
                .as("transactions that they were written in")
                .isOne();
    }

    @Test
    void writesOnAfterAnErrorAndSaysWhyItDidNot() {
        AtomicBoolean once = new AtomicBoolean();
        JdbcTemplate failing = new JdbcTemplate() {
            @Override
            public <T> T execute(String sql, PreparedStatementCallback<T> action) {
                if (once.compareAndSet(false, true)) {
                    throw new StackOverflowError("made up");
                }
                return jdbc.execute(sql, action);
            }
        };
        AuditStore mine = new AuditStore(failing, gateway.bean(Sealer.class));
        UUID request = UUID.randomUUID();
        try (LogCapture log = LogCapture.asConfigured()) {
            assertThatThrownBy(() -> mine.add(event(UUID.randomUUID()), Map.of()))
                    .isInstanceOf(AuditFailedException.class)
                    .hasRootCauseInstanceOf(StackOverflowError.class);
            assertThat(mine.add(event(request), Map.of())).isTrue();
            assertThat(isOnRecord(request)).isTrue();
            assertThat(log.all())
                    .anyMatch(line ->
                            line.contains("The trail was not written: StackOverflowError at nl.mgz.gateway.audit."))
                    .noneMatch(line -> line.contains("made up"));
        } finally {
            mine.end();
        }
    }
}
