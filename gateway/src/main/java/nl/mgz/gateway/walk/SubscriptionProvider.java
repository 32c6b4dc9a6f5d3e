package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.jspecify.annotations.Nullable;

/** Subscriptions as the R4 backport has them (https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/); each organisation sees its own. */
public class SubscriptionProvider implements IResourceProvider {

    static final String TYPE = "Subscription";

    static final Map<String, SearchParamType> PARAMETERS = new LinkedHashMap<>();

    static {
        PARAMETERS.put("_id", SearchParamType.TOKEN);
        PARAMETERS.put("status", SearchParamType.TOKEN);
    }

    private final SubscriptionRequests requests;

    SubscriptionProvider(SubscriptionRequests requests) {
        this.requests = requests;
    }

    @Override
    public Class<Subscription> getResourceType() {
        return Subscription.class;
    }

    @Create
    public MethodOutcome create(
            @ResourceParam Subscription asked,
            @ConditionalUrlParam @Nullable String condition,
            RequestDetails request) {
        return requests.create(asked, condition, request);
    }

    @Read
    public Subscription read(@IdParam IIdType id, RequestDetails request) {
        return requests.read(id, request);
    }

    @Search(allowUnknownParams = true)
    public Bundle search(
            @OptionalParam(name = "_id") @Nullable TokenOrListParam id,
            @OptionalParam(name = "status") @Nullable TokenOrListParam status,
            RequestDetails request) {
        return requests.search(id, status, request);
    }

    @Delete
    public MethodOutcome delete(@IdParam IIdType id, RequestDetails request) {
        return requests.delete(id, request);
    }

    /** How it goes with it. */
    @Operation(name = "$status", idempotent = true)
    public Bundle status(@IdParam IIdType id, RequestDetails request) {
        return requests.status(id, request);
    }

    /** What was sent, by number, and what waits. */
    @Operation(name = "$events", idempotent = true)
    public Bundle events(
            @IdParam IIdType id,
            @OperationParam(name = "eventsSinceNumber") @Nullable StringType since,
            @OperationParam(name = "eventsUntilNumber") @Nullable StringType until,
            RequestDetails request) {
        return requests.events(
                id, since == null ? null : since.getValue(), until == null ? null : until.getValue(), request);
    }

    /** What did not arrive, and why. */
    @Operation(name = "$undelivered", idempotent = true)
    public Parameters undelivered(@IdParam IIdType id, RequestDetails request) {
        return requests.undelivered(id, request);
    }

    /** Sends again what was given up, and what waits, now. */
    @Operation(name = "$replay")
    public Parameters replay(@IdParam IIdType id, @ResourceParam @Nullable Parameters body, RequestDetails request) {
        return requests.replay(id, body, request);
    }
}
