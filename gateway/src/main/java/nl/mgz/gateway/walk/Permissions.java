package nl.mgz.gateway.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.identity.Interaction;
import nl.mgz.gateway.identity.OrganizationKind;

/** What each kind of organisation may do, in words for an operator: read from the list by which requests are let in. */
public final class Permissions {

    private Permissions() {}

    /** A line for each set of interactions, with the types on which they may be done. */
    public static List<String> of(OrganizationKind kind) {
        Map<String, List<String>> byInteractions = new TreeMap<>();
        for (ServedType type : ServedTypes.all()) {
            add(byInteractions, kind, type.name());
        }
        add(byInteractions, kind, AuditEventProvider.TYPE);
        add(byInteractions, kind, SubscriptionProvider.TYPE);
        List<String> lines = new ArrayList<>();
        byInteractions.forEach((interactions, types) -> lines.add(interactions + ": " + String.join(", ", types)));
        if (KindRules.allowAccessLog(kind)) {
            lines.add("access log: Patient/[id]/$access-log");
        }
        if (KindRules.allowTriageContext(kind)) {
            lines.add("triage context: Patient/$triage-context");
        }
        if (KindRules.allowOwnChoices(kind)) {
            lines.add("choices: Patient/[id]/$choices, Consent/$decide");
        }
        return lines.isEmpty() ? List.of("nothing but definitions and terminology") : lines;
    }

    private static void add(Map<String, List<String>> byInteractions, OrganizationKind kind, String type) {
        List<String> allowed = new ArrayList<>();
        for (Interaction interaction : Interaction.values()) {
            if (KindRules.allow(kind, type, interaction)) {
                allowed.add(FrontDoor.name(interaction));
            }
        }
        if (!allowed.isEmpty()) {
            byInteractions
                    .computeIfAbsent(String.join(" ", allowed), one -> new ArrayList<>())
                    .add(type);
        }
    }
}
