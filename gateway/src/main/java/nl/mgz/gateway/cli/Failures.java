package nl.mgz.gateway.cli;

import nl.mgz.gateway.fhir.DatabaseNotReadyException;
import nl.mgz.gateway.identity.crypto.UnusableFileException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.embedded.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;

/** Why the gateway did not start, in lines for a person, not in a stack. */
final class Failures {

    private Failures() {}

    /** @return the exit status */
    static int tell(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseNotReadyException
                    || cause instanceof PortInUseException
                    || cause instanceof ConnectorStartFailedException
                    || cause instanceof UnusableFileException
                    || cause instanceof BindException) {
                String.valueOf(cause.getMessage()).lines().forEach(line -> System.err.println("  x " + line));
                return 1;
            }
        }
        System.err.println("The gateway did not start.");
        failure.printStackTrace(System.err);
        return 1;
    }
}
