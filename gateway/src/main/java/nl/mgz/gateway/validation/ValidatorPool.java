package nl.mgz.gateway.validation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.utilities.i18n.I18nConstants;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueSeverity;

/**
 * Lends validators: to make one takes some milliseconds, most of them for a table of OIDs. What one may keep of what it
 * saw, beside what it is told to forget, is bounded by how often it is used. There are as many as processors can be busy
 * with, and one more: who comes when all are lent waits.
 */
final class ValidatorPool {

    private static final int USES = 256;

    private static final Set<String> PROFILE_UNKNOWN = Set.of(
            I18nConstants.VALIDATION_VAL_PROFILE_UNKNOWN, I18nConstants.VALIDATION_VAL_PROFILE_UNKNOWN_NOT_POLICY);

    /** A validator and how often it may still be used. */
    private record Lent(RememberingValidator validator, int uses) {}

    private final WorkerContextValidationSupportAdapter context;
    private final SoundParts parts;
    private final SoundResources resources;
    private final Semaphore turns = new Semaphore(Runtime.getRuntime().availableProcessors() + 1);
    private final ConcurrentLinkedQueue<Lent> free = new ConcurrentLinkedQueue<>();

    ValidatorPool(SupportChain support) {
        context = WorkerContextValidationSupportAdapter.newVersionSpecificWorkerContextWrapper(support);
        parts = new SoundParts(url -> context.fetchResource(StructureDefinition.class, url));
        resources = new SoundResources(url -> context.fetchResource(StructureDefinition.class, url));
    }

    /** All that HL7's validator says of a resource under the profiles that it claims. */
    List<ValidationMessage> all(ObjectNode resource) {
        return messages(resource, sent(resource), Set.of());
    }

    /** As {@link #all} for one with an error in it; where there is none, it may be less or nothing. */
    List<ValidationMessage> errors(ObjectNode resource) {
        Sent sent = sent(resource);
        if (sent.isKnown()) {
            return List.of();
        }
        List<ValidationMessage> messages =
                messages(sent.isEachKnown() ? sent.skeleton() : resource, sent, sent.known());
        // What is known was not asked what it thinks of those that are wrong.
        return !sent.known().isEmpty() && messages.stream().anyMatch(ValidationMessage::isError)
                ? messages(resource, sent, Set.of())
                : messages;
    }

    /** What is known of one before it is looked at. */
    Sent sent(ObjectNode resource) {
        return Sent.of(resource, resources);
    }

    private List<ValidationMessage> messages(ObjectNode resource, Sent sent, Set<String> known) {
        List<ValidationMessage> messages = new ArrayList<>();
        turns.acquireUninterruptibly();
        try {
            Set<String> resting = validate(resource, known, messages);
            messages.removeIf(ValidatorPool::isNoNews);
            sent.remember(messages, resting);
        } finally {
            turns.release();
        }
        messages.stream()
                .filter(message -> PROFILE_UNKNOWN.contains(String.valueOf(message.getMessageId())))
                .forEach(message -> message.setLevel(IssueSeverity.WARNING));
        return messages;
    }

    /** @return fullUrls of those whose verdict rests on what is in another */
    private Set<String> validate(ObjectNode resource, Set<String> known, List<ValidationMessage> messages) {
        Lent lent = free.poll();
        if (lent == null) {
            lent = new Lent(new RememberingValidator(context, parts), USES);
        }
        lent.validator().passOver(known);
        lent.validator()
                .validate(
                        null,
                        messages,
                        new ByteArrayInputStream(resource.toString().getBytes(StandardCharsets.UTF_8)),
                        FhirFormat.JSON,
                        claimed(resource));
        Set<String> resting = Set.copyOf(lent.validator().resting());
        // One that failed is not used again.
        lent.validator().forget();
        if (lent.uses() > 1) {
            free.offer(new Lent(lent.validator(), lent.uses() - 1));
        }
        return resting;
    }

    private List<StructureDefinition> claimed(ObjectNode resource) {
        List<StructureDefinition> profiles = new ArrayList<>();
        resource.path("meta").path("profile").forEach(claim -> {
            StructureDefinition profile = context.fetchResource(StructureDefinition.class, claim.asText());
            if (profile != null) {
                profiles.add(profile);
            }
        });
        return profiles;
    }

    /** That a binding names no value set, or the one that is all of a standard's: both are said of the profile. */
    private static boolean isNoNews(ValidationMessage message) {
        String key = String.valueOf(message.getMessageId());
        return key.equals(I18nConstants.TERMINOLOGY_TX_BINDING_NOSOURCE)
                || (key.equals(I18nConstants.TERMINOLOGY_TX_VALUESET_NOTFOUND)
                        && message.getMessage().contains("http://hl7.org/fhir/ValueSet/mimetypes"));
    }
}
