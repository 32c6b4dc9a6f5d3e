package nl.mgz.gateway.walk;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.NotModifiedException;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import nl.mgz.gateway.audit.AuditTrail;
import nl.mgz.gateway.consult.Attachments;
import nl.mgz.gateway.consult.Consultations;
import nl.mgz.gateway.fhir.SearchIndexing;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.labels.Labeller;
import nl.mgz.gateway.patient.BindingRecorder;
import nl.mgz.gateway.patient.EmergencyReview;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The steps that must run where HAPI stores, whichever way a resource came: create, update, patch, Bundle. */
@Component
@Interceptor
class StorageHooks {

    private final BindingRecorder recorder;
    private final AuditTrail audit;
    private final BsnLookups lookups;
    private final Labeller labeller;
    private final PrivacyConsentCheck consents;
    private final Consultations consultations;
    private final Attachments attachments;
    private final Shown shown;
    private final RecordPush pushes;
    private final PagedAnswers paged;

    StorageHooks(
            BindingRecorder recorder,
            AuditTrail audit,
            BsnLookups lookups,
            Labeller labeller,
            PrivacyConsentCheck consents,
            Consultations consultations,
            Attachments attachments,
            Shown shown,
            RecordPush pushes,
            PagedAnswers paged) {
        this.pushes = pushes;
        this.paged = paged;
        this.recorder = recorder;
        this.audit = audit;
        this.lookups = lookups;
        this.labeller = labeller;
        this.consents = consents;
        this.consultations = consultations;
        this.attachments = attachments;
        this.shown = shown;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
    void surface(RequestDetails request) {
        Surface.check(request);
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    void frontDoor(RequestDetails request, RestOperationTypeEnum interaction) {
        Trails.of(request).ifPresent(trail -> Trails.understood(request, interaction, trail));
        FrontDoor.check(request, interaction);
        lookups.asked(request);
    }

    /** What comes along with a match, or in everything of a patient, is let through by the same rules. */
    @Hook(Pointcut.STORAGE_PREACCESS_RESOURCES)
    void beforeAccess(IPreResourceAccessDetails resources, RequestDetails request) {
        FrontDoor.filter(resources, request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    void beforeCreate(IBaseResource resource, RequestDetails request) {
        pushes.guard(request);
        checkContent(resource);
        requireWorkflow(resource, request);
        consultations.creating(resource, author(request), request);
        recorder.beforeCreate(resource, author(request));
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    void beforeUpdate(IBaseResource before, IBaseResource after, RequestDetails request) {
        checkContent(after);
        requireWorkflow(before, request);
        requireWorkflow(after, request);
        consultations.changing(before, after, author(request), request);
        labeller.neverLower(before, after);
        recorder.beforeUpdate(before, after, author(request));
        SearchIndexing.replaces((Resource) before, (Resource) after);
    }

    /** Who sends it, or for whom the gateway itself stores it. */
    private static Ura author(RequestDetails request) {
        return request.getUserData().get(BindingRecorder.ON_BEHALF_OF) instanceof Ura holder
                ? holder
                : FrontDoor.caller(request).organization();
    }

    /** A review begins, and ends, by the gateway's own doing: nobody makes one, changes one or throws it away. */
    private static void requireWorkflow(IBaseResource resource, RequestDetails request) {
        if (EmergencyReview.isOne(resource) && !request.getUserData().containsKey(BreakGlass.WORKFLOW)) {
            throw Refusal.of(
                            ErrorCode.REVIEW_PROTECTED,
                            "A review of broken glass is made by the gateway and changed by its judgement only: POST"
                                    + " Task/[id]/$judge with an outcome and a text",
                            "Task.code")
                    .asException();
        }
    }

    /** What profiles cannot say: labels that mean something, consents that can be decided by. */
    private void checkContent(IBaseResource resource) {
        labeller.check(resource).ifPresent(refusal -> {
            throw refusal.asException();
        });
        consents.check(resource);
        attachments.check(resource).ifPresent(refusal -> {
            throw refusal.asException();
        });
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    @SuppressWarnings("unchecked")
    void created(IBaseResource resource, RequestDetails request) {
        Object sentAlong = request.getUserData().get(BindingRecorder.KNOWN_PATIENTS);
        recorder.created(resource, sentAlong == null ? Set.of() : (Set<String>) sentAlong);
        changing(resource, request);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
        recorder.updated(after);
        changing(after, request);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    void deleted(IBaseResource resource, RequestDetails request) {
        requireWorkflow(resource, request);
        consultations.deleting(resource);
        recorder.deleted(resource);
        changing(resource, request);
    }

    private void changing(IBaseResource resource, RequestDetails request) {
        Trails.of(request).ifPresent(trail -> {
            audit.changing(trail, Trails.touched(resource));
            // What was decided before this change was decided on other facts.
            Accesses.forget(request);
        });
    }

    /**
     * The last moment at which what an answer holds is known as resources or pages.
     *
     * @return whether HAPI is to write it
     */
    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    boolean outgoing(RequestDetails request, @Nullable IBaseResource answer, HttpServletResponse response) {
        if (answer == null) {
            return true;
        }
        Trails.of(request).ifPresent(trail -> {
            Trails.decided(shown.prepare(answer, request), request, trail);
            Trails.shown(answer, request, trail);
        });
        return !paged.write(answer, request, response);
    }

    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    BaseServerResponseException failed(RequestDetails request, Throwable failure) {
        Accesses.made(request)
                .ifPresent(access ->
                        Trails.of(request).ifPresent(trail -> Trails.decided(Shown.refused(access), request, trail)));
        return failure instanceof NotModifiedException unchanged ? unchanged : ErrorMapping.refusal(failure);
    }
}
