package nl.mgz.gateway.consult;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;

/** What the gateway itself says on a Task, for both sides to read: its service, its term, and that the term was missed. */
final class TaskMarks {

    private static final String BASE = "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-";

    static final String SERVICE = BASE + "AskedService";
    static final String DUE = BASE + "Due";
    static final String BREACHED = BASE + "Breached";

    private TaskMarks() {}

    /** What a sender wrote there counts for nothing. */
    static void clear(Task task) {
        task.getExtension()
                .removeIf(extension -> List.of(SERVICE, DUE, BREACHED).contains(extension.getUrl()));
    }

    static void service(Task task, String serviceId) {
        task.addExtension(SERVICE, new Reference("HealthcareService/" + serviceId));
    }

    static void due(Task task, Instant due) {
        task.addExtension(DUE, TaskChange.moment(due));
    }

    static void breached(Task task, Instant at) {
        task.addExtension(BREACHED, TaskChange.moment(at));
    }

    static Optional<Instant> due(Task task) {
        return task.getExtensionsByUrl(DUE).stream()
                .map(extension -> extension.getValue())
                .filter(DateTimeType.class::isInstance)
                .map(moment -> ((DateTimeType) moment).getValue().toInstant())
                .findFirst();
    }
}
