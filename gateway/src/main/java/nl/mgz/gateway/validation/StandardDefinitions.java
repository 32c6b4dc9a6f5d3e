package nl.mgz.gateway.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The definitions of the R4 standard, read once a process. They are 35 MB of XML that the start needs late: who calls
 * {@link #readAhead} first gets them read beside everything else.
 */
public final class StandardDefinitions {

    private static final FutureTask<DefaultProfileValidationSupport> READING =
            new FutureTask<>(StandardDefinitions::read);

    private StandardDefinitions() {}

    /** Starts reading on a thread of its own; a second call does nothing. */
    public static void readAhead() {
        Thread reader = new Thread(READING, "standard-definitions");
        reader.setDaemon(true);
        reader.start();
    }

    /** @return the definitions, read here and now when nobody began before */
    static DefaultProfileValidationSupport read(FhirContext context) {
        if (context != FhirContext.forR4Cached()) {
            return new DefaultProfileValidationSupport(context);
        }
        READING.run();
        try {
            return READING.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the standard's definitions were read", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the standard's definitions could not be read", e.getCause());
        }
    }

    private static DefaultProfileValidationSupport read() {
        DefaultProfileValidationSupport standard = new DefaultProfileValidationSupport(FhirContext.forR4Cached());
        standard.fetchAllSearchParameters();
        standard.fetchAllStructureDefinitions();
        return standard;
    }
}
