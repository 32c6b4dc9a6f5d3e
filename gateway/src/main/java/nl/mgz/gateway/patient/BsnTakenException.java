package nl.mgz.gateway.patient;

import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;

/** Another push has just made the Patient of this BSN: undo, look again and try once more. */
public final class BsnTakenException extends PreconditionFailedException {

    private static final long serialVersionUID = 1L;

    BsnTakenException() {
        super("Another request made this patient at the same moment");
    }
}
