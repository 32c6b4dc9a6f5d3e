package nl.mgz.gateway.dossier;

import ca.uhn.fhir.context.FhirContext;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import nl.mgz.gateway.fhir.StoredTexts;
import nl.mgz.gateway.labels.Confidentiality;
import nl.mgz.gateway.labels.Labels;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes the pages anew from the stored resources, or compares them with those, a few patients at a time while others work. */
public final class Rebuild {

    private static final int PATIENTS_AT_ONCE = 20;

    private static final String UPSERT = """
            insert into mgz_dossier (resource_id, patient_id, version, updated, written, names, content)
            values (?, ?, ?, ?, (select written from mgz_item where resource_id = ?), ?, ?)
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final FhirContext context;
    private final PageWriting writing;

    public Rebuild(DataSource database, FhirContext context) {
        this.jdbc = new JdbcTemplate(database);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        this.context = context;
        this.writing = new PageWriting(context);
    }

    /**
     * What was found or made.
     *
     * @param wrong ids of resources whose page is missing, of another writing, or says something else; and pages of
     *     what is not there
     */
    public record Result(int patients, int pages, List<String> wrong) {}

    private record Stored(String patient, Labels labels, long written) {}

    private record Made(Stored item, String content, Set<String> names, long version, Timestamp updated) {}

    /** @param progress patients done, of how many */
    public Result rebuild(BiConsumer<Integer, Integer> progress) {
        return each(progress, (patients, made) -> {
            in(patients, "delete from mgz_dossier where patient_id = any (?)");
            in(patients, "update mgz_item set written = nextval('mgz_writing') where patient_id = any (?)");
            List<Map.Entry<String, Made>> rows = List.copyOf(made.entrySet());
            jdbc.batchUpdate(UPSERT, rows, Math.max(1, rows.size()), (row, one) -> {
                row.setString(1, one.getKey());
                row.setString(2, one.getValue().item().patient());
                row.setLong(3, one.getValue().version());
                row.setTimestamp(4, one.getValue().updated());
                row.setString(5, one.getKey());
                row.setArray(
                        6,
                        row.getConnection()
                                .createArrayOf("text", one.getValue().names().toArray()));
                row.setString(7, one.getValue().content());
            });
            // What a node keeps of these patients is old now.
            in(patients, "update mgz_patient_state set contents = contents + 1 where patient_id = any (?)");
            return List.of();
        });
    }

    /** @param progress patients done, of how many */
    public Result verify(BiConsumer<Integer, Integer> progress) {
        return each(progress, (patients, made) -> {
            Set<String> wrong = new TreeSet<>(made.keySet());
            jdbc.query(
                    "select resource_id, version, written, names, content from mgz_dossier where patient_id = any (?)",
                    statement -> statement.setArray(
                            1, statement.getConnection().createArrayOf("varchar", patients.toArray())),
                    row -> {
                        String id = row.getString(1);
                        Made should = made.get(id);
                        boolean right = should != null
                                && should.version() == row.getLong(2)
                                && should.item().written() == row.getLong(3)
                                && should.names().equals(Set.of((String[])
                                        row.getArray(4).getArray()))
                                && should.content().equals(row.getString(5));
                        if (right) {
                            wrong.remove(id);
                        } else {
                            wrong.add(id);
                        }
                    });
            return List.copyOf(wrong);
        });
    }

    private interface Work {
        List<String> on(List<String> patients, Map<String, Made> made);
    }

    private Result each(BiConsumer<Integer, Integer> progress, Work work) {
        List<String> patients = jdbc.queryForList(
                "select patient_id from mgz_patient_state union select patient_id from mgz_dossier order by 1",
                String.class);
        List<String> wrong = new ArrayList<>();
        int pages = 0;
        for (int from = 0; from < patients.size(); from += PATIENTS_AT_ONCE) {
            List<String> some = patients.subList(from, Math.min(patients.size(), from + PATIENTS_AT_ONCE));
            Integer made = transaction.execute(status -> {
                // As every writer does: the patients first, in one order.
                in(some, "select from mgz_patient_state where patient_id = any (?) order by patient_id for update");
                Map<String, Made> contents = made(some);
                wrong.addAll(work.on(some, contents));
                return contents.size();
            });
            pages += made == null ? 0 : made;
            progress.accept(from + some.size(), patients.size());
        }
        return new Result(patients.size(), pages, wrong);
    }

    private void in(List<String> patients, String sql) {
        jdbc.execute(sql, (org.springframework.jdbc.core.PreparedStatementCallback<Boolean>) statement -> {
            statement.setArray(1, statement.getConnection().createArrayOf("varchar", patients.toArray()));
            return statement.execute();
        });
    }

    private Map<String, Made> made(List<String> patients) {
        Map<String, Stored> items = new HashMap<>();
        Map<String, Set<String>> byType = new HashMap<>();
        jdbc.query(
                "select resource_id, resource_type, patient_id, confidentiality, sensitivity, written from mgz_item"
                        + " where patient_id = any (?)",
                statement ->
                        statement.setArray(1, statement.getConnection().createArrayOf("varchar", patients.toArray())),
                row -> {
                    Labels labels =
                            new Labels(Confidentiality.valueOf(row.getString(4)), new TreeSet<>(List.of((String[])
                                    row.getArray(5).getArray())));
                    items.put(row.getString(1), new Stored(row.getString(3), labels, row.getLong(6)));
                    byType.computeIfAbsent(row.getString(2), type -> new HashSet<>())
                            .add(row.getString(1));
                });
        Map<String, Made> made = new HashMap<>();
        for (StoredTexts.Text stored : StoredTexts.current(jdbc, byType)) {
            Resource resource = (Resource) context.newJsonParser().parseResource(stored.text());
            resource.setId(stored.id());
            resource.getMeta().setVersionId(stored.id().getVersionIdPart()).setLastUpdated(Date.from(stored.updated()));
            Stored item = items.get(stored.id().getIdPart());
            if (item != null) {
                made.put(
                        stored.id().getIdPart(),
                        new Made(
                                item,
                                writing.content(resource, item.labels()),
                                writing.names(resource),
                                stored.id().getVersionIdPartAsLong(),
                                Timestamp.from(stored.updated())));
            }
        }
        return made;
    }
}
