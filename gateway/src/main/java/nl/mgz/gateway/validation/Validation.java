package nl.mgz.gateway.validation;

import java.util.List;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/**
 * What was found in one resource.
 *
 * @param findings in the order of the resource; none means that nothing at all is to be said of it
 */
public record Validation(List<Finding> findings) {

    /**
     * @param severity error refuses; warning and information are told and stored nowhere
     * @param key stable key of the rule where it has one: an invariant's key or the validator's message id
     * @param expression FHIRPath of the place
     */
    public record Finding(IssueSeverity severity, String key, String expression, String text) {

        boolean isError() {
            return severity == IssueSeverity.ERROR || severity == IssueSeverity.FATAL;
        }
    }

    public Validation {
        findings = List.copyOf(findings);
    }

    /** What cannot even be read as a resource. */
    public static Validation unreadable(String why) {
        return new Validation(List.of(new Finding(IssueSeverity.FATAL, "unreadable", "", why)));
    }

    public boolean accepted() {
        return errors().isEmpty();
    }

    public List<Finding> errors() {
        return findings.stream().filter(Finding::isError).toList();
    }

    /** The refusal that the errors make; call only where there are any. */
    public Refusal refusal() {
        return new Refusal(
                ErrorCode.NOT_VALID,
                errors().stream()
                        .map(finding -> new Refusal.Fault(ErrorCode.NOT_VALID, finding.text(), finding.expression()))
                        .toList());
    }

    /** The answer of {@code $validate} (https://hl7.org/fhir/R4/resource-operation-validate.html). */
    public OperationOutcome asOperationOutcome() {
        OperationOutcome outcome = new OperationOutcome();
        for (Finding finding : findings) {
            outcome.addIssue()
                    .setSeverity(finding.severity())
                    .setCode(finding.isError() ? IssueType.INVALID : IssueType.INFORMATIONAL)
                    .setDiagnostics(finding.text())
                    .addExpression(finding.expression());
        }
        if (findings.isEmpty()) {
            outcome.addIssue()
                    .setSeverity(IssueSeverity.INFORMATION)
                    .setCode(IssueType.INFORMATIONAL)
                    .setDiagnostics(
                            "No issues found: the resource conforms to the standard and to the profiles of its kind");
        }
        return outcome;
    }
}
