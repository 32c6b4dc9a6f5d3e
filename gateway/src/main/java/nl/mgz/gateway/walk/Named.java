package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.consent.fhir.Directory;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.fhir.References;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Ura;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Organisations, people, places and products that resources refer to: nobody's record, and so no question of consent. */
@Component
class Named {

    /** Types of which a change moves the revision of the directory. */
    private static final Set<String> BY_REVISION = Set.of(
            "Organization",
            "Practitioner",
            "PractitionerRole",
            "OrganizationAffiliation",
            "HealthcareService",
            "Location");

    private static final int MOST_KEPT = 20_000;

    private final FhirRepository repository;
    private final FhirContext context;
    private final Accesses accesses;
    private volatile Kept kept = new Kept(-1, new ConcurrentHashMap<>());

    Named(FhirRepository repository, FhirContext context, Accesses accesses) {
        this.repository = repository;
        this.context = context;
        this.accesses = accesses;
    }

    /** One that was read, and as what it is sent. */
    private record Written(Resource resource, String text) {

        /** Of its own for each who uses it. */
        Resource copy() {
            Resource copy = resource.copy();
            PagedAnswers.saysTheSame(copy, text);
            return copy;
        }
    }

    /** @param revision of the directory: what is kept is used for as long as it is the same */
    private record Kept(long revision, ConcurrentHashMap<String, Written> byReference) {}

    /**
     * Those that some resources name; with two steps those too that these name, as a role does its person and organisation. One
     * statement for each step, and none for what was read since the directory last changed.
     */
    List<Resource> by(Collection<? extends IBaseResource> resources, int steps, RequestDetails request) {
        return by(resources, steps, null, request);
    }

    /** @param numbers by which an organisation is found that is named by its URA alone; null: such a one is not looked for */
    List<Resource> by(
            Collection<? extends IBaseResource> resources,
            int steps,
            @Nullable Directory numbers,
            RequestDetails request) {
        Caller caller = FrontDoor.caller(request);
        Set<String> known = new HashSet<>();
        List<Resource> all = new ArrayList<>();
        Collection<? extends IBaseResource> last = resources;
        for (int step = 0; step < steps && !last.isEmpty(); step++) {
            Map<String, Set<String>> wanted = targets(last, numbers, caller, known);
            List<Resource> found = current(wanted, accesses.of(request));
            all.addAll(found);
            last = found;
        }
        return all;
    }

    /**
     * Those that some resources name, and of some more those that are there and that the caller may get.
     *
     * @param more as {@code Type/id}
     */
    List<Resource> by(Collection<? extends IBaseResource> resources, Collection<String> more, RequestDetails request) {
        Caller caller = FrontDoor.caller(request);
        Map<String, Set<String>> wanted = targets(resources, null, caller, new HashSet<>());
        for (String reference : more) {
            IdType target = new IdType(reference);
            if (FrontDoor.mayGet(caller, target.getResourceType())) {
                wanted.computeIfAbsent(target.getResourceType(), type -> new LinkedHashSet<>())
                        .add(target.getIdPart());
            }
        }
        return current(wanted, accesses.of(request));
    }

    private List<Resource> current(Map<String, Set<String>> wanted, Access access) {
        Kept now = access.directory()
                .map(Access.DecidedBy::revision)
                .map(this::kept)
                .orElse(null);
        if (now == null) {
            return repository.current(wanted);
        }
        List<Resource> found = new ArrayList<>();
        Map<String, Set<String>> missing = new LinkedHashMap<>();
        wanted.forEach((type, ids) -> ids.forEach(id -> {
            Written known = now.byReference().get(type + "/" + id);
            if (known != null) {
                found.add(known.copy());
            } else {
                missing.computeIfAbsent(type, one -> new LinkedHashSet<>()).add(id);
            }
        }));
        for (Resource resource : repository.current(missing)) {
            found.add(resource);
            if (BY_REVISION.contains(resource.fhirType()) && now.byReference().size() < MOST_KEPT) {
                now.byReference().put(place(resource), written(resource));
            }
        }
        return found;
    }

    /** Remembers with resources of the directory how they are written, so that it is done once for each of its revisions. */
    void asWritten(Collection<? extends Resource> resources, long revision) {
        Kept now = kept(revision);
        for (Resource resource : resources) {
            if (BY_REVISION.contains(resource.fhirType()) && now.byReference().size() < MOST_KEPT) {
                PagedAnswers.saysTheSame(
                        resource,
                        now.byReference()
                                .computeIfAbsent(place(resource), place -> written(resource))
                                .text());
            }
        }
    }

    private Written written(Resource resource) {
        return new Written(resource.copy(), context.newJsonParser().encodeResourceToString(resource));
    }

    private static String place(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    /** Read after the revision was: what is kept under one is never older than it. */
    private Kept kept(long revision) {
        Kept now = kept;
        if (now.revision() != revision) {
            now = new Kept(revision, new ConcurrentHashMap<>());
            kept = now;
        }
        return now;
    }

    /** Everything that a resource refers to. */
    List<IIdType> references(IBaseResource resource) {
        return References.in((Resource) resource).stream()
                .map(Reference::getReferenceElement)
                .toList();
    }

    private Map<String, Set<String>> targets(
            Collection<? extends IBaseResource> resources,
            @Nullable Directory numbers,
            Caller caller,
            Set<String> known) {
        Map<String, Set<String>> byType = new LinkedHashMap<>();
        resources.forEach(resource -> References.in((Resource) resource).forEach(reference -> {
            IIdType target = target(reference, numbers);
            String type = String.valueOf(target.getResourceType());
            boolean shared = ServedTypes.find(type)
                    .filter(one -> one.kind() == ServedType.Kind.DIRECTORY || one.kind() == ServedType.Kind.SHARED)
                    .isPresent();
            if (shared
                    && !target.isAbsolute()
                    && target.hasIdPart()
                    && FrontDoor.mayGet(caller, type)
                    && known.add(type + "/" + target.getIdPart())) {
                byType.computeIfAbsent(type, one -> new LinkedHashSet<>()).add(target.getIdPart());
            }
        }));
        return byType;
    }

    private static IIdType target(Reference reference, @Nullable Directory numbers) {
        Identifier identifier = reference.getIdentifier();
        String organization = numbers != null && !reference.hasReference() && Ura.SYSTEM.equals(identifier.getSystem())
                ? numbers.organization(String.valueOf(identifier.getValue()))
                : null;
        return organization == null ? reference.getReferenceElement() : new IdType("Organization", organization);
    }
}
