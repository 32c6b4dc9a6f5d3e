package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.Parameters;
import org.jspecify.annotations.Nullable;

/** Composition, and the operations on reports of triage. */
public class CompositionProvider extends ServedResourceProvider<Composition> {

    private final TriageReporting reporting;
    private final TriageEscalations escalations;
    private final TriageStatistics statistics;

    CompositionProvider(
            RequestWalk walk, TriageReporting reporting, TriageEscalations escalations, TriageStatistics statistics) {
        super(Composition.class, walk);
        this.reporting = reporting;
        this.escalations = escalations;
        this.statistics = statistics;
    }

    /** Makes the report of a contact of a triagist's answers, and hands it to the practice and the care organisation. */
    @Operation(name = "$triage-report")
    public Parameters triageReport(@ResourceParam @Nullable Parameters body, RequestDetails request) {
        return reporting.report(body, request);
    }

    /** Asks a colleague about a report, with all that belongs to it. */
    @Operation(name = "$escalate")
    public Parameters escalate(@IdParam IIdType id, @ResourceParam @Nullable Parameters body, RequestDetails request) {
        return escalations.escalate(id, body, request);
    }

    /** How often what was proposed, decided and done. */
    @Operation(name = "$triage-statistics", idempotent = true)
    public MeasureReport triageStatistics(
            @OperationParam(name = "from") @Nullable DateType from,
            @OperationParam(name = "to") @Nullable DateType to,
            RequestDetails request) {
        return statistics.of(from, to, request);
    }
}
