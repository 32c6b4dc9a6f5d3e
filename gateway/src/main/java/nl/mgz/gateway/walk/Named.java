package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.util.FhirTerser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Caller;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Organisations, people, places and products that resources refer to: nobody's record, and so no question of consent. */
@Component
class Named {

    private final FhirRepository repository;
    private final FhirTerser terser;

    Named(FhirRepository repository, FhirContext context) {
        this.repository = repository;
        this.terser = context.newTerser();
    }

    /**
     * Those that some resources name; with two steps those too that these name, as a role does its person and organisation. One
     * statement for each step.
     */
    List<Resource> by(Collection<? extends IBaseResource> resources, int steps, RequestDetails request) {
        Caller caller = FrontDoor.caller(request);
        Set<String> known = new HashSet<>();
        List<Resource> all = new ArrayList<>();
        Collection<? extends IBaseResource> last = resources;
        for (int step = 0; step < steps && !last.isEmpty(); step++) {
            Map<String, Set<String>> wanted = targets(last, caller, known);
            List<Resource> found = repository.current(wanted);
            all.addAll(found);
            last = found;
        }
        return all;
    }

    /** Everything that a resource refers to. */
    List<IIdType> references(IBaseResource resource) {
        return terser.getAllResourceReferences(resource).stream()
                .map(info -> info.getResourceReference().getReferenceElement())
                .toList();
    }

    private Map<String, Set<String>> targets(
            Collection<? extends IBaseResource> resources, Caller caller, Set<String> known) {
        Map<String, Set<String>> byType = new LinkedHashMap<>();
        resources.forEach(resource -> terser.getAllResourceReferences(resource).forEach(info -> {
            IIdType target = info.getResourceReference().getReferenceElement();
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
}
