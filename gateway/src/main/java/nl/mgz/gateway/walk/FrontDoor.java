package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.identity.AuthenticationFilter;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Interaction;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may ask at all: the scopes of its token and the positive list of its kind of organisation, both. This looks
 * at kinds of requests only; which patient's data come out is for the patient to say.
 */
final class FrontDoor {

    private static final Map<RestOperationTypeEnum, Interaction> INTERACTIONS = Map.of(
            RestOperationTypeEnum.READ, Interaction.READ,
            RestOperationTypeEnum.VREAD, Interaction.READ,
            RestOperationTypeEnum.HISTORY_INSTANCE, Interaction.READ,
            RestOperationTypeEnum.SEARCH_TYPE, Interaction.SEARCH,
            RestOperationTypeEnum.CREATE, Interaction.CREATE,
            RestOperationTypeEnum.UPDATE, Interaction.UPDATE,
            RestOperationTypeEnum.PATCH, Interaction.UPDATE,
            RestOperationTypeEnum.DELETE, Interaction.DELETE);

    private static final Map<Bundle.HTTPVerb, Interaction> VERBS = Map.of(
            Bundle.HTTPVerb.POST, Interaction.CREATE,
            Bundle.HTTPVerb.PUT, Interaction.UPDATE,
            Bundle.HTTPVerb.PATCH, Interaction.UPDATE,
            Bundle.HTTPVerb.DELETE, Interaction.DELETE);

    /** Operations that read records, by the interaction that a scope has to name. */
    private static final Map<String, Interaction> READING_OPERATIONS = Map.of(
            "$everything", Interaction.READ,
            "$summary", Interaction.READ,
            "$care-plan", Interaction.READ,
            "$current-directives", Interaction.SEARCH,
            "$lastn", Interaction.SEARCH);

    /** Operations about what a patient chose, by what they do with Consents. */
    private static final Map<String, Interaction> CHOICE_OPERATIONS = Map.of(
            "$decide", Interaction.SEARCH,
            "$choices", Interaction.SEARCH,
            "$record", Interaction.CREATE,
            "$withdraw", Interaction.UPDATE);

    /** Operations about reports of triage, by what they do with the report; what they store is looked at entry by entry. */
    private static final Map<String, Interaction> TRIAGE_OPERATIONS =
            Map.of("$triage-report", Interaction.CREATE, "$escalate", Interaction.READ);

    /** Operations on a subscription of one's own, by what they do with it. */
    private static final Map<String, Interaction> SUBSCRIPTION_OPERATIONS = Map.of(
            "$status", Interaction.READ,
            "$events", Interaction.READ,
            "$undelivered", Interaction.READ,
            "$replay", Interaction.UPDATE);

    /** Operations that answer from definitions, or from what was sent: nobody's record. */
    private static final Set<String> OPEN_OPERATIONS =
            Set.of("$validate", "$expand", "$validate-code", "$lookup", "$translate");

    private FrontDoor() {}

    /** @throws IllegalStateException when the request never passed the authentication: a bug, and so no data */
    static Caller caller(RequestDetails request) {
        return found(request).orElseThrow(() -> new IllegalStateException("a request without a caller"));
    }

    private static Optional<Caller> found(RequestDetails request) {
        return request instanceof ServletRequestDetails servlet
                ? AuthenticationFilter.caller(servlet.getServletRequest())
                : Optional.empty();
    }

    static void check(RequestDetails request, RestOperationTypeEnum kind) {
        if (kind == RestOperationTypeEnum.METADATA) {
            return;
        }
        Caller caller = caller(request);
        String type = request.getResourceName();
        if (kind == RestOperationTypeEnum.TRANSACTION || DefinitionProvider.TYPES.containsKey(String.valueOf(type))) {
            return; // A Bundle's entries are looked at one by one.
        }
        Interaction interaction = INTERACTIONS.get(kind);
        if (interaction == null && request.getOperation() != null) {
            if (OPEN_OPERATIONS.contains(request.getOperation())) {
                return;
            }
            interaction = READING_OPERATIONS.getOrDefault(
                    request.getOperation(), TRIAGE_OPERATIONS.get(request.getOperation()));
        }
        if (kind == RestOperationTypeEnum.VALIDATE) {
            return;
        }
        if ("$access-log".equals(request.getOperation())) {
            requireAccessLog(caller);
            return;
        }
        if (TRIAGE_OPERATIONS.containsKey(String.valueOf(request.getOperation()))) {
            // What was stored is shown: who could not read it would be told that there is nothing.
            require(caller, "Composition", Interaction.READ);
            require(caller, "Task", Interaction.READ);
        }
        if ("$triage-statistics".equals(request.getOperation())) {
            requireStatistics(caller);
            return;
        }
        if ("$break-glass".equals(request.getOperation())) {
            require(caller, type, Interaction.READ); // Whether this person may, the consent gate knows.
            return;
        }
        if ("$triage-context".equals(request.getOperation())) {
            requireTriageContext(caller);
            return;
        }
        if ("$judge".equals(request.getOperation())) {
            requireJudging(caller);
            return;
        }
        if (SubscriptionProvider.TYPE.equals(type) && interaction == null) {
            interaction = SUBSCRIPTION_OPERATIONS.get(String.valueOf(request.getOperation()));
        }
        Interaction choice = CHOICE_OPERATIONS.get(String.valueOf(request.getOperation()));
        if (choice != null) {
            requireChoice(caller, choice);
            return;
        }
        require(caller, type, interaction);
    }

