package nl.mgz.gateway.cli;

import nl.mgz.gateway.fhir.DatabaseNotReadyException;
import nl.mgz.gateway.identity.crypto.UnusableFileException;
import nl.mgz.gateway.triage.UnusableUrgencySetException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.embedded.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;

/** Why the gateway did not start, in lines for a person, not in a stack. */
final class Failures {

    private Failures() {}

    /** @return the exit status */
    static int tell(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException && reason(cause) != null) {
                System.err.println("  x " + reason(cause));
                return 1;
            }
            if (cause instanceof DatabaseNotReadyException
                    || cause instanceof PortInUseException
                    || cause instanceof ConnectorStartFailedException
                    || cause instanceof UnusableFileException
                    || cause instanceof UnusableUrgencySetException
                    || cause instanceof BindException) {
                String.valueOf(cause.getMessage()).lines().forEach(line -> System.err.println("  x " + line));
                return 1;
            }
        }
        System.err.println("The gateway did not start.");
        failure.printStackTrace(System.err);
        return 1;
    }

    /** What a record of settings of ours says is wrong, which the failure to bind it does not repeat. */
    private static @Nullable String reason(Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            StackTraceElement[] stack = cause.getStackTrace();
            if (cause instanceof IllegalArgumentException
                    && stack.length > 0
                    && stack[0].getClassName().startsWith("nl.mgz.")) {
                return cause.getMessage();
            }
        }
        return null;
    }
}
