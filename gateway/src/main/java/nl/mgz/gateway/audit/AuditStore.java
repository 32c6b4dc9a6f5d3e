package nl.mgz.gateway.audit;

import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import nl.mgz.gateway.audit.seal.Sealer;
import nl.mgz.gateway.consent.fhir.PatientRecords.State;
import nl.mgz.gateway.refusal.StackOf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes events. Those of changes go with the change; those of reads that wait at the same moment share one transaction, so
 * that a disk that syncs a few hundred times a second carries thousands of reads.
 */
@Component
class AuditStore {

    private static final Logger LOG = LoggerFactory.getLogger(AuditStore.class);

    private static final String INSERT =
            "insert into mgz_audit_event (recorded, request_id, outcome, ura, patient_id, salt, event)"
                    + " select * from unnest(?::timestamptz[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::text[])";

    /**
     * A trail that cannot be written must be seen as such soon, not when the caller has given up. Sent with what it is for, in
     * one trip to the database and, where no other runs, one transaction
     * (https://www.postgresql.org/docs/17/protocol-flow.html#PROTOCOL-FLOW-PIPELINING).
     */
    private static final String NO_LONG_WAIT = "select set_config('lock_timeout', '3s', true);";

    private static final int MOST_AT_ONCE = 200;
    private static final int MOST_WAITING = 5_000;
    private static final long PATIENCE_SECONDS = 8;

    /**
     * A transaction of its own, and a look at what answers rest on, which comes when the events are on disk: what is on record
     * after a withdrawal sees the withdrawal.
     */
    private static final String INSERT_AND_LOOK = "begin;" + NO_LONG_WAIT + INSERT + ";commit;" + State.NOW;

    /** The parameter of the look, after those of the events. */
    private static final int LOOKED_AT = 8;

    private record Waiting(List<AuditEvent> events, Map<String, State> basis, CompletableFuture<Boolean> holds) {

        void answer(Map<String, State> now) {
            holds.complete(
                    basis.entrySet().stream().allMatch(one -> one.getValue().equals(now.get(one.getKey()))));
        }
    }

    private final Sealer sealer;
    private final JdbcTemplate jdbc;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread writer = new Thread(this::write, "audit");

    /** @param jdbc by which a statement outside a transaction is one of its own */
    AuditStore(JdbcTemplate jdbc, Sealer sealer) {
        this.sealer = sealer;
        this.jdbc = jdbc;
        writer.setDaemon(true);
        writer.start();
    }

    /** In the transaction of the caller. */
    void addInTransaction(List<AuditEvent> events) {
        insert(events);
    }

