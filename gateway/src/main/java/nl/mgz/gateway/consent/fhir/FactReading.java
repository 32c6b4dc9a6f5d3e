package nl.mgz.gateway.consent.fhir;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.EpisodeOfCare;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/** From a stored resource to the facts that it states. Most resources state none. */
final class FactReading {

    /** Those that may state something; the others are not looked at. */
    static final Set<String> TYPES = Set.of(
            "Patient",
            "Consent",
            "RelatedPerson",
            "Observation",
            "Task",
            "ServiceRequest",
            "Communication",
            "EpisodeOfCare",
            "Encounter",
            "CareTeam");

    private static final Set<String> CAPACITY_CODES = Set.of("665671000146101");

    private static final Set<EpisodeOfCare.EpisodeOfCareStatus> IN_CARE = Set.of(
            EpisodeOfCare.EpisodeOfCareStatus.PLANNED,
            EpisodeOfCare.EpisodeOfCareStatus.WAITLIST,
            EpisodeOfCare.EpisodeOfCareStatus.ACTIVE,
            EpisodeOfCare.EpisodeOfCareStatus.ONHOLD);

    private static final Set<Encounter.EncounterStatus> CALLING = Set.of(
            Encounter.EncounterStatus.ARRIVED,
            Encounter.EncounterStatus.TRIAGED,
            Encounter.EncounterStatus.INPROGRESS,
            Encounter.EncounterStatus.ONLEAVE);

    private final ConsentTree trees;

    FactReading(ConsentTree trees) {
        this.trees = trees;
    }

    List<Fact> of(Resource resource, String authorUra, Instant now) {
        if (resource instanceof Patient patient) {
            return List.of(patient(patient, authorUra));
        }
        if (resource instanceof Consent consent) {
            return consent(consent);
        }
        if (resource instanceof RelatedPerson person) {
            return representative(person).stream().toList();
        }
        if (resource instanceof Observation observation) {
            return capacity(observation).stream().toList();
        }
        if (resource instanceof Task task) {
            return task(task, authorUra, now).stream().toList();
        }
        if (resource instanceof ServiceRequest question) {
            return question(question, ReferenceText.ofUra(authorUra)).stream().toList();
        }
        if (resource instanceof Communication message) {
            return message(message, ReferenceText.ofUra(authorUra)).stream().toList();
        }
        return relations(resource, ReferenceText.ofUra(authorUra));
    }

    private static Fact patient(Patient patient, String authorUra) {
        Map<String, Object> statement = new LinkedHashMap<>();
        String born = patient.getBirthDateElement().getValueAsString();
        if (born != null && born.length() == 10) {
            statement.put("birthDate", born);
        }
        statement.put("author", ReferenceText.ofUra(authorUra));
        statement.put("generalPractitioner", texts(patient.getGeneralPractitioner()));
        return new Fact(Fact.Kind.PATIENT, statement);
    }

    private List<Fact> consent(Consent consent) {
        return isPrivacy(consent) ? List.of(new Fact(Fact.Kind.CONSENT, trees.of(consent))) : List.of();
    }

    /** Only these are about who may see what; treatment directives are Consents too. */
    static boolean isPrivacy(Consent consent) {
        return consent.getScope().getCoding().stream()
                .findFirst()
                .filter(coding -> "patient-privacy".equals(coding.getCode()))
                .isPresent();
    }

    private static Optional<Fact> representative(RelatedPerson person) {
        if (person.hasActive() && !person.getActive()) {
            return Optional.empty();
        }
        return Representation.of(person).map(relationship -> {
            Map<String, Object> statement = new LinkedHashMap<>();
            statement.put("relationship", relationship.code());
            if (relationship.byAppointment()) {
                putPeriod(statement, "authority", person.getPeriod());
            }
            return new Fact(Fact.Kind.REPRESENTATIVE, statement);
        });
    }

    private static Optional<Fact> capacity(Observation observation) {
        boolean counts =
                switch (Objects.requireNonNullElse(observation.getStatus(), Observation.ObservationStatus.UNKNOWN)) {
                    case FINAL, AMENDED, CORRECTED -> true;
                    default -> false;
                };
        boolean about = observation.getCode().getCoding().stream()
                .map(Coding::getCode)
                .anyMatch(code -> CAPACITY_CODES.contains(String.valueOf(code)));
        if (!counts || !about || !(observation.getValue() instanceof BooleanType capable) || !capable.hasValue()) {
            return Optional.empty();
        }
        return ItemReading.date(observation).map(date -> {
            Map<String, Object> statement = new LinkedHashMap<>();
            statement.put("capable", capable.booleanValue());
            statement.put("from", date.from());
            if (observation.getEffective() instanceof Period) {
                statement.put("until", date.until());
            }
            return new Fact(Fact.Kind.CAPACITY, statement);
        });
    }

    /** Whether an organisation says of itself that it has, or had, the patient before it. */
    static Stream<String> declared(Resource resource, String author) {
        return resource instanceof Encounter encounter && encounter.hasServiceProvider()
                ? own(encounter.getServiceProvider(), author)
                : relations(resource, author).stream()
                        .map(fact -> String.valueOf(fact.statement().get("organization")));
    }