    /** Each change in a Bundle is what it would be by itself. */
    static void check(Bundle bundle, RequestDetails request) {
        Caller caller = caller(request);
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            Interaction interaction = VERBS.get(entry.getRequest().getMethod());
            if (interaction != null) {
                String type = interaction == Interaction.CREATE && entry.hasResource()
                        ? entry.getResource().fhirType()
                        : new IdType(entry.getRequest().getUrl()).getResourceType();
                require(caller, type, interaction);
            }
        }
    }

    private static void require(Caller caller, @Nullable String type, @Nullable Interaction interaction) {
        if (type == null || interaction == null || !isOpen(type)) {
            throw Refusal.of(ErrorCode.NOT_ALLOWED, "This request is not open to any partner")
                    .asException();
        }
        if (!KindRules.allow(caller.kind(), type, interaction)) {
            throw Refusal.of(
                            ErrorCode.NOT_ALLOWED,
                            "A partner of your kind (" + caller.kind().code() + ") may not do this ("
                                    + name(interaction) + ") with " + type)
                    .asException();
        }
        requireScope(caller, type, interaction);
    }

    /** A patient's app may ask what its patient chose and what follows, and nothing else about Consents. */
    private static void requireChoice(Caller caller, Interaction interaction) {
        if (interaction == Interaction.SEARCH && KindRules.allowOwnChoices(caller.kind())) {
            requireScope(caller, "Consent", interaction);
        } else {
            require(caller, "Consent", interaction);
        }
    }

    private static void requireScope(Caller caller, String type, Interaction interaction) {
        if (!caller.scopes().allow(type, interaction)) {
            throw Refusal.of(
                            ErrorCode.NOT_ALLOWED,
                            "The scopes of this token do not allow this (" + name(interaction) + ") with " + type
                                    + ": ask the token endpoint for more, as system/" + type + ".rs")
                    .asException();
        }
    }

    /** Types that a caller can reach: those that are stored, the trail, and what it subscribed to. */
    static boolean isOpen(String type) {
        return ServedTypes.find(type).isPresent()
                || AuditEventProvider.TYPE.equals(type)
                || SubscriptionProvider.TYPE.equals(type);
    }

    private static void requireAccessLog(Caller caller) {
        requireKind(caller, KindRules.allowAccessLog(caller.kind()), "a patient's access log");
        if (!caller.scopes().allow(AuditEventProvider.TYPE, Interaction.SEARCH)) {
            throw Refusal.of(
                            ErrorCode.NOT_ALLOWED,
                            "The access log needs the scope system/AuditEvent.rs: ask the token endpoint for it")
                    .asException();
        }
    }

    private static void requireTriageContext(Caller caller) {
        requireKind(caller, KindRules.allowTriageContext(caller.kind()), "the context of triage");
        requireScope(caller, "Patient", Interaction.READ);
    }

    private static void requireStatistics(Caller caller) {
        requireKind(caller, KindRules.allowTriageStatistics(caller.kind()), "counts of triage");
        requireScope(caller, "Composition", Interaction.SEARCH);
    }

    private static void requireKind(Caller caller, boolean allowed, String what) {
        if (!allowed) {
            throw Refusal.of(
                            ErrorCode.NOT_ALLOWED,
                            "A partner of your kind (" + caller.kind().code() + ") may not ask for " + what)
                    .asException();
        }
    }

    private static void requireJudging(Caller caller) {
        if (caller.kind() != OrganizationKind.PRIVACY) {
            require(caller, "Task", Interaction.UPDATE);
        } else if (!caller.scopes().allow("Task", Interaction.UPDATE)) {
            throw Refusal.of(
                            ErrorCode.NOT_ALLOWED,
                            "To judge needs the scope system/Task.u: ask the token endpoint for it")
                    .asException();
        }
    }

    static String name(Interaction interaction) {
        return interaction.name().toLowerCase(java.util.Locale.ROOT);
    }

    static void filter(IPreResourceAccessDetails resources, RequestDetails request) {
        if (!(request instanceof ServletRequestDetails)) {
            return; // The gateway looks something up for itself; what it finds is shown to nobody by that.
        }
        Optional<Caller> caller = found(request);
        for (int i = 0; i < resources.size(); i++) {
            String type = resources.getResource(i).fhirType();
            if (caller.isEmpty() || !mayGet(caller.get(), type)) {
                resources.setDontReturnResourceAtIndex(i);
            }
        }
    }

    /** Whether resources of a type may come along with something else. */
    static boolean mayGet(Caller caller, String type) {
        return KindRules.allow(caller.kind(), type, Interaction.READ)
                && (caller.scopes().allow(type, Interaction.READ)
                        || caller.scopes().allow(type, Interaction.SEARCH));
    }
}
