package nl.mgz.gateway.consult;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Task;

/** Where a request is, beside the status of its Task, and why the gateway ended one ({@code mgz-consultation-status}). */
public enum ConsultationStatus {
    SELECTED("selected", "Deze ontvanger is het geworden"),
    NOT_SELECTED("not-selected", "Een ander was eerder"),
    ESCALATED("escalated", "Doorgezet naar de volgende stap"),
    ABORTED("aborted", "Gestopt op verzoek van de vrager");

    static final String SYSTEM = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-consultation-status";

    private final String code;
    private final String dutch;

    ConsultationStatus(String code, String dutch) {
        this.code = code;
        this.dutch = dutch;
    }

    CodeableConcept concept() {
        return new CodeableConcept(new Coding(SYSTEM, code, dutch));
    }

    /** Whether a Task that the gateway ended goes on as another, at the next step of care. */
    public static boolean goesOn(Task task) {
        return task.getStatusReason().hasCoding(SYSTEM, ESCALATED.code);
    }
}
