package nl.mgz.gateway.triage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.consult.ConsultationKind;
import nl.mgz.gateway.identity.Ura;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/**
 * A colleague is asked about a report.
 *
 * @param to the organisation, or the service of the directory, that is asked
 * @param question in words
 * @param attached what is sent along beside the report and all that belongs to it
 */
public record Escalation(
        ConsultationKind kind, Reference to, String question, Urgency urgency, List<Reference> attached) {

    /** What a report lists, its contact and the report itself: the ground on which the receiver sees exactly that. */
    static List<Reference> context(Composition report) {
        List<Reference> all = new ArrayList<>();
        all.add(new Reference("Composition/" + report.getIdElement().getIdPart()));
        if (report.getEncounter().hasReference()) {
            all.add(new Reference(report.getEncounter().getReference()));
        }
        report.getSection().stream()
                .flatMap(section -> section.getEntry().stream())
                .filter(Reference::hasReference)
                .forEach(entry -> all.add(new Reference(entry.getReference())));
        return all;
    }

    /** The question and its Task, as one transaction. */
    public Bundle about(Composition report, Ura by, Instant now) {
        MadeBundle made = new MadeBundle();
        Reference focus = made.add(request(report, by, now));
        made.add(task(report, by, focus, now));
        return made.bundle();
    }

    private ServiceRequest request(Composition report, Ura by, Instant now) {
        ServiceRequest made = new ServiceRequest();
        made.setStatus(ServiceRequestStatus.ACTIVE);
        made.setIntent(ServiceRequestIntent.ORDER);
        made.addCategory(kind.concept());
        made.setPriority(ServiceRequestPriority.fromCode(urgency.priority()));
        made.setSubject(report.getSubject().copy());
        made.setEncounter(report.getEncounter().copy());
        made.setAuthoredOnElement(MadeBundle.moment(now));
        made.setRequester(MadeBundle.organisation(by));
        made.addReasonCode(new CodeableConcept().setText(question));
        made.addExtension(Urgency.EXTENSION, urgency.coding());
        context(report).forEach(made::addSupportingInfo);
        attached.forEach(one -> made.addSupportingInfo(one.copy()));
        return made;
    }

    private Task task(Composition report, Ura by, Reference focus, Instant now) {
        Task made = new Task();
        made.setStatus(TaskStatus.REQUESTED);
        made.setIntent(TaskIntent.ORDER);
        made.setPriority(TaskPriority.fromCode(urgency.priority()));
        made.setCode(kind.concept());
        made.setFocus(focus);
        made.setFor(report.getSubject().copy());
        made.setAuthoredOnElement(MadeBundle.moment(now));
        made.setRequester(MadeBundle.organisation(by));
        made.setOwner(to.copy());
        made.addExtension(Urgency.EXTENSION, urgency.coding());
        return made;
    }
}
