package nl.mgz.gateway.consult;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import nl.mgz.gateway.consent.fhir.Directory;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.consent.fhir.ReferenceText;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.EmergencyReview;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Who asks and who is asked in a Task, as organisations. The same directory says it that consent is decided with. */
@Component
class Parties {

    /** Of whom somebody who asks for a patient's sake can be one. */
    private static final Set<String> PEOPLE = Set.of("Patient", "RelatedPerson");

    private final PatientRecords records;
    private final FhirRepository repository;
    private final JdbcTemplate jdbc;

    Parties(PatientRecords records, FhirRepository repository, JdbcTemplate jdbc) {
        this.records = records;
        this.repository = repository;
        this.jdbc = jdbc;
    }

    /** The organisation that a reference stands for; empty where the directory does not know its URA. */
    Optional<Ura> organization(Reference reference) {
        return organization(reference, records.directory());
    }

    /** Which organisation answers for each of several, by the directory as it is now: a department has that which it is part of. */
    Function<Reference, Optional<Ura>> organizations() {
        Directory directory = records.directory();
        return reference -> organization(reference, directory).or(() -> wholeOf(reference, directory));
    }

    private static Optional<Ura> wholeOf(Reference department, Directory directory) {
        return ReferenceText.of(department)
                .map(directory::canonical)
                .flatMap(one -> directory.partOf(one).stream()
                        .flatMap(whole -> ReferenceText.ura(whole).stream())
                        .findFirst())
                .map(Ura::new);
    }

    private static Optional<Ura> organization(Reference reference, Directory directory) {
        return ReferenceText.of(reference)
                .map(directory::canonical)
                .flatMap(ReferenceText::ura)
                .map(Ura::new);
    }

    /**
     * Whether a Task lets one organisation work for another, and so opens data: one of a kind that says so, or any that its
     * author addresses to another organisation or to a service of one. The other Tasks are their author's own lists.
     */
    boolean coordinates(Task task, Ura author) {
        if (EmergencyReview.isOne(task) || !task.hasRequester() || !task.hasOwner()) {
            return false;
        }
        return ConsultationKind.of(task.getCode()).isPresent()
                || (isAskedBy(task.getRequester(), author) && isOfAnother(task.getOwner(), author));
    }

    /** A requester whom the directory does not know is the author's mistake, and not another's Task. */
    private boolean isAskedBy(Reference requester, Ura author) {
        return organization(requester).map(author::equals).orElse(!PEOPLE.contains(type(requester)));
    }

    private boolean isOfAnother(Reference owner, Ura author) {
        Optional<Ura> organization = organization(owner);
        if (organization.isPresent()) {
            return !organization.get().equals(author);
        }
        return switch (type(owner)) {
            case "HealthcareService" -> !isProvidedBy(owner, author);
            // A department has no number of its own.
            case "Organization" -> !answersFor(owner, author);
            default -> false;
        };
    }

    private boolean isProvidedBy(Reference service, Ura author) {
        String id = service.getReferenceElement().getIdPart();
        return id != null
                && repository.current(Map.of("HealthcareService", List.of(id))).stream()
                        .map(HealthcareService.class::cast)
                        .anyMatch(one -> answersFor(one.getProvidedBy(), author));
    }

    private boolean answersFor(Reference organization, Ura author) {
        return organizations().apply(organization).filter(author::equals).isPresent();
    }

    /** The type of what a reference leads to, as it says itself. */
    static String type(Reference reference) {
        String type = reference.getReferenceElement().getResourceType();
        return String.valueOf(type == null ? reference.getType() : type);
    }

    /** In which roles an organisation is with a Task. */
    Set<Party> roles(Task task, Ura author, Ura caller) {
        Set<Party> roles = EnumSet.noneOf(Party.class);
        if (caller.equals(author)) {
            roles.add(Party.REQUESTER);
        }
        if (organization(task.getOwner()).filter(caller::equals).isPresent()) {
            boolean oneOfSeveral = task.hasGroupIdentifier() && TaskLife.isWaiting(task.getStatus());
            roles.add(oneOfSeveral ? Party.CANDIDATE : Party.OWNER);
        }
        return roles;
    }

    /** By number too, and by resource where the directory has one: by that a search finds the Task. */
    void complete(Reference reference, Ura organization) {
        reference.getIdentifier().setSystem(Ura.SYSTEM).setValue(organization.value());
        if (!reference.hasReference()) {
            jdbc.queryForList(
                            "select resource_id from mgz_directory_fact"
                                    + " where resource_type = 'Organization' and ? = any (identifiers) order by resource_id limit 1",
                            String.class,
                            Ura.SYSTEM + "|" + organization.value())
                    .forEach(id -> reference.setReference("Organization/" + id));
        }
    }
}
