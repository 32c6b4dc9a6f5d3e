package nl.mgz.gateway.audit.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads the trail for those who may. */
@Component
public final class TrailReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FROM = " from mgz_audit_event e where true";

    private final JdbcTemplate database;

    TrailReader(DataSource source) {
        this.database = new JdbcTemplate(source);
    }

    /**
     * Which events; each part that is there narrows.
     *
     * @param from first moment
     * @param until first moment that is not asked for any more
     * @param agent URA of an organisation, client id, or number of a person who acted or was responsible
     * @param entity what was shown or changed, as {@code Type/id}
     * @param outcomes codes of {@link nl.mgz.gateway.audit.Outcome}; all where it is empty
     */
    public record Which(
            @Nullable String patient,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable String agent,
            @Nullable String entity,
            Set<String> outcomes) {

        /** All about one patient. */
        public static Which about(String patient, @Nullable Instant from, @Nullable Instant until) {
            return new Which(patient, from, until, null, null, Set.of());
        }
    }

    public long count(Which which) {
        List<Object> values = new ArrayList<>();
        String sql = "select count(*)" + FROM + where(which, values);
        Long count = database.queryForObject(sql, Long.class, values.toArray());
        return count == null ? 0 : count;
    }

    /** Newest first. */
    public List<TrailLine> page(Which which, int count, int offset) {
        List<Object> values = new ArrayList<>();
        String sql =
                "select id, event" + FROM + where(which, values) + " order by recorded desc, id desc limit ? offset ?";
        values.add(count);
        values.add(offset);
        return database.query(sql, (row, number) -> line(row), values.toArray());
    }

    public Optional<TrailLine> one(long id) {
        return database
                .query("select id, event from mgz_audit_event where id = ?", (row, number) -> line(row), id)
                .stream()
                .findFirst();
    }

    private static String where(Which which, List<Object> values) {
        StringBuilder sql = new StringBuilder();
        if (which.patient() != null) {
            sql.append(" and e.patient_id = ?");
            values.add(which.patient());
        }
        if (which.from() != null) {
            sql.append(" and e.recorded >= ?");
            values.add(Timestamp.from(which.from()));
        }
        if (which.until() != null) {
            sql.append(" and e.recorded < ?");
            values.add(Timestamp.from(which.until()));
        }
        if (which.agent() != null) {
            sql.append(" and (e.ura = ? or e.event::jsonb ->> 'client' = ? or e.event::jsonb -> 'person' ->> 'id' = ?"
                    + " or e.event::jsonb -> 'responsible' ->> 'id' = ?)");
            values.addAll(List.of(which.agent(), which.agent(), which.agent(), which.agent()));
        }
        if (which.entity() != null) {
            sql.append(" and exists (select from jsonb_array_elements_text(e.event::jsonb -> 'resources') r"
                    + " where r = ? or starts_with(r, ? || '/_history/'))");
            values.addAll(List.of(which.entity(), which.entity()));
        }
        if (!which.outcomes().isEmpty()) {
            sql.append(" and e.outcome in (")
                    .append(String.join(
                            ", ", which.outcomes().stream().map(one -> "?").toList()))
                    .append(")");
            values.addAll(which.outcomes());
        }
        return sql.toString();
    }

    private static TrailLine line(ResultSet row) throws SQLException {
        try {
            return new TrailLine(row.getString("id"), JSON.readTree(row.getString("event")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "an event of the trail is no JSON: ./mgz verify-audit on an export says more");
        }
    }
}
