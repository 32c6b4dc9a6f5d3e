package nl.mgz.gateway.patient;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.FhirTerser;
import java.util.List;
import java.util.Optional;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.fhir.References;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Reads from a resource which patient it names. */
final class ResourcePatient {

    private final FhirTerser terser;

    ResourcePatient(FhirContext context) {
        this.terser = context.newTerser();
    }

    /** The reference by which the resource names its patient; an element that names a device or a group is none. */
    Optional<Reference> reference(IBaseResource resource) {
        return ServedTypes.find(resource.fhirType())
                .flatMap(ServedType::patientPath)
                .flatMap(path -> terser.getValues(resource, path, Reference.class).stream()
                        .filter(ResourcePatient::namesPatient)
                        .findFirst());
    }

    private static boolean namesPatient(Reference reference) {
        String literal = reference.getReference();
        if (literal != null) {
            return literal.startsWith("urn:")
                    || literal.startsWith("Patient/")
                    || literal.contains("/Patient/")
                    || literal.startsWith("Patient?")
                    || !literal.contains("/");
        }
        return Bsn.isSystem(reference.getIdentifier().getSystem());
    }

    /** Every reference in the resource, wherever it stands. */
    static List<Reference> references(IBaseResource resource) {
        return References.in((Resource) resource);
    }

    /** FHIRPath of the element that names the patient. */
    static String path(IBaseResource resource) {
        String type = resource.fhirType();
        return ServedTypes.find(type)
                .flatMap(ServedType::patientPath)
                .map(path -> type + "." + path)
                .orElse(type);
    }
}
