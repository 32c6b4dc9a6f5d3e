package nl.mgz.gateway.notify;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import nl.mgz.gateway.identity.GatewayAddress;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/**
 * What is sent: a history Bundle with one SubscriptionStatus as Parameters and no resource
 * (https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/StructureDefinition-backport-subscription-notification-r4.html). It
 * is the notification of notified pull as well: a pointer, and nothing of anybody's record.
 */
final class Notification {

    private static final String BACKPORT =
            "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-";

    /** One event as it is told. */
    record Told(long number, Instant at, String focus) {}

    private final GatewayAddress address;
    private final Subscriber subscriber;
    private final SubscriptionStore.Standing standing;

    Notification(GatewayAddress address, Subscriber subscriber, SubscriptionStore.Standing standing) {
        this.address = address;
        this.subscriber = subscriber;
        this.standing = standing;
    }

    /** @param kind handshake, heartbeat, event-notification or query-event */
    Bundle bundle(String kind, Instant now, List<Told> events) {
        Parameters status = status(kind, events);
        Bundle bundle = new Bundle();
        bundle.setId(id(kind, now, events));
        bundle.getMeta().addProfile(BACKPORT + "notification-r4");
        bundle.setType(BundleType.HISTORY).setTimestampElement(moment(now));
        Bundle.BundleEntryComponent entry = bundle.addEntry();
        entry.setFullUrl("urn:uuid:" + status.getIdPart()).setResource(status);
        entry.getRequest().setMethod(HTTPVerb.GET).setUrl(url() + "/$status");
        entry.getResponse().setStatus("200");
        return bundle;
    }

    /** What is sent twice has the same id twice. */
    private String id(String kind, Instant now, List<Told> events) {
        String name = subscriber.id() + "/" + kind + "/"
                + (events.size() == 1 ? String.valueOf(events.get(0).number()) : now.toString());
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    Parameters status(String kind, List<Told> events) {
        Parameters status = new Parameters();
        status.setId(UUID.randomUUID().toString());
        status.getMeta().addProfile(BACKPORT + "status-r4");
        status.addParameter().setName("subscription").setValue(new Reference(url()));
        status.addParameter().setName("topic").setValue(new CanonicalType(subscriber.canonical()));
        status.addParameter().setName("status").setValue(new CodeType(standing.status()));
        status.addParameter().setName("type").setValue(new CodeType(kind));
        status.addParameter()
                .setName("events-since-subscription-start")
                .setValue(new StringType(String.valueOf(last(events))));
        events.forEach(event -> {
            ParametersParameterComponent part = status.addParameter().setName("notification-event");
            part.addPart().setName("event-number").setValue(new StringType(String.valueOf(event.number())));
            part.addPart().setName("timestamp").setValue(moment(event.at()));
            part.addPart().setName("focus").setValue(new Reference(address.base() + "/" + event.focus()));
        });
        @Nullable String fault = standing.fault();
        if (fault != null) {
            status.addParameter().setName("error").setValue(new CodeableConcept().setText(fault));
        }
        return status;
    }

    private long last(List<Told> events) {
        return Math.max(
                standing.lastNumber(),
                events.stream().mapToLong(Told::number).max().orElse(0));
    }

    private String url() {
        return address.base() + "/Subscription/" + subscriber.id();
    }

    private static InstantType moment(Instant instant) {
        return new InstantType(Date.from(instant), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone("UTC"));
    }

    static byte[] bytes(Bundle bundle) {
        return FhirContext.forR4Cached()
                .newJsonParser()
                .encodeResourceToString(bundle)
                .getBytes(StandardCharsets.UTF_8);
    }
}
