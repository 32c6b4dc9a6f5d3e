package nl.mgz.gateway.dossier;

import ca.uhn.fhir.context.FhirContext;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import nl.mgz.gateway.labels.LabelledResources;
import nl.mgz.gateway.labels.Labeller;
import nl.mgz.gateway.labels.Labels;
import nl.mgz.gateway.patient.BoundResources;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes the pages, in the transaction that stores the resources or labels them anew.
 *
 * <p>INVARIANT: a page is never older than the resource that it is about. It comes after what decisions have to know of the resource,
 * and names the same writing.
 */
@Component
@Order(0)
final class PageStore implements BoundResources, LabelledResources {

    private static final String UPSERT = """
            insert into mgz_dossier (resource_id, patient_id, version, updated, written, names, content)
            values (?, ?, ?, ?, (select written from mgz_item where resource_id = ?), ?, ?)
            on conflict (resource_id) do update set
                patient_id = excluded.patient_id, version = excluded.version, updated = excluded.updated,
                written = excluded.written, names = excluded.names, content = excluded.content
            """;

    private final JdbcTemplate jdbc;
    private final Labeller labeller;
    private final PageWriting writing;

    PageStore(JdbcTemplate jdbc, Labeller labeller, FhirContext context) {
        this.jdbc = jdbc;
        this.labeller = labeller;
        this.writing = new PageWriting(context);
    }

    @Override
    public void stored(List<Bound> resources) {
        List<Bound> aboutPatients = resources.stream()
                .filter(one -> one.binding().patientId() != null)
                .toList();
        if (!aboutPatients.isEmpty()) {
            jdbc.batchUpdate(
                    UPSERT,
                    aboutPatients,
                    aboutPatients.size(),
                    (row, one) -> fill(row, one.binding().patientId(), (Resource) one.resource()));
        }
    }

    private void fill(PreparedStatement row, @org.jspecify.annotations.Nullable String patient, Resource resource)
            throws SQLException {
        String id = resource.getIdElement().getIdPart();
        row.setString(1, id);
        row.setString(2, patient);
        row.setLong(3, resource.getIdElement().getVersionIdPartAsLong());
        row.setTimestamp(4, Timestamp.from(resource.getMeta().getLastUpdated().toInstant()));
        row.setString(5, id);
        row.setArray(
                6,
                row.getConnection()
                        .createArrayOf("text", writing.names(resource).toArray()));
        row.setString(7, writing.content(resource, labeller.labels(resource)));
    }

    @Override
    public void deleted(String resourceId) {
        jdbc.update("delete from mgz_dossier where resource_id = ?", resourceId);
    }

    @Override
    public void labelled(JdbcTemplate database, String id, IBaseResource resource, Labels labels) {
        database.update(
                "update mgz_dossier set content = ?, written = (select written from mgz_item where resource_id = ?)"
                        + " where resource_id = ?",
                writing.content(resource, labels),
                id,
                id);
    }
}
