package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.consent.gate.Grounding;
import nl.mgz.gateway.consent.gate.Verdict;
import nl.mgz.gateway.consult.Consultations;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.fhir.References;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.PatientBindings;
import nl.mgz.gateway.patient.PatientResolution;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who may write what: the holder changes and deletes its own, others add their own, and both only where they have a ground
 * to be in the patient's record. Who is asked to do something in a Task makes its moves. What is refused for that looks like what is not there.
 */
@Component
class WriteRules {

    /** Where an operation keeps a contact that its caller holds, and that what it writes rests on. */
    static final String OWN_CONTACT = "mgz.own-contact";

    /** What a Task is addressed to where it is somebody else's to do. */
    private static final Set<String> PARTIES = Set.of("Organization", "HealthcareService", "PractitionerRole");

    private final Accesses accesses;
    private final Grounding grounding;
    private final PatientBindings bindings;
    private final PatientResolution patients;
    private final Consultations consultations;
    private final FhirRepository repository;

    WriteRules(
            Accesses accesses,
            Grounding grounding,
            PatientBindings bindings,
            PatientResolution patients,
            Consultations consultations,
            FhirRepository repository) {
        this.accesses = accesses;
        this.grounding = grounding;
        this.bindings = bindings;
        this.patients = patients;
        this.consultations = consultations;
        this.repository = repository;
    }

    /** Whether the caller is asked to do something in this Task, and sees it still. */
    private boolean isAsked(IIdType id, IBaseResource stored, RequestDetails request) {
        return consultations.takesPart(stored, FrontDoor.caller(request).organization())
                && accesses.of(request).permits(String.valueOf(id.getIdPart()));
    }

    /**
     * @param stored the resource as it is now
     * @throws nl.mgz.gateway.refusal.RefusedException as for an absent one, when it is not the caller's to change
     */
    void requireMayChange(IIdType id, IBaseResource stored, RequestDetails request) {
        requireMayChange(id, stored, held(List.of(id), request), request);
    }

    /** @param held what the caller holds, as {@link #held} tells it of several at once */
    void requireMayChange(IIdType id, IBaseResource stored, Set<String> held, RequestDetails request) {
        if (!held.contains(String.valueOf(id.getIdPart())) && !isAsked(id, stored, request)) {
            throw ErrorMapping.notFound();
        }
    }

