package nl.mgz.gateway.audit.seal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import nl.mgz.gateway.audit.proof.Frontier;
import nl.mgz.gateway.audit.proof.Proofs;
import nl.mgz.gateway.audit.proof.TreeHash;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The tree and its checkpoints in PostgreSQL. */
final class SealStore {

    /** Levels whose subtrees are kept: of 256 leaves, of 65,536, and so on. What lies between is computed. */
    private static final int LEVELS_BETWEEN = 8;

    /**
     * Events that are complete and have no leaf. What a transaction that still runs has written comes with a later round: its
     * number is not below the oldest running one. What lies below the last round's border has a leaf, so it is not looked at.
     */
    private static final String UNSEALED = """
            select s.oldest, e.id, e.recorded, e.salt, e.event, e.written::text as written
              from (select pg_snapshot_xmin(x)::text as oldest, pg_snapshot_xmin(x) as xmin, pg_snapshot_xmax(x) as xmax
                      from pg_current_snapshot() x) s
              left join lateral (
                   select id, recorded, salt, event, written from mgz_audit_event
                    where written >= ?::xid8 and not (written >= s.xmin and written < s.xmax)
                      and not exists (select from mgz_audit_leaf l where l.event_id = id)
                    order by written, id limit ?) e on true
             order by e.written, e.id
            """;

    private final JdbcTemplate database;
    private final TransactionTemplate transaction;

    SealStore(DataSource source) {
        this.database = new JdbcTemplate(source);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
    }

    /**
     * A checkpoint as it is stored.
     *
     * @param sealedTo every event of an earlier transaction has a leaf
     * @param cluster the database cluster whose transactions that counts
     */
    record Stored(long size, String note, byte[] frontier, String sealedTo, long cluster) {}

    record Unsealed(long id, Instant recorded, byte[] salt, String event, String written) {}

    /** @param oldest the oldest transaction that was running when the events were read */
    record Round(String oldest, List<Unsealed> events) {}

    /** Runs work that only one node does at a time; does nothing when another is at it. */
    void alone(Runnable work) {
        transaction.executeWithoutResult(status -> {
            if (Boolean.TRUE.equals(
                    database.queryForObject("select pg_try_advisory_xact_lock(7513, 2)", Boolean.class))) {
                work.run();
            }
        });
    }

    Optional<Stored> last() {
        return database
                .query(
                        "select size, note, frontier, sealed_to::text, cluster from mgz_audit_checkpoint"
                                + " order by size desc limit 1",
                        (row, number) -> new Stored(
                                row.getLong(1), row.getString(2), row.getBytes(3), row.getString(4), row.getLong(5)))
                .stream()
                .findFirst();
    }

    long cluster() {
        Long cluster = database.queryForObject("select system_identifier from pg_control_system()", Long.class);
        return cluster == null ? 0 : cluster;
    }

    Round unsealed(String from, int most) {
        List<Unsealed> events = new ArrayList<>();
        String[] oldest = new String[1];
        database.query(
                UNSEALED,
                row -> {
                    oldest[0] = row.getString("oldest");
                    if (row.getString("event") != null) {
                        events.add(unsealed(row));
                    }
                },
                from,
                most);
        return new Round(oldest[0], events);
    }

    private static Unsealed unsealed(ResultSet row) throws SQLException {
        return new Unsealed(
                row.getLong("id"),
                row.getTimestamp("recorded").toInstant(),
                row.getBytes("salt"),
                row.getString("event"),
                row.getString("written"));
    }

