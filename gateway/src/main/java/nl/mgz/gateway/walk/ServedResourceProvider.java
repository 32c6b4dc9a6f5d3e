package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.History;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.annotation.Patch;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PatchTypeEnum;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import org.hl7.fhir.instance.model.api.IBaseParameters;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.jspecify.annotations.Nullable;

/** The interactions of one served type (https://hl7.org/fhir/R4/http.html); each is one call of the walk. */
public class ServedResourceProvider<T extends IBaseResource> implements IResourceProvider {

    private final Class<T> type;
    private final RequestWalk walk;

    ServedResourceProvider(Class<T> type, RequestWalk walk) {
        this.type = type;
        this.walk = walk;
    }

    @Override
    public Class<T> getResourceType() {
        return type;
    }

    @Read(version = true)
    public T read(@IdParam IIdType id, RequestDetails request) {
        return type.cast(walk.read(id, request));
    }

    @History
    public IBundleProvider history(@IdParam IIdType id, RequestDetails request) {
        return walk.history(id, request);
    }

    @Search(allowUnknownParams = true)
    public Bundle search(RequestDetails request) {
        return walk.search(request.getResourceName(), request);
    }

    @Create
    public MethodOutcome create(
            @ResourceParam T resource, @ConditionalUrlParam @Nullable String condition, RequestDetails request) {
        return walk.create(resource, condition, request);
    }

    @Update
    public MethodOutcome update(@IdParam IIdType id, @ResourceParam T resource, RequestDetails request) {
        return walk.update(resource, id, request);
    }

    @Patch
    public MethodOutcome patch(
            @IdParam IIdType id,
            PatchTypeEnum kind,
            @ResourceParam String body,
            @ResourceParam @Nullable IBaseParameters fhirPatch,
            RequestDetails request) {
        return walk.patch(id, kind, body, fhirPatch, request);
    }

    @Delete
    public MethodOutcome delete(@IdParam IIdType id, RequestDetails request) {
        return walk.delete(id, request);
    }

    /** @see <a href="https://hl7.org/fhir/R4/resource-operation-validate.html">$validate</a> */
    @Operation(name = "$validate")
    public OperationOutcome validate(
            @OperationParam(name = "resource") @Nullable IBaseResource resource, RequestDetails request) {
        return walk.validate(resource, request);
    }
}
