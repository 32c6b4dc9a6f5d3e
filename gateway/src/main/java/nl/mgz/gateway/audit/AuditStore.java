package nl.mgz.gateway.audit;

import jakarta.annotation.PreDestroy;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import nl.mgz.gateway.audit.seal.Sealer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes events. Those of changes go with the change; those of reads that wait at the same moment share one transaction, so
 * that a disk that syncs a few hundred times a second carries thousands of reads.
 */
@Component
class AuditStore {

    private static final String INSERT =
            "insert into mgz_audit_event (recorded, request_id, outcome, ura, patient_id, salt, event)"
                    + " values (?, ?, ?, ?, ?, ?, ?)";

    /** A trail that cannot be written must be seen as such soon, not when the caller has given up. */
    private static final String NO_LONG_WAIT = "set local lock_timeout = '3s'";

    private static final int MOST_AT_ONCE = 200;
    private static final int MOST_WAITING = 5_000;
    private static final long PATIENCE_SECONDS = 8;

    private record Waiting(List<AuditEvent> events, CompletableFuture<Void> written) {}

    private final Sealer sealer;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread writer = new Thread(this::write, "audit");

    AuditStore(DataSource source, Sealer sealer) {
        this.sealer = sealer;
        this.jdbc = new JdbcTemplate(source);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        writer.setDaemon(true);
        writer.start();
    }

    /** In the transaction of the caller. */
    void addInTransaction(List<AuditEvent> events) {
        jdbc.execute(NO_LONG_WAIT);
        insert(events);
    }

    /** Returns when the events are committed. */
    void add(List<AuditEvent> events) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        if (!queue.offer(new Waiting(events, written))) {
            throw new AuditFailedException(new IllegalStateException("too many events wait"));
        }
        try {
            written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
            } catch (InterruptedException e) {
                return;
            }
            queue.drainTo(batch, MOST_AT_ONCE - 1);
            writeOne(batch);
            batch.clear();
        }
    }

    private void writeOne(List<Waiting> batch) {
        try {
            transaction.executeWithoutResult(status -> {
                jdbc.execute(NO_LONG_WAIT);
                insert(batch.stream().flatMap(one -> one.events().stream()).toList());
            });
            batch.forEach(one -> one.written().complete(null));
        } catch (RuntimeException e) {
            batch.forEach(one -> one.written().completeExceptionally(e));
        }
    }

    private void insert(List<AuditEvent> events) {
        insert(jdbc, events);
        sealer.recorded(events.size());
    }

    static void insert(JdbcTemplate jdbc, List<AuditEvent> events) {
        jdbc.batchUpdate(INSERT, events, Math.max(1, events.size()), AuditStore::fill);
    }

    private static void fill(PreparedStatement statement, AuditEvent event) throws SQLException {
        statement.setTimestamp(1, Timestamp.from(event.recorded()));
        statement.setObject(2, event.requestId());
        statement.setString(3, event.outcome().code());
        statement.setString(4, event.ura());
        statement.setString(5, event.patientId());
        statement.setBytes(6, event.salt());
        statement.setString(7, event.json());
    }

    @PreDestroy
    void end() {
        writer.interrupt();
    }
}
