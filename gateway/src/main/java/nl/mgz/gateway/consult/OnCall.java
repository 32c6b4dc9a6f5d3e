package nl.mgz.gateway.consult;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import nl.mgz.gateway.consult.Routing.Asked;
import nl.mgz.gateway.consult.Routing.Service;
import nl.mgz.gateway.consult.Services.Listed;
import nl.mgz.gateway.fhir.FhirRepository;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which services that help at once can be asked at a moment, and who is on duty for them, by the same rules by which requests
 * are routed. The services are remembered for as long as the directory is the same; their hours are looked at each time.
 */
@Component
public class OnCall {

    private static final List<ConsultationKind> AT_ONCE =
            List.of(ConsultationKind.AANRIJDTEAM, ConsultationKind.ACHTERWACHT);

    private final Services services;
    private final FhirRepository repository;
    private volatile Kept kept = new Kept(-1, List.of(), Map.of());

    OnCall(Services services, FhirRepository repository) {
        this.services = services;
        this.repository = repository;
    }

    private record Kept(long revision, List<Listed> services, Map<String, Resource> named) {}

    /**
     * A service that can take a request now.
     *
     * @param kind what it does, in Dutch
     * @param onDuty roles of who is on duty, for which organisation one works then
     */
    public record Available(HealthcareService service, String kind, List<PractitionerRole> onDuty) {}

    /** @param named organisations and people whom the services and their roles name */
    public record Now(List<Available> services, List<Resource> named) {

        /** All of the directory that is in it. */
        public List<Resource> resources() {
            List<Resource> all = new ArrayList<>(named);
            services.forEach(one -> {
                all.add(one.service());
                all.addAll(one.onDuty());
            });
            return all;
        }
    }

    /**
     * @param place where the client lives, in lower case; null where nobody knows
     * @param revision of the directory, read before this is asked
     */
    public Now at(Instant at, @Nullable String place, long revision) {
        Kept known = kept;
        if (known.revision() != revision) {
            known = read(revision);
            kept = known;
        }
        Map<String, Integer> open = services.open(known.services());
        Asked asked = new Asked(place, false, at);
        List<Available> available = known.services().stream()
                .map(one -> new Candidate(one, services.service(one, at, open)))
                .filter(one -> Routing.no(one.service(), asked).isEmpty())
                .sorted(Comparator.comparing(Candidate::place)
                        .thenComparing(one -> one.service().name())
                        .thenComparing(one -> one.service().id()))
                .map(one -> available(one.listed(), one.service(), at))
                .toList();
        Set<String> wanted = new HashSet<>();
        available.forEach(one -> wanted.addAll(named(one.service(), one.onDuty())));
        return new Now(
                available,
                known.named().entrySet().stream()
                        .filter(one -> wanted.contains(one.getKey()))
                        .map(one -> one.getValue().copy())
                        .toList());
    }

    private record Candidate(Listed listed, Service service) {

        int place() {
            return ConsultationKind.ofCode(service.step().kind())
                    .map(AT_ONCE::indexOf)
                    .orElse(AT_ONCE.size());
        }
    }

    private static Available available(Listed listed, Service service, Instant at) {
        String kind = ConsultationKind.ofCode(service.step().kind())
                .map(ConsultationKind::dutch)
                .orElse("");
        return new Available(
                listed.resource().copy(),
                kind,
                listed.roster().stream()
                        .filter(turn -> turn.isOnDuty(at))
                        .map(turn -> turn.role().copy())
                        .toList());
    }

    private Kept read(long revision) {
        List<Listed> all =
                services.listed(AT_ONCE.stream().map(ConsultationKind::code).toList());
        Map<String, Set<String>> ids = new HashMap<>();
        for (Listed one : all) {
            List<PractitionerRole> roles =
                    one.roster().stream().map(Services.Turn::role).toList();
            named(one.resource(), roles).forEach(reference -> {
                IdType id = new IdType(reference);
                ids.computeIfAbsent(id.getResourceType(), type -> new HashSet<>())
                        .add(id.getIdPart());
            });
        }
        Map<String, Resource> named = new HashMap<>();
        repository
                .current(ids)
                .forEach(one ->
                        named.put(one.fhirType() + "/" + one.getIdElement().getIdPart(), one));
        return new Kept(revision, all, named);
    }

    private static List<String> named(HealthcareService service, List<PractitionerRole> roster) {
        Set<Reference> references = new HashSet<>();
        references.add(service.getProvidedBy());
        roster.forEach(role -> {
            references.add(role.getOrganization());
            references.add(role.getPractitioner());
        });
        return references.stream()
                .map(Reference::getReference)
                .filter(Objects::nonNull)
                .filter(reference -> reference.matches("(Organization|Practitioner)/[A-Za-z0-9.-]+"))
                .toList();
    }
}
