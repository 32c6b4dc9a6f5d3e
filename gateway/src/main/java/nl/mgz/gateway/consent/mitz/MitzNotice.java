package nl.mgz.gateway.consent.mitz;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.Bsn;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/**
 * What Mitz tells when a patient has chosen: an {@code active} Consent for those who may see from now on, an {@code inactive}
 * one for those who may not.
 *
 * @param permits false for anything that is not plainly a permission
 * @param holder whose data it is about; null when the notice does not say so in a way we read
 * @param holderType code of 2.16.840.1.113883.2.4.15.1060
 * @param dataCategories such as GGC002
 * @param recipients categories of organisations, such as RPZAC001
 */
public record MitzNotice(
        Bsn patient,
        boolean permits,
        @Nullable Ura holder,
        @Nullable String holderType,
        Set<String> dataCategories,
        Set<String> recipients) {

    private static final String DATA = "http://fhir.nl/otv/CodeSystem/gegevenscategorie";
    private static final String RECIPIENTS = "http://fhir.nl/otv/CodeSystem/raadplegende-zorgaanbiedercategorie";
    private static final String RECIPIENT_URL = "http://fhir.nl/StructureDefinition/OTV-ProviderCategory";
    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private static final String CUSTODIAN = "CST";

    /** @return empty when it is not known about whom it is */
    public static Optional<MitzNotice> read(Consent consent) {
        return patient(consent.getPatient()).map(patient -> {
            Optional<Organization> holder = holder(consent);
            return new MitzNotice(
                    patient,
                    permits(consent),
                    holder.flatMap(MitzNotice::ura).orElse(null),
                    holder.flatMap(MitzNotice::type).orElse(null),
                    codes(consent.getCategory().stream(), DATA),
                    codes(
                            consent.getExtensionsByUrl(RECIPIENT_URL).stream()
                                    .map(one -> one.getValue())
                                    .filter(CodeableConcept.class::isInstance)
                                    .map(CodeableConcept.class::cast),
                            RECIPIENTS));
        });
    }

    /** The Consents of a Bundle, each with the patient and the organisation that it points to in the same Bundle. */
    static List<Consent> consents(Bundle bundle) {
        Map<String, IBaseResource> byUrl = new HashMap<>();
        bundle.getEntry().forEach(entry -> byUrl.put(entry.getFullUrl(), entry.getResource()));
        List<Consent> all = bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Consent.class::isInstance)
                .map(Consent.class::cast)
                .toList();
        all.forEach(consent -> Stream.concat(
                        Stream.of(consent.getPatient()),
                        consent.getProvision().getActor().stream().map(one -> one.getReference()))
                .filter(reference -> reference.getResource() == null && reference.getReference() != null)
                .forEach(reference -> reference.setResource(byUrl.get(reference.getReference()))));
        return all;
    }

    private static boolean permits(Consent consent) {
        return consent.getStatus() == ConsentState.ACTIVE
                && consent.getProvision().getType() != ConsentProvisionType.DENY;
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

    private static Optional<Organization> holder(Consent consent) {
        List<Organization> custodians = consent.getProvision().getActor().stream()
                .filter(actor -> actor.getRole().hasCoding(PARTICIPATION, CUSTODIAN))
                .map(actor -> actor.getReference().getResource())
                .filter(Organization.class::isInstance)
                .map(Organization.class::cast)
                .toList();
        return custodians.size() == 1 ? Optional.of(custodians.get(0)) : Optional.empty();
    }

    private static Optional<Ura> ura(Organization organization) {
        return organization.getIdentifier().stream()
                .filter(one -> Ura.SYSTEM.equals(one.getSystem()) && one.hasValue())
                .findFirst()
                .flatMap(one -> Ura.parse(one.getValue()));
    }

    private static Optional<String> type(Organization organization) {
        return organization.getType().stream()
                .flatMap(one -> one.getCoding().stream())
                .filter(Coding::hasCode)
                .map(Coding::getCode)
                .findFirst();
    }

    private static Set<String> codes(Stream<CodeableConcept> concepts, String system) {
        return concepts.flatMap(one -> one.getCoding().stream())
                .filter(one -> system.equals(one.getSystem()) && one.hasCode())
                .map(Coding::getCode)
                .collect(Collectors.toUnmodifiableSet());
    }
}
