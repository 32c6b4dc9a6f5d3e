package nl.mgz.gateway.audit.seal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.audit.proof.ExportLine;
import org.jspecify.annotations.Nullable;

/**
 * Writes the whole trail with its proof, as it stands in the database at one moment, for the offline verifier. It judges
 * nothing: what is missing or changed is written as it was found.
 */
public final class TrailExport {

    private static final int ROWS = 1_000;

    private static final String LEAVES = """
            select l.number, l.hash, e.salt, e.event, e.recorded, e.request_id::text as request, e.outcome,
                   e.ura, e.patient_id as patient
              from mgz_audit_leaf l
              left join mgz_audit_event e on e.recorded = l.recorded and e.id = l.event_id
             order by l.number
            """;

    private static final String CHECKPOINTS = """
            select c.size, c.note, t.token,
                   (select string_agg(s.line, E'\\n' order by s.name) from mgz_audit_cosignature s where s.size = c.size)
                       as cosignatures
              from mgz_audit_checkpoint c left join mgz_audit_timestamp t on t.size = c.size
             order by c.size
            """;

    private static final String UNSEALED = """
            select count(*) from mgz_audit_event e
             where not exists (select from mgz_audit_leaf l where l.event_id = e.id)
            """;

    /** Is told how far it is. */
    @FunctionalInterface
    public interface Progress {
        void written(long done, long total);
    }

    private final Connection connection;
    private final Writer out;
    private final ObjectMapper json = new ObjectMapper();

    private TrailExport(Connection connection, Writer out) {
        this.connection = connection;
        this.out = out;
    }

    /**
     * @return how many events were written
     * @throws IOException when the export cannot be written
     */
    public static long write(Connection connection, Writer out, Instant now, Progress progress)
            throws SQLException, IOException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            return new TrailExport(connection, out).write(now, progress);
        } finally {
            connection.rollback();
        }
    }

    private long write(Instant now, Progress progress) throws SQLException, IOException {
        String retainedFrom = one("select to_char(max(before) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                + " from mgz_audit_erasure");
        line(new ExportLine.Head(
                ExportLine.FORMAT,
                all("select key from mgz_audit_key order by since, key"),
                all("select key from mgz_audit_witness order by ura"),
                now.toString(),
                retainedFrom));
        long leaves = body(progress);
        line(new ExportLine.End(leaves, Long.parseLong(String.valueOf(one(UNSEALED)))));
        out.flush();
        return leaves;
    }

    private long body(Progress progress) throws SQLException, IOException {
        long written = 0;
        long total = Long.parseLong(String.valueOf(one("select count(*) from mgz_audit_leaf")));
        try (PreparedStatement leaves = streamed(LEAVES);
                PreparedStatement checkpoints = streamed(CHECKPOINTS);
                ResultSet leaf = leaves.executeQuery();
                ResultSet checkpoint = checkpoints.executeQuery()) {
            boolean more = checkpoint.next();
            while (leaf.next()) {
                while (more && checkpoint.getLong("size") <= leaf.getLong("number")) {
                    line(sealed(checkpoint));
                    more = checkpoint.next();
                }
                line(leaf(leaf));
                if (++written % ROWS == 0 || written == total) {
                    progress.written(written, total);
                }
            }
            while (more) {
                line(sealed(checkpoint));
                more = checkpoint.next();
            }
        }
        return written;
    }

    private PreparedStatement streamed(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setFetchSize(ROWS);
        return statement;
    }

    private ExportLine leaf(ResultSet row) throws SQLException {
        String event = row.getString("event");
        return new ExportLine.Leaf(
                row.getLong("number"),
                row.getBytes("hash"),
                row.getBytes("salt"),
                event,
                event == null ? null : differences(row, event));
    }

    /** Events are found by these columns: a changed one hides an event without touching its text. */
    private @Nullable List<String> differences(ResultSet row, String event) throws SQLException {
        List<String> differences = new ArrayList<>();
        try {
            JsonNode fields = json.readTree(event);
            compare(differences, "request", fields, row.getString("request"));
            compare(differences, "outcome", fields, row.getString("outcome"));
            compare(differences, "patient", fields, row.getString("patient"));
            String ura = row.getString("ura");
            if (ura != null && !ura.equals(fields.path("organization").asText())
                    || ura == null && fields.has("organization")) {
                differences.add("ura");
            }
            if (!Instant.parse(fields.path("recorded").asText())
                    .equals(row.getTimestamp("recorded").toInstant())) {
                differences.add("recorded");
            }
        } catch (JsonProcessingException | java.time.DateTimeException e) {
            return null; // Its hash tells.
        }
        return differences.isEmpty() ? null : differences;
    }

    private static void compare(List<String> differences, String name, JsonNode fields, @Nullable String column) {
        JsonNode field = fields.get(name);
        if (column == null ? field != null : field == null || !column.equals(field.asText())) {
            differences.add(name);
        }
    }

    private static ExportLine sealed(ResultSet row) throws SQLException {
        String note = row.getString("note");
        String cosignatures = row.getString("cosignatures");
        if (cosignatures != null) {
            note = note + cosignatures + "\n";
        }
        return new ExportLine.Sealed(note, row.getBytes("token"));
    }

    private @Nullable String one(String sql) throws SQLException {
        List<String> all = all(sql);
        return all.isEmpty() ? null : all.get(0);
    }

    private List<@Nullable String> all(String sql) throws SQLException {
        List<@Nullable String> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }

    private void line(ExportLine line) throws IOException {
        out.write(line.json());
        out.write('\n');
    }
}
