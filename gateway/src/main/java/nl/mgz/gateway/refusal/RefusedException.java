package nl.mgz.gateway.refusal;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;

/** Carries a {@link Refusal} through HAPI, which knows only exceptions. Its message is the refusal's text: no personal data. */
public final class RefusedException extends BaseServerResponseException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.status(), refusal.faults().get(0).text(), refusal.asOperationOutcome());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** An expected answer needs no stack: it is made often and read never. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
