package nl.mgz.gateway.audit;

/** An event could not be put on record. What it is about must not be shown. */
final class AuditFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AuditFailedException(Throwable cause) {
        super(cause);
    }
}
