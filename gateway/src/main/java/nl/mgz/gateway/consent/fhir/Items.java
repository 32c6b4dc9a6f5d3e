package nl.mgz.gateway.consent.fhir;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.consent.Item;
import nl.mgz.gateway.consent.Span;
import nl.mgz.gateway.labels.Confidentiality;
import nl.mgz.gateway.labels.Labels;
import nl.mgz.gateway.sql.AskedTogether;
import nl.mgz.gateway.sql.OneOf;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/** What decisions have to know of stored resources. */
@Component
public class Items {

    private static final String COLUMNS =
            "resource_id, resource_type, patient_id, author_ura, category, confidentiality,"
                    + " sensitivity, codes, author, date_start, date_end, related, status, written";

    private static final String SELECT = "select " + COLUMNS + " from mgz_item where ";

    /** In one look: what is newer than these counters is not among what was found with them. */
    private static final String WITH_COUNTERS = "select " + COLUMNS
            + ", p.revision as facts, p.contents, d.revision as directory from mgz_item"
            + " left join mgz_patient_state p using (patient_id) cross join mgz_directory_state d"
            + " where resource_id = " + OneOf.TEXTS;

    private static final int MOST_KEPT = 2_000_000;

    private final JdbcTemplate jdbc;
    private final AskedTogether<String, WithCounters> together = new AskedTogether<>(this::withCounters);
    private final Cache<String, Kept> kept = Caffeine.newBuilder()
            .maximumWeight(MOST_KEPT)
            .weigher((String patient, Kept one) -> 1 + one.rows().size())
            .build();

    Items(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One stored resource about a patient.
     *
     * @param authorUra the organisation that holds it
     * @param writer the person who wrote it, as the resource refers to one
     * @param written which writing of it this is about: what it says is shown by a decision about the same one
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
            @Nullable String status,
            long written) {

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

    private record Kept(long contents, Map<String, Row> rows) {}

    /** What was found, and the counters of its patients at that moment. */
    public record Found(Map<String, Row> rows, Map<String, PatientRecords.Seen> seen) {}

    /** @param seen null where the patient has no counters */
    private record WithCounters(Row row, PatientRecords.@Nullable Seen seen) {}

    /** As {@link #of}, with what it takes to know the patients. */
    public Found found(Collection<String> resourceIds) {
        Map<String, WithCounters> all = together.of(resourceIds);
        Map<String, Row> rows = new HashMap<>();
        Map<String, PatientRecords.Seen> seen = new HashMap<>();
        for (String id : resourceIds) {
            WithCounters one = all.get(id);
            if (one != null) {
                rows.put(id, one.row());
                if (one.seen() != null) {
                    seen.put(one.row().patientId(), one.seen());
                }
            }
        }
        return new Found(rows, seen);
    }

    private Map<String, WithCounters> withCounters(Set<String> resourceIds) {
        Map<String, WithCounters> found = new HashMap<>();
        ask(WITH_COUNTERS, resourceIds, row -> {
            Row one = row(row);
            long facts = row.getLong("facts");
            PatientRecords.Seen seen = row.wasNull()
                    ? null
                    : new PatientRecords.Seen(
                            new PatientRecords.State(facts, row.getLong("directory")), row.getLong("contents"));
            found.put(one.id(), new WithCounters(one, seen));
        });
        return found;
    }

    /**
     * Everything of one patient, kept for as long as nothing of it changes.
     *
     * @param contents the patient's counter, read before
     */
    public Map<String, Row> ofPatient(String patientId, long contents) {
        Kept there = kept.getIfPresent(patientId);
        if (there == null || there.contents() != contents) {
            there = new Kept(contents, Map.copyOf(ofPatients(List.of(patientId))));
            kept.put(patientId, there);
        }
        return there.rows();
    }

    /** Those of these ids that are about a patient and not deleted. */
    public Map<String, Row> of(Collection<String> resourceIds) {
        return rows(SELECT + "resource_id = " + OneOf.TEXTS, resourceIds);
    }

    /** Everything of some patients. */
    public Map<String, Row> ofPatients(Collection<String> patientIds) {
        return rows(SELECT + "patient_id = " + OneOf.TEXTS, patientIds);
    }

    private Map<String, Row> rows(String sql, Collection<String> ids) {
        Map<String, Row> rows = new HashMap<>();
        ask(sql, ids, row -> {
            Row one = row(row);
            rows.put(one.id(), one);
        });
        return rows;
    }

    private void ask(String sql, Collection<String> ids, RowCallbackHandler each) {
        if (!ids.isEmpty()) {
            jdbc.query(sql, OneOf.these(ids), each);
        }
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
                row.getString("status"),
                row.getLong("written"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
