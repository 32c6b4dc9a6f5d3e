package nl.mgz.gateway.consult;

import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.consult.Routing.Duty;
import nl.mgz.gateway.consult.Routing.Service;
import nl.mgz.gateway.consult.Routing.Step;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Ura;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The services of the directory that can be asked, as {@link Routing} looks at them. Nobody's record is in it. */
@Component
class Services {

    static final String KINDS = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-consultation-kind";
    private static final String CAPACITY = "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-Capacity";
    private static final String UZI_ROLE = "http://fhir.nl/fhir/NamingSystem/uzi-rolcode";

    private final FhirRepository repository;
    private final Parties parties;
    private final ConsultationRows rows;

    Services(FhirRepository repository, Parties parties, ConsultationRows rows) {
        this.repository = repository;
        this.parties = parties;
        this.rows = rows;
    }

    /** The service that a reference names by its id. */
    Optional<Service> find(Reference reference, Instant at) {
        IdType id = new IdType(String.valueOf(reference.getReference()));
        if (!"HealthcareService".equals(id.getResourceType()) || !id.hasIdPart() || id.isAbsolute()) {
            return Optional.empty();
        }
        try {
            HealthcareService found =
                    (HealthcareService) repository.read(id.toUnqualifiedVersionless(), new SystemRequestDetails());
            return Optional.of(of(List.of(found), at).get(0));
        } catch (ResourceNotFoundException | ResourceGoneException e) {
            return Optional.empty();
        }
    }

    /** Those of one kind, and of one specialty where it names one. */
    List<Service> of(Step step, Instant at) {
        if (step.kind().isEmpty()) {
            return List.of();
        }
        return of(
                ofKinds(List.of(step.kind())).stream()
                        .filter(one ->
                                step.specialty() == null || step.specialty().equals(specialty(one)))
                        .toList(),
                at);
    }

    private List<Service> of(List<HealthcareService> some, Instant at) {
        List<Listed> listed = withRoster(some);
        Map<String, Integer> open = rows.open(listed.stream().map(Listed::id).toList());
        return listed.stream().map(one -> service(one, at, open)).toList();
    }

    /**
     * A service as the directory has it.
     *
     * @param provider the organisation that answers for it
     * @param roster roles that name it
     * @param places where it works, in lower case; none: everywhere
     */
    record Listed(HealthcareService resource, @Nullable Ura provider, List<Turn> roster, Set<String> places) {

        String id() {
            return resource.getIdElement().getIdPart();
        }
    }

    /** A role in a roster, for the organisation that one works for in that shift. */
    record Turn(PractitionerRole role, Ura organization) {

        boolean isValid(Instant at) {
            boolean away = role.getNotAvailable().stream()
                    .anyMatch(one -> one.hasDuring() && Hours.during(one.getDuring(), at));
            return (!role.hasActive() || role.getActive()) && Hours.during(role.getPeriod(), at) && !away;
        }

        /** Whether it is somebody's turn of duty now; a role without hours is no turn. */
        boolean isOnDuty(Instant at) {
            List<Hours> hours = Hours.of(role);
            return isValid(at) && !hours.isEmpty() && Hours.include(hours, at);
        }
    }

    /** Every service of some kinds, read in a number of statements that does not grow with them. */
    List<Listed> listed(Collection<String> kinds) {
        return withRoster(ofKinds(kinds));
    }

    private List<HealthcareService> ofKinds(Collection<String> kinds) {
        String types = kinds.stream().map(kind -> KINDS + "|" + kind).collect(Collectors.joining(","));
        return current("HealthcareService", ids("HealthcareService", "service-type", types), HealthcareService.class);
    }