    /**
     * Returns when the events are committed.
     *
     * @param basis the states that the answer which they are about rests on
     * @return whether these still are so, seen after the commit
     */
    boolean add(List<AuditEvent> events, Map<String, State> basis) {
        Waiting mine = new Waiting(events, basis, new CompletableFuture<>());
        if (!queue.offer(mine)) {
            throw new AuditFailedException(new IllegalStateException("too many events wait"));
        }
        try {
            return mine.holds().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditFailedException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AuditFailedException(e);
        }
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                batch.add(queue.take());
                queue.drainTo(batch, MOST_AT_ONCE - 1);
                writeOne(batch);
            } catch (InterruptedException e) {
                return;
            } catch (Error e) {
                // INVARIANT: this thread goes on, for without it no read is answered until the next start.
                failed(e);
            } finally {
                batch.clear();
            }
        }
    }

    /** Why reads get 503. */
    private static void failed(Throwable failure) {
        LOG.error("The trail was not written: {}", StackOf.inOneLine(failure));
    }

    private void writeOne(List<Waiting> batch) {
        try {
            List<AuditEvent> events =
                    batch.stream().flatMap(one -> one.events().stream()).toList();
            Set<String> patients = new HashSet<>();
            batch.forEach(one -> patients.addAll(one.basis().keySet()));
            Map<String, State> now;
            if (patients.isEmpty()) {
                insert(jdbc, events);
                now = Map.of();
            } else {
                now = insertAndLook(events, patients);
            }
            sealer.recorded(events.size());
            batch.forEach(one -> one.answer(now));
        } catch (RuntimeException | Error e) {
            failed(e);
            batch.forEach(one -> one.holds().completeExceptionally(e));
        }
    }

    private void insert(List<AuditEvent> events) {
        insert(jdbc, events);
        sealer.recorded(events.size());
    }

    private Map<String, State> insertAndLook(List<AuditEvent> events, Set<String> patients) {
        Map<String, State> now = jdbc.execute(INSERT_AND_LOOK, (PreparedStatement statement) -> {
            requireThatItWillBeCommitted(statement.getConnection());
            put(events, statement);
            statement.setArray(LOOKED_AT, statement.getConnection().createArrayOf("varchar", patients.toArray()));
            try {
                return lastRows(statement);
            } catch (SQLException e) {
                endTransaction(statement.getConnection(), e);
                throw e;
            } catch (RuntimeException | Error e) {
                // Nobody knows what of the answer was read: who had it next could take the rest for an answer of its
                // own.
                statement.getConnection().abort(Runnable::run);
                throw e;
            }
        });
        return Objects.requireNonNull(now);
    }

    private static Map<String, State> lastRows(PreparedStatement statement) throws SQLException {
        Map<String, State> now = Map.of();
        boolean isRows = statement.execute();
        while (isRows || statement.getUpdateCount() >= 0) {
            if (isRows) {
                try (ResultSet rows = statement.getResultSet()) {
                    // The first rows are of the lock's time.
                    now = rows.getMetaData().getColumnCount() == 1 ? now : State.read(rows);
                }
            }
            isRows = statement.getMoreResults();
        }
        return now;
    }

    /** Who gets the connection next must not find a transaction that failed. */
    private static void endTransaction(Connection connection, SQLException failure) {
        try (Statement rollback = connection.createStatement()) {
            rollback.execute("rollback");
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** In one statement however many they are: in the running transaction, or, on a connection that commits by itself, one of its own. */
    static void insert(JdbcTemplate jdbc, List<AuditEvent> events) {
        jdbc.execute(NO_LONG_WAIT + INSERT, (PreparedStatement statement) -> {
            requireThatItWillBeCommitted(statement.getConnection());
            put(events, statement);
            statement.execute();
            return events.size();
        });
    }

    private static void put(List<AuditEvent> events, PreparedStatement statement) throws SQLException {
        // As text: an array of timestamps would be written in the time of this machine, which has one hour twice a
        // year.
        array(statement, 1, "timestamptz", events, event -> event.recorded().toString());
        array(statement, 2, "uuid", events, AuditEvent::requestId);
        array(statement, 3, "text", events, event -> event.outcome().code());
        array(statement, 4, "text", events, AuditEvent::ura);
        array(statement, 5, "text", events, AuditEvent::patientId);
        statement.setArray(
                6,
                statement
                        .getConnection()
                        .createArrayOf(
                                "bytea", events.stream().map(AuditEvent::salt).toArray(byte[][]::new)));
        array(statement, 7, "text", events, AuditEvent::json);
    }

    /** The pool's connections take back what nobody commits, and it would look as if it had been written. */
    private static void requireThatItWillBeCommitted(Connection connection) throws SQLException {
        if (!connection.getAutoCommit() && !TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("events would be written in a transaction that nobody commits");
        }
    }

    private static void array(
            PreparedStatement statement,
            int place,
            String type,
            List<AuditEvent> events,
            Function<AuditEvent, @Nullable Object> value)
            throws SQLException {
        Object[] values = new Object[events.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(events.get(i));
        }
        statement.setArray(place, statement.getConnection().createArrayOf(type, values));
    }

    @PreDestroy
    void end() {
        writer.interrupt();
    }
}
