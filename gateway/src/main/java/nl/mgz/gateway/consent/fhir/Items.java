package nl.mgz.gateway.consent.fhir;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import nl.mgz.gateway.consent.Item;
import nl.mgz.gateway.consent.Span;
import nl.mgz.gateway.labels.Confidentiality;
import nl.mgz.gateway.labels.Labels;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What decisions have to know of stored resources. */
@Component
public class Items {

    private static final String SELECT =
            "select resource_id, resource_type, patient_id, author_ura, category, confidentiality, sensitivity, codes,"
                    + " author, date_start, date_end, related, status from mgz_item where ";

    private final JdbcTemplate jdbc;

    Items(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One stored resource about a patient.
     *
     * @param authorUra the organisation that holds it
     * @param writer the person who wrote it, as the resource refers to one
     */
    public record Row(
            String id,
            String type,
            String patientId,
            String authorUra,
            String category,
            Labels labels,
            List<String> codes,
            @Nullable String writer,
            @Nullable Span date,
            List<String> related,
            @Nullable String status) {

        /** In the terms of the decision, its writer under the one name that the directory has for people. */
        public Item item(Directory directory) {
            return Item.of(type, id, ReferenceText.ofUra(authorUra))
                    .patient("Patient/" + patientId)
                    .category(Item.Category.of(category))
                    .confidentiality(
                            Item.Confidentiality.of(labels.confidentiality().name()))
                    .sensitivity(labels.sensitivity())
                    .codes(codes)
                    .author(writer == null ? null : directory.canonical(writer))
                    .date(date)
                    .related(related)
                    .status(status)
                    .build();
        }
    }

    /** Those of these ids that are about a patient and not deleted. */
    public Map<String, Row> of(Collection<String> resourceIds) {
        return ask(SELECT + "resource_id = any (?)", resourceIds);
    }

    /** Everything of some patients. */
    public Map<String, Row> ofPatients(Collection<String> patientIds) {
        return ask(SELECT + "patient_id = any (?)", patientIds);
    }

    private Map<String, Row> ask(String sql, Collection<String> ids) {
        Map<String, Row> rows = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.query(
                    sql,
                    statement ->
                            statement.setArray(1, statement.getConnection().createArrayOf("varchar", ids.toArray())),
                    row -> {
                        Row one = row(row);
                        rows.put(one.id(), one);
                    });
        }
        return rows;
    }

    private static Row row(ResultSet row) throws SQLException {
        long start = row.getLong("date_start");
        Span date = row.wasNull() ? null : new Span(start, row.getLong("date_end"));
        return new Row(
                row.getString("resource_id"),
                row.getString("resource_type"),
                row.getString("patient_id"),
                row.getString("author_ura"),
                row.getString("category"),
                new Labels(
                        Confidentiality.valueOf(row.getString("confidentiality")),
                        new TreeSet<>(texts(row, "sensitivity"))),
                texts(row, "codes"),
                row.getString("author"),
                date,
                texts(row, "related"),
                row.getString("status"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
