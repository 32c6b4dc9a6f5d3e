package nl.mgz.gateway.refusal;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;

/**
 * A request that the gateway does not carry out, as a value: why, and where the fault is.
 *
 * <p>INVARIANT: no text holds a BSN or another value of somebody's record; places are named by element.
 *
 * @param code the stable code of the whole refusal, which decides the HTTP status
 * @param faults at least one
 */
public record Refusal(ErrorCode code, List<Fault> faults) {

    /**
     * @param text what is wrong and what the caller can do about it, in English
     * @param expression FHIRPath of the fault in what was sent; empty where there is none
     */
    public record Fault(ErrorCode code, String text, String expression) {

        private Fault within(String outer) {
            int dot = expression.indexOf('.');
            return new Fault(code, text, dot < 0 ? outer : outer + expression.substring(dot));
        }
    }

    public Refusal {
        if (faults.isEmpty()) {
            throw new IllegalArgumentException("a refusal says why");
        }
        faults = List.copyOf(faults);
    }

    public static Refusal of(ErrorCode code, String text) {
        return of(code, text, "");
    }

    public static Refusal of(ErrorCode code, String text, String expression) {
        return new Refusal(code, List.of(new Fault(code, text, expression)));
    }

    /** The same refusal with its places seen from a Bundle: {@code Patient.name} becomes {@code outer.name}. */
    public Refusal within(String outer) {
        return new Refusal(
                code, faults.stream().map(fault -> fault.within(outer)).toList());
    }

    public int status() {
        return code.status();
    }

    /** Thrown where only an exception can leave, as from a hook of HAPI. */
    public RefusedException asException() {
        return new RefusedException(this);
    }

    public OperationOutcome asOperationOutcome() {
        OperationOutcome outcome = new OperationOutcome();
        faults.forEach(fault -> outcome.addIssue(issue(fault)));
        return outcome;
    }

    /** The same bytes each time, for answers that are made before FHIR is spoken. */
    public byte[] asJson() {
        return FhirContext.forR4Cached()
                .newJsonParser()
                .encodeResourceToString(asOperationOutcome())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static OperationOutcomeIssueComponent issue(Fault fault) {
        OperationOutcomeIssueComponent issue = new OperationOutcomeIssueComponent();
        issue.setSeverity(IssueSeverity.ERROR).setCode(fault.code().issueType());
        issue.getDetails()
                .addCoding()
                .setSystem(ErrorCode.SYSTEM)
                .setCode(fault.code().code());
        issue.getDetails().setText(fault.text());
        issue.setDiagnostics(fault.text());
        if (!fault.expression().isEmpty()) {
            issue.addExpression(fault.expression());
        }
        return issue;
    }
}
