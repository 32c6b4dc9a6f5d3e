package nl.mgz.gateway.notify;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import nl.mgz.gateway.identity.Ura;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to be told what, where.
 *
 * @param clientId the client that asked, by whose scopes it is told
 * @param canonical the topic as it was asked for
 * @param patientId told of this patient only
 * @param codes told of Tasks with one of these codes only; empty for all
 * @param placer told of Tasks, or of other resources, of this organisation only
 * @param heartbeat seconds between signs of life
 * @param created what happened before is not told
 * @param body the Subscription as it was sent
 */
record Subscriber(
        UUID id,
        Ura ura,
        String clientId,
        String canonical,
        Set<Topic> topics,
        String endpoint,
        @Nullable String patientId,
        Set<String> codes,
        @Nullable Ura placer,
        @Nullable Integer heartbeat,
        @Nullable Instant until,
        Instant created,
        String body) {

    /** Whether an event is of the kind that was asked for; whether it may be told is another question. */
    boolean wants(Event event) {
        boolean addressed = event.receivers() == null
                || event.isForThePatient()
                || event.receivers().contains(ura.value());
        return topics.contains(event.topic())
                && !event.created().isBefore(created)
                && addressed
                && !event.isOf(ura.value())
                && (placer == null || placer.value().equals(event.holder()))
                && (patientId == null || patientId.equals(event.patientId()))
                && (codes.isEmpty() || event.codes().stream().anyMatch(codes::contains));
    }
}