    private List<Listed> withRoster(List<HealthcareService> some) {
        if (some.isEmpty()) {
            return List.of();
        }
        String references = some.stream()
                .map(one -> "HealthcareService/" + one.getIdElement().getIdPart())
                .collect(Collectors.joining(","));
        List<PractitionerRole> roles =
                current("PractitionerRole", ids("PractitionerRole", "service", references), PractitionerRole.class);
        Map<String, Location> places = new HashMap<>();
        current("Location", some.stream().flatMap(Services::areas).distinct().toList(), Location.class)
                .forEach(place -> places.put(place.getIdElement().getIdPart(), place));
        Function<Reference, Optional<Ura>> organizations = parties.organizations();
        return some.stream()
                .map(one -> new Listed(
                        one,
                        organizations.apply(one.getProvidedBy()).orElse(null),
                        roles.stream()
                                .filter(role -> names(role, one))
                                .flatMap(role -> organizations.apply(role.getOrganization()).stream()
                                        .map(ura -> new Turn(role, ura)))
                                .toList(),
                        places(areas(one).map(places::get))))
                .toList();
    }

    private List<String> ids(String type, String parameter, String value) {
        return repository.searchIds(type, Map.of(parameter, new String[] {value}), new SystemRequestDetails());
    }

    private <T extends Resource> List<T> current(String type, List<String> ids, Class<T> kind) {
        return repository.current(Map.of(type, ids)).stream()
                .map(kind::cast)
                .sorted(Comparator.comparing(one -> one.getIdElement().getIdPart()))
                .toList();
    }

    private static boolean names(PractitionerRole role, HealthcareService service) {
        String reference = "HealthcareService/" + service.getIdElement().getIdPart();
        return role.getHealthcareService().stream().anyMatch(one -> reference.equals(one.getReference()));
    }

    private static Stream<String> areas(HealthcareService service) {
        return service.getCoverageArea().stream()
                .map(area -> new IdType(String.valueOf(area.getReference())))
                .filter(id -> "Location".equals(id.getResourceType()) && id.hasIdPart())
                .map(IdType::getIdPart);
    }

    /** How many requests each has that have not ended; asked only of those that take so many at most. */
    Map<String, Integer> open(List<Listed> some) {
        List<String> limited = some.stream()
                .filter(one -> room(one.resource()) != null)
                .map(Listed::id)
                .toList();
        return limited.isEmpty() ? Map.of() : rows.open(limited);
    }

    Service service(Listed listed, Instant at, Map<String, Integer> open) {
        HealthcareService service = listed.resource();
        return new Service(
                listed.id(),
                String.valueOf(service.getName()),
                new Step(kind(service), specialty(service)),
                !service.hasActive() || service.getActive(),
                listed.provider(),
                Hours.of(service),
                listed.places(),
                room(service),
                open.getOrDefault(listed.id(), 0),
                listed.roster().stream()
                        .map(turn -> new Duty(turn.organization(), Hours.of(turn.role()), turn.isValid(at)))
                        .toList());
    }

    private static @Nullable Integer room(HealthcareService service) {
        return service.getExtensionByUrl(CAPACITY) != null
                        && service.getExtensionByUrl(CAPACITY).getValue() instanceof IntegerType room
                ? room.getValue()
                : null;
    }

    private static String kind(HealthcareService service) {
        return coding(service.getType(), KINDS).orElse("");
    }

    private static @Nullable String specialty(HealthcareService service) {
        return coding(service.getSpecialty(), UZI_ROLE).orElse(null);
    }

    private static Optional<String> coding(List<CodeableConcept> concepts, String system) {
        return concepts.stream()
                .flatMap(concept -> concept.getCoding().stream())
                .filter(coding -> system.equals(coding.getSystem()))
                .map(Coding::getCode)
                .findFirst();
    }

    private static Set<String> places(Stream<@Nullable Location> areas) {
        Set<String> places = new TreeSet<>();
        areas.filter(Objects::nonNull)
                .flatMap(place -> Stream.of(place.getAddress().getCity(), place.getName()))
                .filter(name -> name != null && !name.isBlank())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .forEach(places::add);
        return places;
    }

    /** The service that a Task was sent to, as the gateway wrote it there. */
    static Optional<Reference> asked(Task task) {
        return task.getExtensionsByUrl(TaskMarks.SERVICE).stream()
                .map(extension -> extension.getValue())
                .filter(Reference.class::isInstance)
                .map(Reference.class::cast)
                .findFirst();
    }
}
