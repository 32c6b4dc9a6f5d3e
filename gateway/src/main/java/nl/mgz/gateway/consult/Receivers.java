package nl.mgz.gateway.consult;

import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nl.mgz.gateway.consult.Routing.Asked;
import nl.mgz.gateway.consult.Routing.Route;
import nl.mgz.gateway.consult.Routing.Service;
import nl.mgz.gateway.consult.Routing.Step;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives a Task that names a service its owner, and one that nobody accepted its next. */
@Component
class Receivers {

    private final Services services;
    private final FhirRepository repository;
    private final Parties parties;
    private final List<List<Step>> ladder;

    Receivers(Services services, FhirRepository repository, Parties parties, ConsultSettings settings) {
        this.services = services;
        this.repository = repository;
        this.parties = parties;
        this.ladder = settings.steps().stream().map(Receivers::step).toList();
    }

    private static List<Step> step(String text) {
        return List.of(text.strip().split("\\s+")).stream()
                .map(one -> one.split("/", 2))
                .map(parts -> new Step(parts[0], parts.length == 1 ? null : parts[1]))
                .toList();
    }

    /** Whether a Task is sent to a service and not to an organisation. */
    static boolean namesService(Task task) {
        return "HealthcareService".equals(Parties.type(task.getOwner()));
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException when nobody can take it, with why the service that it names cannot */
    void route(Task task, Instant at) {
        Service named = services.find(task.getOwner(), at)
                .orElseThrow(() -> Refusal.of(
                                ErrorCode.CONSULTATION_INVALID,
                                "The directory has no such service: name one by its id (HealthcareService/[id])",
                                "Task.owner")
                        .asException());
        if (!isFor(task, named.step().kind())) {
            throw Refusal.of(
                            ErrorCode.CONSULTATION_INVALID,
                            "The service is for another kind of request: its type says which",
                            "Task.owner")
                    .asException();
        }
        Asked asked = asked(task, at);
        Route route = Routing.choose(named, services.of(named.step(), at), asked)
                .orElseThrow(() -> Refusal.of(
                                ErrorCode.NO_RECEIVER,
                                "The service "
                                        + Routing.no(named, asked)
                                                .map(Routing.No::text)
                                                .orElse("takes no requests")
                                        + ", and no other of its kind can take the request now. Call by telephone",
                                "Task.owner")
                        .asException());
        apply(task, route, at);
    }

    /** A service of one of our kinds takes what is of that kind, for only that has a term; any other takes what it is sent. */
    private static boolean isFor(Task task, String service) {
        return ConsultationKind.of(task.getCode())
                .map(kind -> !kind.isQuestion() || kind.code().equals(service))
                .orElse(ConsultationKind.ofCode(service).isEmpty());
    }

    private void apply(Task task, Route route, Instant at) {
        task.setOwner(new Reference().setType("Organization"));
        parties.complete(task.getOwner(), route.owner());
        TaskMarks.service(task, route.service().id());
        task.addNote(new Annotation()
                .setAuthor(new StringType("MGZ Gateway"))
                .setTime(Date.from(at))
                .setText(route.why()));
    }

    private Asked asked(Task task, Instant at) {
        boolean waits = ConsultationKind.of(task.getCode())
                .filter(kind -> kind == ConsultationKind.ACHTERWACHT || kind == ConsultationKind.AANRIJDTEAM)
                .isEmpty();
        return new Asked(place(task.getFor()), waits, at);
    }

    /** Where the client lives; null where that is not known, or not yet. */
    private @Nullable String place(Reference patient) {
        IdType id = new IdType(String.valueOf(patient.getReference()));
        if (!"Patient".equals(id.getResourceType()) || !id.hasIdPart()) {
            return null;
        }
        try {
            Patient found = (Patient) repository.read(id.toUnqualifiedVersionless(), new SystemRequestDetails());
            return found.getAddress().stream()
                    .filter(address -> address.hasCity())
                    .map(address -> address.getCity().toLowerCase(Locale.ROOT))
                    .findFirst()
                    .orElse(null);
        } catch (ResourceNotFoundException | ResourceGoneException e) {
            return null;
        }
    }

    /**
     * The same request at the next step of care that can take it.
     *
     * @return empty where the Task was sent to no service, to one of no step, or where nobody further on can take it
     */
    Optional<Task> next(Task task, Instant at) {
        Optional<Service> now = Services.asked(task).flatMap(service -> services.find(service, at));
        if (now.isEmpty()) {
            return Optional.empty();
        }
        for (int i = place(now.get().step()) + 1; i > 0 && i < ladder.size(); i++) {
            Optional<Route> route = first(ladder.get(i), task, at);
            if (route.isPresent()) {
                return Optional.of(again(task, route.get(), at));
            }
        }
        return Optional.empty();
    }

    /** @return -1 for a service that is on no step */
    private int place(Step step) {
        for (int i = 0; i < ladder.size(); i++) {
            boolean here = ladder.get(i).stream()
                    .anyMatch(one -> one.kind().equals(step.kind())
                            && (one.specialty() == null || one.specialty().equals(step.specialty())));
            if (here) {
                return i;
            }
        }
        return -1;
    }

    private Optional<Route> first(List<Step> alternatives, Task task, Instant at) {
        for (Step step : alternatives) {
            List<Service> all = services.of(step, at);
            // An achterwacht never waits, whatever the step before it was.
            Asked asked = new Asked(place(task.getFor()), false, at);
            Optional<Route> route = all.isEmpty() ? Optional.empty() : Routing.choose(all.get(0), all, asked);
            if (route.isPresent()) {
                return route;
            }
        }
        return Optional.empty();
    }

    private Task again(Task task, Route route, Instant at) {
        Task next = new Task();
        next.setStatus(TaskStatus.REQUESTED);
        next.setIntent(task.getIntent());
        next.setPriority(task.getPriority());
        ConsultationKind.ofCode(route.service().step().kind()).ifPresent(kind -> next.setCode(kind.concept()));
        next.setFocus(task.getFocus().copy());
        next.setFor(task.getFor().copy());
        next.setRequester(task.getRequester().copy());
        next.setDescription(task.getDescription());
        task.getBasedOn().forEach(one -> next.addBasedOn(one.copy()));
        task.getInput().forEach(one -> next.addInput(one.copy()));
        task.getExtension().forEach(one -> next.addExtension(one.copy()));
        TaskMarks.clear(next);
        next.setRestriction(task.hasRestriction() ? task.getRestriction().copy() : null);
        next.addPartOf(new Reference("Task/" + task.getIdElement().getIdPart()));
        next.setAuthoredOnElement(TaskChange.moment(at));
        apply(next, route, at);
        return next;
    }
}
