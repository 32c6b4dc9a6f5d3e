package nl.mgz.gateway.consult;

import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/** What is asked of a colleague. */
public enum ConsultationKind {
    /** A physician asks a specialist to look along; the asker stays responsible. */
    MEEKIJKCONSULT("meekijkconsult", Systems.OURS, "Meekijkconsult"),
    /** Triage asks a physician at a distance who is on call. */
    ACHTERWACHT("achterwacht", Systems.OURS, "Achterwacht"),
    /** Triage sends a nurse to the client. */
    AANRIJDTEAM("aanrijdteam", Systems.OURS, "Verpleegkundig aanrijdteam"),
    /** A client is referred to a regional health centre. */
    REGIONAAL_CENTRUM("regionaal-centrum", Systems.OURS, "Verwijzing naar een regionaal centrum"),
    /** A referral of another kind, as the general practitioners' exchange writes it. */
    REFERRAL("3457005", Systems.SNOMED, "Verwijzing"),
    /** The requester asks the owner to stop (http://hl7.org/fhir/R4/codesystem-task-code.html). */
    ABORT("abort", Systems.TASK_CODE, "Verzoek om te stoppen");

    private static final class Systems {
        private static final String OURS = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-consultation-kind";
        private static final String SNOMED = "http://snomed.info/sct";
        private static final String TASK_CODE = "http://hl7.org/fhir/CodeSystem/task-code";
    }

    private final String code;
    private final String system;
    private final String dutch;

    ConsultationKind(String code, String system, String dutch) {
        this.code = code;
        this.system = system;
        this.dutch = dutch;
    }

    /** As people call it. */
    public String dutch() {
        return dutch;
    }

    public String code() {
        return code;
    }

    public CodeableConcept concept() {
        return new CodeableConcept(new Coding(system, code, null));
    }

    /** Whether it ends with an answer to a question. */
    public boolean isQuestion() {
        return system.equals(Systems.OURS);
    }

    public static Optional<ConsultationKind> of(CodeableConcept code) {
        return Stream.of(values())
                .filter(kind -> code.hasCoding(kind.system, kind.code))
                .findFirst();
    }

    public static Optional<ConsultationKind> ofCode(String code) {
        return Stream.of(values()).filter(kind -> kind.code.equals(code)).findFirst();
    }
}
