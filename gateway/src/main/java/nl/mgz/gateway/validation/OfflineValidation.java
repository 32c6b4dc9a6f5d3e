package nl.mgz.gateway.validation;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import nl.mgz.gateway.definitions.Definitions;
import org.jspecify.annotations.Nullable;

/** The same validator as a running gateway's, for a command that has none. */
public final class OfflineValidation {

    private OfflineValidation() {}

    /** @param packages folder of a region's FHIR packages, or null for ours alone */
    public static ResourceValidator validator(FhirContext context, @Nullable Path packages) {
        Definitions definitions = Definitions.load(context, packages);
        return new ResourceValidator(context, definitions, new SupportChain(context, definitions));
    }
}
