package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.util.FhirTerser;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.consent.gate.Grounding;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.patient.PatientBindings;
import nl.mgz.gateway.patient.PatientResolution;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who may write what: the holder changes and deletes its own, others add their own, and both only where they have a ground
 * to be in the patient's record. What is refused for that looks like what is not there.
 */
@Component
class WriteRules {

    private final Accesses accesses;
    private final Grounding grounding;
    private final PatientBindings bindings;
    private final PatientResolution patients;
    private final FhirTerser terser;

    WriteRules(
            Accesses accesses,
            Grounding grounding,
            PatientBindings bindings,
            PatientResolution patients,
            FhirContext context) {
        this.accesses = accesses;
        this.grounding = grounding;
        this.bindings = bindings;
        this.patients = patients;
        this.terser = context.newTerser();
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException as for an absent one, when another organisation holds it */
    void requireHolder(IIdType id, RequestDetails request) {
        Caller caller = FrontDoor.caller(request);
        boolean holds = bindings.authorOf(String.valueOf(id.getIdPart()))
                .filter(caller.organization().value()::equals)
                .isPresent();
        if (!holds) {
            throw ErrorMapping.notFound();
        }
    }

    /** Whether some resources may be added, together, to the records of the patients that they name. */
    void requireGround(Collection<? extends IBaseResource> together, RequestDetails request) {
        requireGround(together, Set.of(), request);
    }

    /** @param sentAlong ids of known Patients that came with them: what names nobody belongs to one of those */
    void requireGround(Collection<? extends IBaseResource> together, Set<String> sentAlong, RequestDetails request) {
        Access access = accesses.of(request);
        Set<String> brought = new LinkedHashSet<>();
        together.forEach(
                resource -> brought.add(String.valueOf(resource.getIdElement().getIdPart())));
        Map<String, IBaseResource> named = new LinkedHashMap<>();
        for (IBaseResource resource : together) {
            String patient = patients.namedPatientId(resource);
            if (patient != null && !brought.contains(patient)) {
                named.putIfAbsent(patient, resource);
            }
            sentAlong.forEach(known -> named.putIfAbsent(known, resource));
        }
        named.forEach((patient, resource) -> {
            if (!access.mayAddTo(patient) && !grounding.declares(together, patient, access)) {
                throw noSuchPatient(resource);
            }
        });
        requireVisibleReferences(together, access);
    }

    /** The same whether there is no such patient or no ground to write about one. */
    private static RuntimeException noSuchPatient(IBaseResource resource) {
        String element = ServedTypes.find(resource.fhirType())
                .flatMap(ServedType::patientPath)
                .map(path -> "." + path)
                .orElse("");
        return unresolved(resource.fhirType() + element);
    }

    static RuntimeException unresolved(String path) {
        return Refusal.of(
                        ErrorCode.REFERENCE_UNRESOLVED,
                        "A reference names a resource that is neither here nor in the same Bundle",
                        path)
                .asException();
    }

    /** A reference to what the caller may not see is one to what is not there. */
    private void requireVisibleReferences(Collection<? extends IBaseResource> together, Access access) {
        Set<String> named = new LinkedHashSet<>();
        together.forEach(resource -> references(resource).forEach((id, path) -> named.add(id)));
        access.decide(named);
        for (IBaseResource resource : together) {
            references(resource).forEach((id, path) -> {
                boolean hidden = access.verdict(id)
                        .filter(verdict -> !verdict.permitted() && !access.holds(id))
                        .isPresent();
                if (hidden) {
                    throw unresolved(path);
                }
            });
        }
    }

    /** Ids of resources about patients that are referred to, but for Patients themselves: of those the ground decides. */
    private Map<String, String> references(IBaseResource resource) {
        Map<String, String> found = new HashMap<>();
        terser.getAllResourceReferences(resource).forEach(info -> {
            IIdType target = info.getResourceReference().getReferenceElement();
            String type = target.getResourceType();
            if (type != null && !"Patient".equals(type) && PermittedSearch.isAboutPatients(type)) {
                found.put(target.getIdPart(), resource.fhirType() + "." + info.getName());
            }
        });
        return found;
    }

    /** A condition that looks among the caller's own only: of what others hold it must not tell whether it is there. */
    static @Nullable String amongOwn(@Nullable String condition, String type, RequestDetails request) {
        return condition == null || condition.isBlank() || !PermittedSearch.isAboutPatients(type)
                ? condition
                : condition + "&" + FhirRepository.HOLDER + "="
                        + FrontDoor.caller(request).organization().value();
    }

    static void amongOwn(Bundle bundle, RequestDetails request) {
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.hasResource() && entry.getRequest().hasIfNoneExist()) {
                entry.getRequest()
                        .setIfNoneExist(amongOwn(
                                entry.getRequest().getIfNoneExist(),
                                entry.getResource().fhirType(),
                                request));
            }
        }
    }

    static List<IBaseResource> resources(Bundle bundle) {
        return bundle.getEntry().stream()
                .filter(Bundle.BundleEntryComponent::hasResource)
                .map(entry -> (IBaseResource) entry.getResource())
                .toList();
    }
}
