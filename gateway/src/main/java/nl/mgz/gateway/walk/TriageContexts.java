package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.consent.gate.Verdict;
import nl.mgz.gateway.consult.OnCall;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.patient.PatientResolution;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.triage.context.TriageContext;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code POST Patient/$triage-context}: what triage needs of one patient, in one document, for who knows an id or a BSN and a
 * birth date.
 *
 * <p>INVARIANT: by BSN, a patient who is not there, was born on another day or may not be seen is one and the same answer.
 */
@Component
class TriageContexts {

    private static final Set<String> PARAMETERS = Set.of("patient", "identifier", "birthDate");

    /** Types without which nobody can be told who is on call. */
    private static final List<String> ON_CALL =
            List.of("HealthcareService", "PractitionerRole", "Practitioner", "Organization");

    private final Accesses accesses;
    private final Permitted permitted;
    private final Named named;
    private final Documents documents;
    private final OnCall onCall;
    private final PatientResolution patients;
    private final BsnLookups lookups;
    private final BreakGlassOffer offer;
    private final GatewayAddress address;

    TriageContexts(
            Accesses accesses,
            Permitted permitted,
            Named named,
            Documents documents,
            OnCall onCall,
            PatientResolution patients,
            BsnLookups lookups,
            BreakGlassOffer offer,
            GatewayAddress address) {
        this.accesses = accesses;
        this.permitted = permitted;
        this.named = named;
        this.documents = documents;
        this.onCall = onCall;
        this.patients = patients;
        this.lookups = lookups;
        this.offer = offer;
        this.address = address;
    }

    Bundle of(@Nullable Parameters body, RequestDetails request) {
        OperationBody.of(body, request);
        OperationInput input = new OperationInput(body, PARAMETERS);
        Optional<String> id = input.id("patient", "Patient");
        String patient = id.isPresent() ? byId(id.get(), input, request) : byBsn(input, request);
        List<Items.Row> visible = permitted.everything(patient, request).stream()
                .map(Verdict::row)
                .toList();
        if (id.isEmpty()) {
            requireThePatient(patient, visible, request);
        }
        Permitted.Read read = permitted.load(TriageContext.needed(visible), request);
        Access access = accesses.of(request);
        Access.DecidedBy directory = access.directory().orElseThrow();
        Bundle document = TriageContext.of(
                patient,
                read.statements(),
                named.by(read.resources(), 2, directory.directory(), request),
                onCall(read, access, directory.revision()),
                address.base(),
                access.at());
        return documents.answer(document, request);
    }

    private static String byId(String id, OperationInput input, RequestDetails request) {
        if (!input.values("identifier").isEmpty() || !input.values("birthDate").isEmpty()) {
            throw either();
        }
        Trails.about(request, id);
        return id;
    }

    /** An id that nobody has where there is no such patient: what follows is the same for all. */
    private String byBsn(OperationInput input, RequestDetails request) {
        List<Type> identifiers = input.values("identifier");
        if (identifiers.size() != 1) {
            throw either();
        }
        ByBsn person = ByBsn.of(
                identifiers.get(0), input.neededText("birthDate", "the day of birth beside the BSN: 1961-04-03"));
        lookups.one(FrontDoor.caller(request));
        BreakGlassOffer.namedByBsn(request);
        Optional<String> found = patients.find(person.bsn(), person.birthDate());
        // That somebody asked is for the patient to know, also where nothing is shown.
        found.ifPresent(id -> Trails.about(request, id));
        return found.orElseGet(() -> UUID.randomUUID().toString());
    }

    private static RuntimeException either() {
        return Refusal.of(
                        ErrorCode.PARAMETER_INVALID,
                        "Name one patient: either patient (reference or id), or identifier (the BSN) and birthDate")
                .asException();
    }

    /** Who may not see whose BSN it is does not learn it by seeing something else of that patient. */
    private void requireThePatient(String patient, List<Items.Row> visible, RequestDetails request) {
        if (visible.stream().noneMatch(row -> row.id().equals(patient))) {
            offer.insteadOfNotFound(request);
            throw ErrorMapping.notFound();
        }
    }

    private OnCall.Now onCall(Permitted.Read read, Access access, long revision) {
        Caller caller = access.caller();
        if (!ON_CALL.stream().allMatch(type -> FrontDoor.mayGet(caller, type))) {
            return new OnCall.Now(List.of(), List.of());
        }
        OnCall.Now now = onCall.at(access.at(), place(read), revision);
        named.asWritten(now.resources(), revision);
        return now;
    }

    /** Where the patient lives, as far as the reader may see it. */
    private static @Nullable String place(Permitted.Read read) {
        return read.resources().stream()
                .filter(Patient.class::isInstance)
                .flatMap(one -> ((Patient) one).getAddress().stream())
                .filter(one -> one.hasCity())
                .map(one -> one.getCity().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse(null);
    }
}
