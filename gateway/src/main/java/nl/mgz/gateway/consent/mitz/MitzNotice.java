package nl.mgz.gateway.consent.mitz;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.patient.Bsn;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;

/**
 * What Mitz tells when a patient has chosen: Consents, each {@code active} for those who may see from now on and
 * {@code inactive} for those who may not. What was chosen is not read: whom it is about is enough to ask again.
 */
public final class MitzNotice {

    private MitzNotice() {}

    /**
     * Whom a notice is about.
     *
     * @param notice a Consent, or the Bundle in which Mitz sends several
     * @return empty when that is not known of all of it: it cannot be told then whose answers it ends
     */
    public static Optional<Set<Bsn>> about(IBaseResource notice) {
        List<Consent> consents = notice instanceof Bundle bundle
                ? consents(bundle)
                : notice instanceof Consent consent ? List.of(consent) : List.of();
        Set<Bsn> patients = new HashSet<>();
        for (Consent consent : consents) {
            Optional<Bsn> patient = patient(consent.getPatient());
            if (patient.isEmpty()) {
                return Optional.empty();
            }
            patients.add(patient.get());
        }
        return patients.isEmpty() ? Optional.empty() : Optional.of(patients);
    }

    /** The Consents of a Bundle, each with the patient that it points to in the same Bundle. */
    private static List<Consent> consents(Bundle bundle) {
        Map<String, IBaseResource> byUrl = new HashMap<>();
        bundle.getEntry().forEach(entry -> byUrl.put(entry.getFullUrl(), entry.getResource()));
        List<Consent> all = bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Consent.class::isInstance)
                .map(Consent.class::cast)
                .toList();
        all.stream()
                .map(Consent::getPatient)
                .filter(reference -> reference.getResource() == null && reference.getReference() != null)
                .forEach(reference -> reference.setResource(byUrl.get(reference.getReference())));
        return all;
    }

    /** Two different BSNs are as good as none. */
    private static Optional<Bsn> patient(Reference reference) {
        Stream<Identifier> ofResource =
                reference.getResource() instanceof Patient patient ? patient.getIdentifier().stream() : Stream.empty();
        Stream<Identifier> ofReference =
                reference.hasIdentifier() ? Stream.of(reference.getIdentifier()) : Stream.empty();
        Set<Optional<Bsn>> found = Stream.concat(ofReference, ofResource)
                .filter(Bsn::isBsn)
                .map(one -> Bsn.parse(one.getValue()))
                .collect(Collectors.toSet());
        return found.size() == 1 ? found.iterator().next() : Optional.empty();
    }
}
