package nl.mgz.gateway.fhir;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nl.mgz.gateway.sql.OneOf;
import org.hl7.fhir.r4.model.IdType;
import org.springframework.jdbc.core.JdbcTemplate;

/** The current versions of stored resources as text, in one statement. */
public final class StoredTexts {

    private static final String CURRENT = "select r.res_type, r.fhir_id, v.res_ver, v.res_updated, v.res_text_vc"
            + " from unnest(" + OneOf.ARRAY + ", " + OneOf.ARRAY + ") as wanted (type, id)"
            + " join hfj_resource r on r.res_type = wanted.type and r.fhir_id = wanted.id"
            + " join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver"
            + " where r.res_deleted_at is null";

    private StoredTexts() {}

    /**
     * One stored resource.
     *
     * @param id with type and version
     * @param text as JSON, without id and version
     */
    public record Text(IdType id, Instant updated, String text) {

        static Text of(ResultSet row) throws SQLException {
            return new Text(
                    new IdType(row.getString(1), row.getString(2), String.valueOf(row.getLong(3))),
                    row.getTimestamp(4).toInstant(),
                    Objects.requireNonNull(row.getString(5)));
        }
    }

    /**
     * In no order. What is deleted, or not there, is not among them.
     *
     * @param idsByType ids under the types of their resources
     */
    public static List<Text> current(JdbcTemplate jdbc, Map<String, ? extends Collection<String>> idsByType) {
        List<String> types = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        idsByType.forEach((type, some) -> some.forEach(id -> {
            types.add(type);
            ids.add(id);
        }));
        return ids.isEmpty()
                ? List.of()
                : jdbc.query(
                        CURRENT,
                        statement -> {
                            statement.setArray(1, statement.getConnection().createArrayOf("varchar", types.toArray()));
                            statement.setArray(2, statement.getConnection().createArrayOf("varchar", ids.toArray()));
                        },
                        (row, number) -> Text.of(row));
    }
}
