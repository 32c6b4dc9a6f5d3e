package nl.mgz.gateway.consent.fhir;

import java.util.List;
import nl.mgz.gateway.labels.Labels;
import org.hl7.fhir.r4.model.Resource;

/** What decisions know of a resource, made without a database. It stands in this package for what nobody outside may read. */
public final class BenchRows {

    private BenchRows() {}

    public static Items.Row of(Resource resource, String patient, String ura) {
        ItemReading item = ItemReading.of(resource);
        return new Items.Row(
                resource.getIdElement().getIdPart(),
                resource.fhirType(),
                patient,
                ura,
                "summary",
                Labels.NORMAL,
                List.copyOf(item.codes()),
                item.author(),
                item.date(),
                List.copyOf(item.related()),
                item.status(),
                1);
    }
}