    /** What to tell who moves a Task too late; empty where it may not see it any more. */
    Optional<RefusedException> tooLate(IIdType id, RequestDetails request) {
        Access access = accesses.of(request);
        return access.permits(id.getIdPart()) || access.holds(id.getIdPart())
                ? consultations.tooLate(
                        repository.read(id.toUnqualifiedVersionless(), request),
                        access.caller().organization())
                : Optional.empty();
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException as for an absent one, when another organisation holds it */
    void requireHolder(IIdType id, RequestDetails request) {
        requireHolder(id, held(List.of(id), request));
    }

    void requireHolder(IIdType id, Set<String> held) {
        if (!held.contains(String.valueOf(id.getIdPart()))) {
            throw ErrorMapping.notFound();
        }
    }

    /** The ids of what the caller's organisation holds, of some. */
    Set<String> held(Collection<? extends IIdType> ids, RequestDetails request) {
        String caller = FrontDoor.caller(request).organization().value();
        Set<String> held = new HashSet<>();
        bindings.authorsOf(
                        ids.stream().map(id -> String.valueOf(id.getIdPart())).toList())
                .forEach((id, author) -> {
                    if (author.equals(caller)) {
                        held.add(id);
                    }
                });
        return held;
    }

    /** Whether some resources may be added, together, to the records of the patients that they name. */
    void requireGround(Collection<? extends IBaseResource> together, RequestDetails request) {
        requireGround(together, Set.of(), List.of(), request);
    }

    /**
     * @param sentAlong ids of known Patients that came with them: what names nobody belongs to one of those
     * @param before what some of them are now: what that refers to already is nobody's discovery
     */
    void requireGround(
            Collection<? extends IBaseResource> together,
            Set<String> sentAlong,
            Collection<? extends IBaseResource> before,
            RequestDetails request) {
        Access access = accesses.of(request);
        Ura caller = access.caller().organization();
        Set<String> moved = new LinkedHashSet<>();
        before.stream()
                .filter(stored -> consultations.takesPart(stored, caller))
                .forEach(
                        stored -> moved.add(String.valueOf(stored.getIdElement().getIdPart())));
        Set<String> brought = new LinkedHashSet<>();
        together.forEach(
                resource -> brought.add(String.valueOf(resource.getIdElement().getIdPart())));
        Map<String, IBaseResource> named = new LinkedHashMap<>();
        for (IBaseResource resource : together) {
            // A move of a Task is its own ground: the Task names both sides.
            boolean isMove =
                    moved.contains(String.valueOf(resource.getIdElement().getIdPart()));
            String patient = isMove ? null : patients.namedPatientId(resource);
            if (patient != null && !brought.contains(patient)) {
                named.putIfAbsent(patient, resource);
            }
            sentAlong.forEach(known -> named.putIfAbsent(known, resource));
        }
        List<IBaseResource> declaring = new ArrayList<>(together);
        if (request.getUserData().get(OWN_CONTACT) instanceof Encounter contact) {
            declaring.add(contact);
        }
        named.forEach((patient, resource) -> {
            if (!access.mayAddTo(patient) && !grounding.declares(declaring, patient, access)) {
                throw noSuchPatient(resource);
            }
        });
        Set<String> known = new LinkedHashSet<>(brought);
        before.forEach(stored -> known.addAll(references(stored).keySet()));
        requireVisibleReferences(together, known, access);
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

    /**
     * A reference to what the caller may not see is one to what is not there, and so is the refusal.
     *
     * @param known ids that may be named whatever they are: what was named before, and what comes along
     */
    private void requireVisibleReferences(
            Collection<? extends IBaseResource> together, Set<String> known, Access access) {
        Map<String, Target> named = new LinkedHashMap<>();
        together.forEach(resource -> references(resource).forEach(named::putIfAbsent));
        named.keySet().removeAll(known);
        requireVisible(named, access);
    }

    /**
     * What a document names as being here is looked at like what a reference names.
     *
     * @param named references {@code Type/id}, by place in the document
     */
    void requireVisible(Map<Integer, String> named, RequestDetails request) {
        Map<String, Target> targets = new LinkedHashMap<>();
        named.forEach((place, reference) -> {
            IIdType id = new IdType(reference);
            target(id, () -> "Bundle.entry[" + place + "].fullUrl")
                    .ifPresent(target -> targets.put(id.getIdPart(), target));
        });
        requireVisible(targets, accesses.of(request));
    }

    private void requireVisible(Map<String, Target> named, Access access) {
        access.decide(named.keySet());
        Map<String, Set<String>> unheardOf = new LinkedHashMap<>();
        named.forEach((id, target) -> {
            Optional<Verdict> verdict = access.verdict(id);
            if (verdict.isEmpty()) {
                unheardOf
                        .computeIfAbsent(target.type(), type -> new LinkedHashSet<>())
                        .add(id);
            } else if (!verdict.get().permitted() && !access.holds(id)) {
                throw unresolved(target.path().get());
            }
        });
        Set<String> there = repository.stored(unheardOf);
        named.forEach((id, target) -> {
            if (access.verdict(id).isEmpty() && !there.contains(id)) {
                throw unresolved(target.path().get());
            }
        });
    }

    /** @param path where it is named, for who is told that it is not there */
    private record Target(String type, Supplier<String> path) {}

    /** Resources about patients that are referred to, by id, but for Patients themselves: of those the ground decides. */
    private Map<String, Target> references(IBaseResource resource) {
        Map<String, Target> found = new LinkedHashMap<>();
        References.in((Resource) resource).forEach(reference -> {
            IIdType id = reference.getReferenceElement();
            target(id, () -> resource.fhirType() + "." + References.path(resource, reference))
                    .ifPresent(target -> found.put(id.getIdPart(), target));
        });
        return found;
    }

    private static Optional<Target> target(IIdType id, Supplier<String> path) {
        String type = id.getResourceType();
        return type != null && !"Patient".equals(type) && PermittedSearch.isAboutPatients(type)
                ? Optional.of(new Target(type, path))
                : Optional.empty();
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

    /**
     * Whom a Task is for is known before it is stored: by that it is seen whether it asks something of another organisation. What
     * comes into the directory in the same Bundle is there only afterwards.
     */
    static void requireKnownParties(Bundle bundle) {
        Map<String, String> sent = new LinkedHashMap<>();
        bundle.getEntry().stream()
                .filter(entry -> entry.getRequest().getMethod() == Bundle.HTTPVerb.POST
                        && entry.hasResource()
                        && PARTIES.contains(entry.getResource().fhirType()))
                .forEach(entry -> PatientResolution.names(entry)
                        .forEach(name -> sent.put(name, entry.getResource().fhirType())));
        for (int i = 0; i < bundle.getEntry().size(); i++) {
            if (bundle.getEntry().get(i).getResource() instanceof Task task) {
                requireKnown(task.getRequester(), sent, "Bundle.entry[" + i + "].resource.requester");
                requireKnown(task.getOwner(), sent, "Bundle.entry[" + i + "].resource.owner");
            }
        }
    }

    private static void requireKnown(Reference party, Map<String, String> sent, String path) {
        if (sent.containsKey(String.valueOf(party.getReference()))) {
            throw Refusal.of(
                            ErrorCode.CONSULTATION_INVALID,
                            "The directory does not have this " + sent.get(party.getReference())
                                    + " yet: send it first and then the Task that names it, or name the organisation by its URA",
                            path)
                    .asException();
        }
    }

    static List<IBaseResource> resources(Bundle bundle) {
        return bundle.getEntry().stream()
                .filter(Bundle.BundleEntryComponent::hasResource)
                .map(entry -> (IBaseResource) entry.getResource())
                .toList();
    }
}