    /** A care organisation and a triage service speak for themselves; a team is whoever its author says. */
    static List<Fact> relations(Resource resource, String author) {
        Stream<String> organizations = Stream.empty();
        Period period = new Period();
        boolean team = false;
        if (resource instanceof EpisodeOfCare episode && IN_CARE.contains(episode.getStatus())) {
            organizations = own(episode.getManagingOrganization(), author);
            period = episode.getPeriod();
        } else if (resource instanceof Encounter encounter && CALLING.contains(encounter.getStatus())) {
            organizations = own(encounter.getServiceProvider(), author);
            period = encounter.getPeriod();
        } else if (resource instanceof CareTeam careTeam && careTeam.getStatus() == CareTeam.CareTeamStatus.ACTIVE) {
            organizations = members(careTeam);
            period = careTeam.getPeriod();
            team = true;
        }
        Period during = period;
        boolean byOthers = team;
        return organizations
                .distinct()
                .map(organization -> {
                    Map<String, Object> statement = new LinkedHashMap<>();
                    statement.put("organization", organization);
                    statement.put("author", author);
                    statement.put("byOthers", byOthers);
                    putPeriod(statement, "period", during);
                    return new Fact(Fact.Kind.RELATION, statement);
                })
                .toList();
    }

    /** Whether it is the author's own is seen when it is used: the directory knows which resource stands for whom. */
    private static Stream<String> own(Reference organization, String author) {
        return ReferenceText.of(organization).or(() -> Optional.of(author)).stream();
    }

    private static Stream<String> members(CareTeam team) {
        Stream<Reference> all = Stream.concat(
                team.getManagingOrganization().stream(),
                team.getParticipant().stream().flatMap(one -> Stream.of(one.getMember(), one.getOnBehalfOf())));
        return all.flatMap(reference -> ReferenceText.of(reference).stream())
                .filter(text -> text.startsWith("Organization/") || text.startsWith("PractitionerRole/"));
    }

    private static Optional<Fact> task(Task task, String authorUra, Instant now) {
        String status = Elements.text(task, "status").orElse(null);
        String authored = exact(task.getAuthoredOnElement().getValueAsString());
        Optional<String> requester = ReferenceText.of(task.getRequester());
        Optional<String> owner = ReferenceText.of(task.getOwner());
        if (status == null || authored == null || requester.isEmpty() || owner.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("status", status);
        statement.put("requester", requester.get());
        statement.put("owner", owner.get());
        statement.put("author", ReferenceText.ofUra(authorUra));
        statement.put("authoredOn", authored);
        if (task.getStatus() == Task.TaskStatus.COMPLETED) {
            String ended = exact(task.getExecutionPeriod().getEndElement().getValueAsString());
            statement.put("ended", ended == null ? now.toString() : ended);
        }
        putPeriod(statement, "restriction", task.getRestriction().getPeriod());
        statement.put("references", List.copyOf(inputs(task)));
        statement.put("withQuestion", !isCandidate(task));
        statement.put("outputs", texts(references(task.getOutput().stream().map(Task.TaskOutputComponent::getValue))));
        return Optional.of(new Fact(Fact.Kind.TASK, statement));
    }

    /** One of several that are asked: until one of them has accepted, each sees the question and not whom it is about. */
    private static boolean isCandidate(Task task) {
        return task.hasGroupIdentifier()
                && (task.getStatus() == Task.TaskStatus.REQUESTED || task.getStatus() == Task.TaskStatus.RECEIVED);
    }

    /** What is sent along, the question itself, and whom it is about. */
    private static Set<String> inputs(Task task) {
        List<Reference> sent = new ArrayList<>();
        sent.add(task.getFocus());
        if (!isCandidate(task)) {
            sent.addAll(references(task.getInput().stream().map(Task.ParameterComponent::getValue)));
            sent.add(task.getFor());
            sent.addAll(task.getBasedOn());
        }
        Set<String> all = new TreeSet<>(texts(sent));
        all.add("Task/" + task.getIdElement().getIdPart());
        return all;
    }

    /** The question of a request, and what it rests on. */
    private static Optional<Fact> question(ServiceRequest question, String author) {
        List<Reference> sent = new ArrayList<>(question.getSupportingInfo());
        sent.addAll(question.getReasonReference());
        return sent.isEmpty()
                ? Optional.empty()
                : Optional.of(new Fact(Fact.Kind.QUESTION, Map.of("author", author, "references", texts(sent))));
    }

    /** What is said about tasks, and what comes along with it. */
    private static Optional<Fact> message(Communication message, String author) {
        List<String> tasks = texts(message.getAbout()).stream()
                .filter(about -> about.startsWith("Task/"))
                .toList();
        if (tasks.isEmpty()) {
            return Optional.empty();
        }
        List<String> sent = new ArrayList<>(texts(references(
                message.getPayload().stream().map(Communication.CommunicationPayloadComponent::getContent))));
        sent.add("Communication/" + message.getIdElement().getIdPart());
        return Optional.of(
                new Fact(Fact.Kind.MESSAGE, Map.of("author", author, "tasks", tasks, "references", List.copyOf(sent))));
    }

    private static List<Reference> references(Stream<? extends @Nullable Object> values) {
        return values.filter(Reference.class::isInstance)
                .map(Reference.class::cast)
                .toList();
    }

    private static List<String> texts(List<Reference> references) {
        return references.stream()
                .flatMap(reference -> ReferenceText.of(reference).stream())
                .distinct()
                .toList();
    }

    /** A moment, with its offset: anything less exact makes no task count. */
    private static @Nullable String exact(@Nullable String text) {
        return text != null && text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)")
                ? text
                : null;
    }

    private static void putPeriod(Map<String, Object> statement, String name, Period period) {
        Map<String, Object> bounds = new LinkedHashMap<>();
        Optional.ofNullable(period.getStartElement().getValueAsString()).ifPresent(start -> bounds.put("start", start));
        Optional.ofNullable(period.getEndElement().getValueAsString()).ifPresent(end -> bounds.put("end", end));
        if (!bounds.isEmpty()) {
            statement.put(name, bounds);
        }
    }
}
