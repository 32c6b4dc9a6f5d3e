package nl.mgz.gateway.capability;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One resource type as the gateway serves it.
 *
 * @param name FHIR resource type
 * @param kind what its resources are about
 * @param patientElement the element that names the patient ({@code subject}, {@code for}, …); null for another kind
 * @param category the data category that its resources get, as consent knows categories
 * @param parameters the search parameters that are indexed and answered
 */
public record ServedType(
        String name, Kind kind, @Nullable String patientElement, DataCategory category, Set<String> parameters) {

    /** What a resource of the type is about. */
    public enum Kind {
        /** The patient. */
        PATIENT,
        /** One patient, always. */
        ABOUT_PATIENT,
        /** One patient where it names one, else the one patient of the Bundle that it came with. */
        MAY_NAME_PATIENT,
        /** Organisations, people and places: nobody's record. */
        DIRECTORY,
        /** Forms and products: nobody's record. */
        SHARED
    }

    public boolean aboutPatient() {
        return kind == Kind.ABOUT_PATIENT || kind == Kind.MAY_NAME_PATIENT;
    }

    public Optional<String> patientPath() {
        return Optional.ofNullable(patientElement);
    }
}
