package nl.mgz.gateway.refusal;

import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/**
 * The stable codes of the gateway's errors, each with its HTTP status and its FHIR issue type
 * (https://hl7.org/fhir/R4/valueset-issue-type.html). A code never changes its meaning; integrators switch on it.
 */
public enum ErrorCode {
    BSN_INVALID("bsn-invalid", 422, IssueType.VALUE),
    BSN_IN_URL("bsn-in-url", 400, IssueType.SECURITY),
    BSN_TAKEN("bsn-taken", 409, IssueType.CONFLICT),
    PATIENT_CONTRADICTS("patient-contradicts", 422, IssueType.CONFLICT),
    PATIENT_UNKNOWN("patient-unknown", 422, IssueType.NOTFOUND),
    PATIENTS_MIXED("patients-mixed", 422, IssueType.BUSINESSRULE),
    PATIENT_CHANGED("patient-changed", 422, IssueType.BUSINESSRULE),
    BODY_TOO_LARGE("body-too-large", 413, IssueType.TOOLONG),
    BODY_INFLATED_TOO_LARGE("body-inflated-too-large", 413, IssueType.TOOLONG),
    JSON_TOO_DEEP("json-too-deep", 400, IssueType.STRUCTURE),
    JSON_DUPLICATE_KEY("json-duplicate-key", 400, IssueType.STRUCTURE),
    NOT_UTF8("not-utf8", 400, IssueType.STRUCTURE),
    NUL_CHARACTER("nul-character", 400, IssueType.STRUCTURE),
    XML_DOCTYPE("xml-doctype", 400, IssueType.STRUCTURE),
    XML_TOO_DEEP("xml-too-deep", 400, IssueType.STRUCTURE),
    TOO_MANY_ENTRIES("too-many-entries", 413, IssueType.TOOCOSTLY),
    NOT_PARSEABLE("not-parseable", 400, IssueType.STRUCTURE),
    NOT_VALID("not-valid", 422, IssueType.INVALID),
    REFERENCE_UNRESOLVED("reference-unresolved", 422, IssueType.NOTFOUND),
    IF_MATCH_REQUIRED("if-match-required", 428, IssueType.REQUIRED),
    VERSION_CONFLICT("version-conflict", 412, IssueType.CONFLICT),
    UNAUTHENTICATED("unauthenticated", 401, IssueType.LOGIN),
    NOT_ALLOWED("not-allowed", 403, IssueType.FORBIDDEN),
    BREAK_GLASS_REQUIRED("break-glass-required", 403, IssueType.FORBIDDEN),
    REVIEW_PROTECTED("review-protected", 409, IssueType.BUSINESSRULE),
    ALREADY_JUDGED("already-judged", 409, IssueType.CONFLICT),
    ENDPOINT_NOT_REGISTERED("endpoint-not-registered", 422, IssueType.BUSINESSRULE),
    CONSENT_INVALID("consent-invalid", 422, IssueType.BUSINESSRULE),
    CONSULTATION_INVALID("consultation-invalid", 422, IssueType.BUSINESSRULE),
    ATTACHMENT_NOT_ALLOWED("attachment-not-allowed", 422, IssueType.BUSINESSRULE),
    TRIAGE_REPORT_INVALID("triage-report-invalid", 422, IssueType.BUSINESSRULE),
    NO_RECEIVER("no-receiver", 422, IssueType.BUSINESSRULE),
    MOVE_NOT_ALLOWED("move-not-allowed", 409, IssueType.BUSINESSRULE),
    TASK_PROTECTED("task-protected", 409, IssueType.BUSINESSRULE),
    NOT_SUPPORTED("not-supported", 405, IssueType.NOTSUPPORTED),
    TYPE_NOT_SUPPORTED("type-not-supported", 404, IssueType.NOTSUPPORTED),
    FORMAT_NOT_SUPPORTED("format-not-supported", 415, IssueType.NOTSUPPORTED),
    PARAMETER_NOT_SUPPORTED("parameter-not-supported", 400, IssueType.NOTSUPPORTED),
    PARAMETER_INVALID("parameter-invalid", 400, IssueType.INVALID),
    NOT_FOUND("not-found", 404, IssueType.NOTFOUND),
    IN_USE("in-use", 409, IssueType.CONFLICT),
    RATE_LIMITED("rate-limited", 429, IssueType.THROTTLED),
    UNAVAILABLE("unavailable", 503, IssueType.TRANSIENT),
    INTERNAL("internal", 500, IssueType.EXCEPTION);

    /** The code system of these codes, as terminology carries it. */
    public static final String SYSTEM = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-error";

    private final String code;
    private final int status;
    private final IssueType issueType;

    ErrorCode(String code, int status, IssueType issueType) {
        this.code = code;
        this.status = status;
        this.issueType = issueType;
    }

    public String code() {
        return code;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    public IssueType issueType() {
        return issueType;
    }
}
