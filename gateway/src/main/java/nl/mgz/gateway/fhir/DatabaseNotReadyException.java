package nl.mgz.gateway.fhir;

import java.util.List;
import java.util.stream.Collectors;
import nl.mgz.gateway.fhir.DatabaseCheck.Finding;

/** The gateway does not start on this database; the message has one line for each reason. */
public final class DatabaseNotReadyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseNotReadyException(List<Finding> faults) {
        super(faults.stream().map(Finding::line).collect(Collectors.joining("\n")));
    }
}
