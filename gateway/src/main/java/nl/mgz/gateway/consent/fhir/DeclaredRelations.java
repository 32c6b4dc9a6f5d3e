package nl.mgz.gateway.consent.fhir;

import java.util.Collection;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.EpisodeOfCare;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Relations that are stated in resources which are not stored yet. */
@Component
public class DeclaredRelations {

    private final PatientRecords records;

    DeclaredRelations(PatientRecords records) {
        this.records = records;
    }

    /** Whether one of them states that this organisation has the patient in care. */
    public boolean declares(Collection<? extends IBaseResource> resources, String patientId, String organization) {
        Directory directory = records.directory();
        return resources.stream()
                .filter(resource -> resource instanceof EpisodeOfCare
                        || resource instanceof CareTeam
                        || resource instanceof Encounter)
                .map(Resource.class::cast)
                .filter(resource -> isAbout(resource, "Patient/" + patientId))
                .flatMap(resource -> FactReading.declared(resource, organization))
                .map(directory::canonical)
                .anyMatch(organization::equals);
    }

    private static boolean isAbout(Resource resource, String patient) {
        return java.util.stream.Stream.of("patient", "subject")
                .flatMap(name -> Elements.of(resource, name))
                .filter(Reference.class::isInstance)
                .anyMatch(found -> ReferenceText.of((Reference) found)
                        .filter(patient::equals)
                        .isPresent());
    }
}
