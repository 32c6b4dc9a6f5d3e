package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.consult.ConsultationKind;
import nl.mgz.gateway.consult.ConsultationStatus;
import nl.mgz.gateway.consult.TaskLife;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.triage.Escalation;
import nl.mgz.gateway.triage.TriageReports;
import nl.mgz.gateway.triage.Urgency;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code POST Composition/[id]/$escalate}: from a report of one's own to a colleague, in one call. What a report is asked about
 * in one kind is one request, however often and by however many at once it is asked, until that one came to nothing.
 */
@Component
class TriageEscalations {

    private static final Set<String> PARAMETERS = Set.of("kind", "to", "question", "urgency", "attach");

    private static final int LONGEST_TEXT = 2_000;

    private final RequestWalk walk;
    private final Accesses accesses;
    private final TriageReports reports;
    private final TransactionTemplate transaction;

    TriageEscalations(
            RequestWalk walk, Accesses accesses, TriageReports reports, PlatformTransactionManager transactions) {
        this.walk = walk;
        this.accesses = accesses;
        this.reports = reports;
        this.transaction = new TransactionTemplate(transactions);
    }

    Parameters escalate(IIdType id, @Nullable Parameters body, RequestDetails request) {
        OperationBody.of(body, request);
        OperationInput input = new OperationInput(body, PARAMETERS);
        Composition report = (Composition) walk.read(id.toUnqualifiedVersionless(), request);
        Caller caller = FrontDoor.caller(request);
        if (!accesses.of(request).holds(id.getIdPart())) {
            throw ErrorMapping.notFound();
        }
        TriageReports.Row row = reports.find(id.getIdPart())
                .orElseThrow(() -> Refusal.of(
                                ErrorCode.TRIAGE_REPORT_INVALID,
                                "This is no report of triage: it states no urgency",
                                "Composition.extension")
                        .asException());
        Escalation escalation = read(input, report, row);
        restOnContact(report, request);
        String task = Objects.requireNonNull(
                transaction.execute(status -> asked(escalation, report, caller.organization(), request)));
        // What the caller may see was decided before there was this Task.
        Accesses.forget(request);
        return answer(task, request);
    }

    /** The contact has ended, and with it what it was a ground for; what came of it goes on. */
    private void restOnContact(Composition report, RequestDetails request) {
        IdType contact = new IdType(String.valueOf(report.getEncounter().getReference()));
        if (contact.hasIdPart()
                && accesses.of(request).permits(contact.getIdPart())
                && accesses.of(request).holds(contact.getIdPart())) {
            request.getUserData().put(WriteRules.OWN_CONTACT, walk.read(contact.toUnqualifiedVersionless(), request));
        }
    }

    private static Escalation read(OperationInput input, Composition report, TriageReports.Row row) {
        ConsultationKind kind = input.word(
                        "kind",
                        text -> ConsultationKind.ofCode(text)
                                .filter(ConsultationKind::isQuestion)
                                .orElse(null),
                        "a code of mgz-consultation-kind")
                .orElseThrow(() -> OperationInput.invalid("kind", "given: a code of mgz-consultation-kind"));
        Urgency urgency = input.word("urgency", text -> Urgency.of(text).orElse(null), "one of U0, U1, U2, U3, U4, U5")
                .orElse(row.decided());
        String question = input.text("question").orElseGet(() -> question(report));
        if (question.length() > LONGEST_TEXT) {
            throw OperationInput.invalid("question", LONGEST_TEXT + " signs at most");
        }
        List<Reference> attached = input.texts("attach").stream()
                .map(text -> {
                    IdType id = new IdType(text);
                    if (!id.hasResourceType() || !id.hasIdPart() || id.isAbsolute()) {
                        throw OperationInput.invalid("attach", "a reference: Condition/[id]");
                    }
                    return new Reference(id.toUnqualifiedVersionless().getValue());
                })
                .toList();
        return new Escalation(kind, to(input), question, urgency, attached);
    }

    /** A service of the directory, for which the gateway finds who is on duty, or an organisation. */
    private static Reference to(OperationInput input) {
        String text = input.neededText("to", "HealthcareService/[id], or an organisation");
        IdType id = new IdType(text);
        if ("HealthcareService".equals(id.getResourceType()) && id.hasIdPart() && !id.isAbsolute()) {
            return new Reference(id.toUnqualifiedVersionless().getValue());
        }
        List<Reference> organisations = input.organizations("to", false);
        if (organisations.size() != 1) {
            throw OperationInput.invalid("to", "HealthcareService/[id], or one organisation");
        }
        return organisations.get(0);
    }

    private static String question(Composition report) {
        String complaint = report.getEvent().stream()
                .flatMap(event -> event.getCode().stream())
                .flatMap(code ->
                        Optional.ofNullable(
                                code.hasText()
                                        ? code.getText()
                                        : code.getCodingFirstRep().getDisplay())
                                .stream())
                .findFirst()
                .orElse("");
        return "Beoordeling gevraagd na triage" + (complaint.isBlank() ? "" : ": " + complaint);
    }

    private String asked(Escalation escalation, Composition report, Ura by, RequestDetails request) {
        String id = report.getIdElement().getIdPart();
        Optional<String> before = reports.escalated(id, escalation.kind().code());
        if (before.isPresent() && stands(before.get(), request)) {
            return before.get();
        }
        Bundle stored =
                walk.storeMade(escalation.about(report, by, accesses.of(request).at()), request);
        String task = stored.getEntry().stream()
                .map(entry -> new IdType(entry.getResponse().getLocation()))
                .filter(one -> "Task".equals(one.getResourceType()))
                .map(IdType::getIdPart)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the request was stored and has no id"));
        reports.escalate(id, escalation.kind().code(), task);
        return task;
    }

    /** What was answered or still runs, also at the next step of care, is not asked again. */
    private boolean stands(String task, RequestDetails request) {
        Task before = (Task) walk.read(new IdType("Task", task), request);
        return before.getStatus() == TaskStatus.COMPLETED
                || !TaskLife.isEnded(before.getStatus())
                || ConsultationStatus.goesOn(before);
    }

    private Parameters answer(String id, RequestDetails request) {
        Task task = (Task) walk.read(new IdType("Task", id), request);
        Parameters answer = new Parameters();
        answer.addParameter("task", new Reference("Task/" + id));
        answer.addParameter("request", new Reference(task.getFocus().getReference()));
        answer.addParameter().setName("return").setResource(task);
        return answer;
    }
}
