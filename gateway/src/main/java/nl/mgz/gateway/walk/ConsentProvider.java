package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** Consent, which treatment directives hold now, and a patient's choices about sharing data. */
public class ConsentProvider extends ServedResourceProvider<Consent> {

    private final TreatmentLimits limits;
    private final ChoiceQuestions questions;
    private final ChoiceRecords records;

    ConsentProvider(RequestWalk walk, TreatmentLimits limits, ChoiceQuestions questions, ChoiceRecords records) {
        super(Consent.class, walk);
        this.limits = limits;
        this.questions = questions;
        this.records = records;
    }

    /** Whether somebody may see something of a patient, by which rule and which choice; and what a draft would change. */
    @Operation(name = "$decide")
    public Parameters decide(@ResourceParam @Nullable Parameters parameters, RequestDetails request) {
        return questions.decide(parameters, request);
    }

    /** Makes a Consent of a few answers. */
    @Operation(name = "$record")
    public Parameters record(@ResourceParam @Nullable Parameters parameters, RequestDetails request) {
        return records.record(parameters, request);
    }

    /** Takes a choice back. */
    @Operation(name = "$withdraw")
    public Parameters withdraw(
            @IdParam IIdType id, @ResourceParam @Nullable Parameters parameters, RequestDetails request) {
        return records.withdraw(id, parameters, request);
    }

    /**
     * Of each treatment the directive that holds now, whether sent as a Consent or stated in a PZP form: replaced and ended ones
     * are left out.
     *
     * @param patient reference or id of one patient
     */
    @Operation(name = "$current-directives", idempotent = true)
    public Bundle currentDirectives(
            @OperationParam(name = "patient") @Nullable StringType patient, RequestDetails request) {
        return limits.of(patient == null ? null : patient.getValue(), request);
    }
}
