package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;

/** Patient, and the operations that only a patient has. */
public class PatientProvider extends ServedResourceProvider<Patient> {

    private final RequestWalk walk;

    private final AccessLogs accessLogs;

    private final BreakGlass breakGlass;

    private final ChoiceQuestions questions;

    private final Summaries summaries;

    private final CarePlans carePlans;

    private final TriageContexts triageContexts;

    PatientProvider(
            RequestWalk walk,
            AccessLogs accessLogs,
            BreakGlass breakGlass,
            ChoiceQuestions questions,
            Summaries summaries,
            CarePlans carePlans,
            TriageContexts triageContexts) {
        super(Patient.class, walk);
        this.summaries = summaries;
        this.carePlans = carePlans;
        this.triageContexts = triageContexts;
        this.walk = walk;
        this.accessLogs = accessLogs;
        this.breakGlass = breakGlass;
        this.questions = questions;
    }

    /** What the patient chose about sharing data, as it is now, in Consents or in plain Dutch. */
    @Operation(name = "$choices", idempotent = true)
    public IBaseResource choices(
            @IdParam IIdType id, @OperationParam(name = "format") @Nullable CodeType format, RequestDetails request) {
        return questions.choices(id, format == null ? null : format.getValue(), request);
    }

    /** Who made what available, who looked when, in what role and why (Wabvpz article 15e). */
    @Operation(name = "$access-log", idempotent = true)
    public IBaseResource accessLog(
            @IdParam IIdType id,
            @OperationParam(name = "start") @Nullable DateType start,
            @OperationParam(name = "end") @Nullable DateType end,
            @OperationParam(name = "format") @Nullable CodeType format,
            RequestDetails request) {
        return accessLogs.of(id, start, end, format == null ? null : format.getValue(), request);
    }

    /** A document of what may be seen, in sections, with the differences between its sources. */
    @Operation(name = "$summary", idempotent = true)
    public Bundle summary(
            @IdParam IIdType id,
            @OperationParam(name = "section") @Nullable List<CodeType> sections,
            RequestDetails request) {
        return summaries.of(id, sections, request);
    }

    /** The plan that holds now, in the version of the PZP guide that is asked for. */
    @Operation(name = "$care-plan", idempotent = true)
    public Bundle carePlan(
            @IdParam IIdType id,
            @OperationParam(name = "version") @Nullable CodeType version,
            @OperationParam(name = "superseded") @Nullable BooleanType superseded,
            RequestDetails request) {
        return carePlans.of(
                id,
                version == null ? null : version.getValue(),
                superseded != null && superseded.booleanValue(),
                request);
    }

    /** What triage needs while the phone rings, by id or by BSN and birth date. */
    @Operation(name = "$triage-context")
    public Bundle triageContext(@ResourceParam @Nullable Parameters body, RequestDetails request) {
        return triageContexts.of(body, request);
    }

    /** Opens what an emergency opens, for some hours, to who asks. */
    @Operation(name = "$break-glass")
    public Parameters breakGlass(
            @IdParam(optional = true) @Nullable IIdType id,
            @ResourceParam @Nullable Parameters body,
            RequestDetails request) {
        return breakGlass.declare(id, body, request);
    }

    /** @see <a href="https://hl7.org/fhir/R4/patient-operation-everything.html">Patient/$everything</a> */
    @Operation(name = "$everything", idempotent = true)
    public Bundle everything(@IdParam IIdType id, RequestDetails request) {
        return walk.everything(id, request);
    }
}
