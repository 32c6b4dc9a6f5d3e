package nl.mgz.gateway.consent.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.labels.Labeller;
import nl.mgz.gateway.labels.Labels;
import nl.mgz.gateway.patient.Binding;
import nl.mgz.gateway.patient.BoundResources;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes what a decision has to know of each resource, in the transaction that stores the resource. So a consent and a
 * withdrawal work from the moment that they are committed, and not from a later one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class FactStore implements BoundResources {

    private static final String ITEM = """
            insert into mgz_item (resource_id, resource_type, patient_id, author_ura, category, confidentiality,
                                  sensitivity, label_rules, codes, author, date_start, date_end, related, status, written)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nextval('mgz_writing'))
            on conflict (resource_id) do update set
                category = excluded.category, confidentiality = excluded.confidentiality,
                sensitivity = excluded.sensitivity, label_rules = excluded.label_rules, codes = excluded.codes,
                author = excluded.author, date_start = excluded.date_start, date_end = excluded.date_end,
                related = excluded.related, status = excluded.status, written = excluded.written
            """;

    private final JdbcTemplate jdbc;
    private final Labeller labeller;
    private final Clock clock;
    private final ConsentTree trees;
    private final FactReading reading;
    private final Revisions revisions;

    FactStore(JdbcTemplate jdbc, Labeller labeller, Clock clock, FhirContext context, Revisions revisions) {
        this.jdbc = jdbc;
        this.labeller = labeller;
        this.clock = clock;
        this.revisions = revisions;
        this.trees = new ConsentTree(context);
        this.reading = new FactReading(trees);
    }

    @Override
    public void stored(List<Bound> resources) {
        List<Bound> aboutPatients = resources.stream()
                .filter(one -> one.binding().patientId() != null)
                .toList();
        Set<String> decided = storeFacts(aboutPatients);
        revisions.changed(aboutPatients.stream().map(FactStore::patient).toList(), decided);
        jdbc.batchUpdate(ITEM, aboutPatients, Math.max(1, aboutPatients.size()), this::fillItem);
        storeDirectory(resources);
    }

    private void fillItem(PreparedStatement row, Bound bound) throws SQLException {
        Binding binding = bound.binding();
        Resource resource = (Resource) bound.resource();
        ItemReading item = ItemReading.of(resource);
        Labels labels = labeller.labels(resource);
        row.setString(1, binding.resourceId());
        row.setString(2, binding.resourceType());
        row.setString(3, binding.patientId());
        row.setString(4, binding.authorUra());
        row.setString(5, binding.category().code());
        row.setString(6, labels.confidentiality().name());
        row.setArray(7, texts(row, labels.sensitivity()));
        row.setString(8, labeller.rules());
        row.setArray(9, texts(row, item.codes()));
        row.setString(10, item.author());
        setBound(row, 11, item.date() == null ? null : item.date().from());
        setBound(row, 12, item.date() == null ? null : item.date().until());
        row.setArray(13, texts(row, item.related()));
        row.setString(14, item.status());
    }

    private static Array texts(PreparedStatement row, Collection<String> values) throws SQLException {
        return row.getConnection().createArrayOf("text", values.toArray());
    }

    private static void setBound(PreparedStatement row, int index, @Nullable Long bound) throws SQLException {
        if (bound == null) {
            row.setNull(index, Types.BIGINT);
        } else {
            row.setLong(index, bound);
        }
    }

    private static String patient(Bound bound) {
        return Objects.requireNonNull(bound.binding().patientId());
    }

    private record StoredFact(Binding binding, int place, Fact fact) {

        String patient() {
            return Objects.requireNonNull(binding.patientId());
        }
    }

    /** @return for whom it changed what decisions are made on */
    private Set<String> storeFacts(List<Bound> resources) {
        List<StoredFact> facts = new ArrayList<>();
        for (Bound bound : resources) {
            int place = 0;
            for (Fact fact :
                    reading.of((Resource) bound.resource(), bound.binding().authorUra(), clock.instant())) {
                facts.add(new StoredFact(bound.binding(), place++, fact));
            }
        }
        // What a resource stated before and does not state now is gone with it.
        Set<String> changed = new TreeSet<>(removeFacts(resources.stream()
                .filter(bound -> FactReading.TYPES.contains(bound.binding().resourceType()))
                .map(bound -> bound.binding().resourceId())
                .toList()));
        facts.forEach(one -> changed.add(one.patient()));
        jdbc.batchUpdate(
                "insert into mgz_consent_fact (resource_id, place, patient_id, kind, author_ura, fact)"
                        + " values (?, ?, ?, ?, ?, ?)",
                facts,
                Math.max(1, facts.size()),
                (row, one) -> {
                    row.setString(1, one.binding().resourceId());
                    row.setInt(2, one.place());
                    row.setString(3, one.patient());
                    row.setString(4, one.fact().kind().name());
                    row.setString(5, one.binding().authorUra());
                    row.setString(6, trees.write(one.fact().statement()));
                });
        return changed;
    }

    /** @return whose facts they were */
    private List<String> removeFacts(List<String> resourceIds) {
        return resourceIds.isEmpty()
                ? List.of()
                : jdbc.query(
                        "delete from mgz_consent_fact where resource_id = any (?) returning patient_id",
                        statement -> statement.setArray(
                                1, statement.getConnection().createArrayOf("varchar", resourceIds.toArray())),
                        (row, index) -> row.getString(1));
    }

    private void storeDirectory(List<Bound> resources) {
        List<DirectoryFact> facts = resources.stream()
                .flatMap(bound -> DirectoryFact.of((Resource) bound.resource()).stream())
                .toList();
        if (facts.isEmpty()) {
            return;
        }
        jdbc.batchUpdate(
                "insert into mgz_directory_fact (resource_id, resource_type, identifiers, fact) values (?, ?, ?, ?)"
                        + " on conflict (resource_id) do update set"
                        + " identifiers = excluded.identifiers, fact = excluded.fact",
                facts,
                facts.size(),
                (row, fact) -> {
                    row.setString(1, fact.id());
                    row.setString(2, fact.type());
                    row.setArray(3, texts(row, fact.identifiers()));
                    row.setString(4, trees.write(fact.statement()));
                });
        revisions.directoryChanged();
    }

    @Override
    public void deleted(String resourceId) {
        List<String> patients = jdbc.queryForList(
                "delete from mgz_item where resource_id = ? returning patient_id", String.class, resourceId);
        revisions.changed(patients, removeFacts(List.of(resourceId)));
        if (jdbc.update("delete from mgz_directory_fact where resource_id = ?", resourceId) > 0) {
            revisions.directoryChanged();
        }
    }
}
