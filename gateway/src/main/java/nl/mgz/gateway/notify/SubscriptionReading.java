package nl.mgz.gateway.notify;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a Subscription asks for, in the form of the R4 backport
 * (https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/components.html): rest-hook, id-only, without headers.
 */
final class SubscriptionReading {

    private static final String BACKPORT =
            "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-";
    private static final String MANAGING =
            "http://hl7.org/fhir/5.0/StructureDefinition/extension-Subscription.managingEntity";
    private static final int SHORTEST_HEARTBEAT = 60;
    private static final Set<String> PAYLOADS = Set.of("application/fhir+json", "application/json");

    private final Subscription asked;
    private final Caller caller;

    private SubscriptionReading(Subscription asked, Caller caller) {
        this.asked = asked;
        this.caller = caller;
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException naming what is not served */
    static Subscriber of(Subscription asked, Caller caller, String body, Instant now) {
        SubscriptionReading reading = new SubscriptionReading(asked, caller);
        reading.checkChannel();
        return reading.read(body, now);
    }

    private Subscriber read(String body, Instant now) {
        if (asked.getStatus() != SubscriptionStatus.REQUESTED && asked.getStatus() != SubscriptionStatus.ACTIVE) {
            throw wrong("A new Subscription has status requested", "Subscription.status");
        }
        String canonical = String.valueOf(asked.getCriteria());
        Set<Topic> topics = Topic.of(canonical)
                .orElseThrow(() -> wrong(
                        "The criteria are the canonical of a topic that is served here: " + Topic.BASE
                                + "consultation-requested and others, see the documentation of notifications",
                        "Subscription.criteria"));
        Filter filter = filter(topics);
        return new Subscriber(
                UUID.randomUUID(),
                caller.organization(),
                caller.clientId(),
                canonical,
                topics,
                String.valueOf(asked.getChannel().getEndpoint()),
                filter.patient(),
                filter.codes(),
                placer().orElse(null),
                heartbeat(),
                until(),
                now.truncatedTo(ChronoUnit.MICROS),
                body);
    }

    private void checkChannel() {
        Subscription.SubscriptionChannelComponent channel = asked.getChannel();
        if (channel.getType() != SubscriptionChannelType.RESTHOOK) {
            throw wrong("Notifications are sent as rest-hook", "Subscription.channel.type");
        }
        if (channel.hasHeader()) {
            throw wrong(
                    "Headers are not sent: the notification says nothing that needs one",
                    "Subscription.channel.header");
        }
        if (!PAYLOADS.contains(String.valueOf(channel.getPayload()))) {
            throw wrong("The payload is application/fhir+json", "Subscription.channel.payload");
        }
        Extension content = channel.getPayloadElement().getExtensionByUrl(BACKPORT + "payload-content");
        if (content != null && !"id-only".equals(text(content))) {
            throw wrong(
                    "The content is id-only: who is told fetches the rest, where consent is asked",
                    "Subscription.channel.payload.extension");
        }
        if (!channel.hasEndpoint()) {
            throw wrong("An endpoint is needed", "Subscription.channel.endpoint");
        }
    }

    private record Filter(@Nullable String patient, Set<String> codes) {}

    /** {@code Task?code=system|code,system|code} and {@code patient=Patient/id}, with or without a type. */
    private Filter filter(Set<Topic> topics) {
        String patient = null;
        Set<String> codes = new TreeSet<>();
        for (Extension extension : asked.getCriteriaElement().getExtensionsByUrl(BACKPORT + "filter-criteria")) {
            String filter = text(extension);
            String parameters = filter.substring(filter.indexOf('?') + 1);
            for (String one : parameters.split("&")) {
                String value = one.substring(one.indexOf('=') + 1);
                if (one.startsWith("code=") && topics.stream().allMatch(Topic::isAboutTask)) {
                    codes.addAll(List.of(value.split(",")));
                } else if (one.matches("(?:patient|subject|for)=(?:Patient/)?[A-Za-z0-9.-]{1,64}") && patient == null) {
                    patient = value.replaceFirst("^Patient/", "");
                } else {
                    throw wrong(
                            "A filter is Task?code=system|code (for topics about Tasks) or patient=Patient/[id]",
                            "Subscription.criteria.extension");
                }
            }
        }
        return new Filter(patient, codes);
    }

    /** In notified pull the managing entity is who places orders: then one is told of its Tasks only. */
    private Optional<Ura> placer() {
        Extension managing = asked.getExtensionByUrl(MANAGING);
        if (managing == null) {
            return Optional.empty();
        }
        Optional<Ura> ura = managing.getValue() instanceof Reference reference
                        && Ura.SYSTEM.equals(reference.getIdentifier().getSystem())
                ? Ura.parse(String.valueOf(reference.getIdentifier().getValue()))
                : Optional.empty();
        if (ura.isEmpty()) {
            throw wrong("The managing entity is an organisation, by its URA", "Subscription.extension");
        }
        return ura.filter(one -> !one.equals(caller.organization()));
    }

    private @Nullable Integer heartbeat() {
        Extension period = asked.getChannel().getExtensionByUrl(BACKPORT + "heartbeat-period");
        if (period == null) {
            return null;
        }
        if (!text(period).matches("\\d{1,6}") || Integer.parseInt(text(period)) < SHORTEST_HEARTBEAT) {
            throw wrong("A heartbeat comes once a minute at most", "Subscription.channel.extension");
        }
        return Integer.parseInt(text(period));
    }

    private @Nullable Instant until() {
        return asked.hasEnd() ? asked.getEnd().toInstant() : null;
    }

    private static String text(Extension extension) {
        return extension.getValue() instanceof PrimitiveType<?> value ? String.valueOf(value.getValueAsString()) : "";
    }

    private static RuntimeException wrong(String text, String place) {
        return Refusal.of(ErrorCode.NOT_VALID, text, place).asException();
    }
}
