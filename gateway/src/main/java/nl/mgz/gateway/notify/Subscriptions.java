package nl.mgz.gateway.notify;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What organisations subscribed to, each its own: what another organisation has is not there. */
@Component
public class Subscriptions {

    private static final int MOST = 50;

    private final SubscriptionStore store;
    private final TransactionTemplate transaction;
    private final Endpoints endpoints;
    private final Alarm alarm;
    private final Clock clock;
    private final Audience audience;
    private final FhirContext context;

    Subscriptions(
            DataSource source, Audience audience, Endpoints endpoints, Alarm alarm, Clock clock, FhirContext context) {
        this.store = new SubscriptionStore(new JdbcTemplate(source));
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.audience = audience;
        this.endpoints = endpoints;
        this.alarm = alarm;
        this.clock = clock;
        this.context = context;
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException for what is not served, and for an endpoint that may not be */
    public Subscription create(Subscription asked, Caller caller) {
        Subscriber subscriber = SubscriptionReading.of(
                asked, caller, context.newJsonParser().encodeResourceToString(asked), clock.instant());
        if (!audience.maySubscribe(subscriber, caller)) {
            throw Refusal.of(
                            ErrorCode.NOT_ALLOWED,
                            "An app of a patient is told of break-glass, with the filter patient=Patient/[id] and while that"
                                    + " patient lets it ask",
                            "Subscription")
                    .asException();
        }
        checkEndpoint(subscriber);
        transaction.executeWithoutResult(status -> {
            if (store.of(caller.organization()).size() >= MOST) {
                throw Refusal.of(
                                ErrorCode.NOT_VALID,
                                "An organisation has " + MOST + " subscriptions at most: delete one first",
                                "Subscription")
                        .asException();
            }
            store.add(subscriber);
        });
        alarm.ring();
        return find(subscriber.id().toString(), caller).orElseThrow();
    }

    private void checkEndpoint(Subscriber subscriber) {
        String fault = null;
        if (!endpoints.isOf(subscriber.ura(), subscriber.endpoint())) {
            fault = "The endpoint is not in the directory as one of your organisation's: an operator registers it with"
                    + " ./mgz partner add --endpoint";
        } else {
            try {
                endpoints.allowed(subscriber.endpoint());
            } catch (IOException e) {
                fault =
                        "The gateway does not go to this endpoint: it must be https, at a name that leads to an address of"
                                + " the internet, unless the gateway's operator lets it be otherwise";
            }
        }
        if (fault != null) {
            throw Refusal.of(ErrorCode.ENDPOINT_NOT_REGISTERED, fault, "Subscription.channel.endpoint")
                    .asException();
        }
    }

    /** Those of a caller's organisation, the oldest first. */
    public List<Subscription> of(Caller caller) {
        return store.of(caller.organization()).stream().map(this::resource).toList();
    }

    public Optional<Subscription> find(String id, Caller caller) {
        return kept(id, caller).map(this::resource);
    }

    /** @return false when there is none of the caller's organisation */
    public boolean delete(String id, Caller caller) {
        return Boolean.TRUE.equals(transaction.execute(status -> kept(id, caller)
                .filter(one -> store.end(one.subscriber().id(), clock.instant()))
                .isPresent()));
    }

    Optional<SubscriptionStore.Kept> kept(String id, Caller caller) {
        return id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                ? store.find(UUID.fromString(id))
                        .filter(one -> one.subscriber().ura().equals(caller.organization()))
                : Optional.empty();
    }

    private Subscription resource(SubscriptionStore.Kept kept) {
        Subscription resource = context.newJsonParser()
                .parseResource(Subscription.class, kept.subscriber().body());
        resource.setId("Subscription/" + kept.subscriber().id() + "/_history/1");
        resource.getMeta().setVersionId("1");
        resource.setStatus(SubscriptionStatus.fromCode(kept.standing().status()));
        resource.setError(kept.standing().fault());
        return resource;
    }
}
