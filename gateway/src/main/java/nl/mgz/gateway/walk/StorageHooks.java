package nl.mgz.gateway.walk;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.NotModifiedException;
import java.util.Set;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.DeclaredCaller;
import nl.mgz.gateway.patient.BindingRecorder;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.stereotype.Component;

/** The steps that must run where HAPI stores, whichever way a resource came: create, update, patch, Bundle. */
@Component
@Interceptor
class StorageHooks {

    private static final String CALLER = "mgz.caller";

    private final DeclaredCaller callers;
    private final BindingRecorder recorder;
    private final BodyValidation validation;

    StorageHooks(DeclaredCaller callers, BindingRecorder recorder, BodyValidation validation) {
        this.callers = callers;
        this.recorder = recorder;
        this.validation = validation;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
    void identify(RequestDetails request) {
        Caller caller = callers.of(request.getHeader(DeclaredCaller.HEADER))
                .orElseThrow(() -> Refusal.of(
                                ErrorCode.PARAMETER_INVALID,
                                "Header " + DeclaredCaller.HEADER + " must be a URA: eight digits")
                        .asException());
        request.getUserData().put(CALLER, caller);
        Surface.check(request);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    void beforeCreate(IBaseResource resource, RequestDetails request) {
        recorder.beforeCreate(resource, caller(request));
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    void beforeUpdate(IBaseResource before, IBaseResource after, RequestDetails request) {
        validation.requireValidPatch(after, request);
        recorder.beforeUpdate(before, after, caller(request));
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    @SuppressWarnings("unchecked")
    void created(IBaseResource resource, RequestDetails request) {
        Object sentAlong = request.getUserData().get(BindingRecorder.KNOWN_PATIENTS);
        recorder.created(resource, sentAlong == null ? Set.of() : (Set<String>) sentAlong);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    void updated(IBaseResource before, IBaseResource after) {
        recorder.updated(after);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    void deleted(IBaseResource resource) {
        recorder.deleted(resource);
    }

    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    BaseServerResponseException failed(Throwable failure) {
        return failure instanceof NotModifiedException unchanged ? unchanged : ErrorMapping.refusal(failure);
    }

    private static Caller caller(RequestDetails request) {
        if (request.getUserData().get(CALLER) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("a write without a caller");
    }
}
