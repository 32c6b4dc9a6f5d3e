package nl.mgz.gateway.patient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;

/** A transaction in which the known Patients are set apart: what is left to store, and how to answer for the whole. */
public final class ResolvedPush {

    private final Bundle sent;
    private final List<BundleEntryComponent> toStore;
    private final Map<Integer, Patient> known;

    ResolvedPush(Bundle sent, List<BundleEntryComponent> toStore, Map<Integer, Patient> known) {
        this.sent = sent;
        this.toStore = List.copyOf(toStore);
        this.known = Map.copyOf(known);
    }

    /** The Bundle to store: as sent, without the Patients that the region knows. */
    public Bundle toStore() {
        Bundle bundle = new Bundle();
        bundle.setType(sent.getType());
        bundle.setEntry(new ArrayList<>(toStore));
        return bundle;
    }

    /** The ids of the Patients that the region knew already. */
    public Set<String> knownPatients() {
        return known.values().stream()
                .map(patient -> patient.getIdElement().getIdPart())
                .collect(Collectors.toSet());
    }

    /** Which entry of what was sent an entry of {@link #toStore} is. */
    public int placeOf(int stored) {
        int place = -1;
        for (int seen = -1; seen < stored; ) {
            place++;
            if (!known.containsKey(place)) {
                seen++;
            }
        }
        return place;
    }

    /** The answer in the order of what was sent: a known Patient is answered 200 with where it is. */
    public Bundle answer(Bundle stored) {
        Bundle answer = new Bundle();
        answer.setType(Bundle.BundleType.TRANSACTIONRESPONSE);
        answer.setLink(stored.getLink());
        int next = 0;
        for (int i = 0; i < sent.getEntry().size(); i++) {
            Patient patient = known.get(i);
            answer.addEntry(
                    patient != null ? knownAnswer(patient) : stored.getEntry().get(next++));
        }
        return answer;
    }

    private static BundleEntryComponent knownAnswer(Patient patient) {
        String version = patient.getMeta().getVersionId();
        BundleEntryComponent entry = new BundleEntryComponent();
        entry.getResponse()
                .setStatus("200 OK")
                .setLocation("Patient/" + patient.getIdElement().getIdPart() + "/_history/" + version)
                .setEtag("W/\"" + version + "\"")
                .setOutcome(alreadyKnown());
        return entry;
    }

    /** Said of a push that carries a known Patient: the regional one stands. */
    public static OperationOutcome alreadyKnown() {
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.INFORMATION)
                .setCode(IssueType.INFORMATIONAL)
                .setDiagnostics(
                        "The region has one Patient with this BSN; what was sent belongs to it. The Patient itself was not"
                                + " changed: update it with PUT and If-Match where it is out of date");
        return outcome;
    }
}