    /** Gives each event the next number of the tree. */
    void append(Frontier tree, List<Unsealed> events) {
        record Leaf(long number, Unsealed event, byte[] hash) {}
        record Node(int level, long index, byte[] hash) {}
        List<Leaf> leaves = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        for (Unsealed event : events) {
            byte[] hash = TreeHash.ofEvent(event.salt(), event.event());
            leaves.add(new Leaf(tree.size(), event, hash));
            tree.add(hash, (level, index, subtree) -> {
                if (level > 0 && level % LEVELS_BETWEEN == 0) {
                    nodes.add(new Node(level, index, subtree));
                }
            });
        }
        database.batchUpdate(
                "insert into mgz_audit_leaf (number, event_id, recorded, hash) values (?, ?, ?, ?)",
                leaves,
                leaves.size(),
                (PreparedStatement insert, Leaf leaf) -> {
                    insert.setLong(1, leaf.number());
                    insert.setLong(2, leaf.event().id());
                    insert.setTimestamp(3, Timestamp.from(leaf.event().recorded()));
                    insert.setBytes(4, leaf.hash());
                });
        nodes.forEach(node -> database.update(
                "insert into mgz_audit_node (level, index, hash) values (?, ?, ?)",
                node.level(),
                node.index(),
                node.hash()));
    }

    void add(Stored checkpoint, Instant made) {
        database.update(
                "insert into mgz_audit_checkpoint (size, note, made, frontier, sealed_to, cluster)"
                        + " values (?, ?, ?, ?, ?::xid8, ?)",
                checkpoint.size(),
                checkpoint.note(),
                Timestamp.from(made),
                checkpoint.frontier(),
                checkpoint.sealedTo(),
                checkpoint.cluster());
    }

    /** The newest checkpoint, when no time stamp is on it. */
    Optional<Stored> unstamped() {
        return last().filter(one -> Boolean.TRUE.equals(database.queryForObject(
                "select not exists (select from mgz_audit_timestamp where size = ?)", Boolean.class, one.size())));
    }

    void stamp(long size, byte[] token) {
        transaction.executeWithoutResult(status -> database.update(
                "insert into mgz_audit_timestamp (size, token) values (?, ?) on conflict do nothing", size, token));
    }

    Optional<String> note(long size) {
        return database
                .queryForList("select note from mgz_audit_checkpoint where size = ?", String.class, size)
                .stream()
                .findFirst();
    }

    List<String> cosignatures(long size) {
        return database.queryForList(
                "select line from mgz_audit_cosignature where size = ? order by name", String.class, size);
    }

    void cosign(long size, String name, String line) {
        transaction.executeWithoutResult(status -> database.update(
                "insert into mgz_audit_cosignature (size, name, line) values (?, ?, ?) on conflict do nothing",
                size,
                name,
                line));
    }

    Optional<String> witness(String ura) {
        return database.queryForList("select key from mgz_audit_witness where ura = ?", String.class, ura).stream()
                .findFirst();
    }

    void monthsAhead() {
        transaction.executeWithoutResult(
                status -> database.queryForObject("select mgz_audit_months_ahead()", Integer.class));
    }

    void knowKey(String key) {
        transaction.executeWithoutResult(
                status -> database.update("insert into mgz_audit_key (key) values (?) on conflict do nothing", key));
    }

    List<String> keys() {
        return database.queryForList("select key from mgz_audit_key order by since, key", String.class);
    }

    /** The stored tree, for proofs. */
    Proofs.Subtrees tree() {
        return this::subtree;
    }

    private byte[] subtree(int level, long index) {
        int kept = level - level % LEVELS_BETWEEN;
        long first = index << (level - kept);
        long count = 1L << (level - kept);
        List<byte[]> hashes = kept == 0
                ? hashes(
                        "select hash from mgz_audit_leaf where number >= ? and number < ? order by number",
                        first,
                        count)
                : hashes(
                        "select hash from mgz_audit_node where level = " + kept
                                + " and index >= ? and index < ? order by index",
                        first,
                        count);
        if (hashes.size() != count) {
            throw new IllegalStateException("the stored tree has a hole");
        }
        return Proofs.joined(hashes);
    }

    private List<byte[]> hashes(String sql, long first, long count) {
        return database.query(sql, (row, number) -> row.getBytes(1), first, first + count);
    }
}
