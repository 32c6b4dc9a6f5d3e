package nl.mgz.gateway.capability;

import java.util.List;
import java.util.Set;

/**
 * One operation that is served.
 *
 * @param name without the dollar sign
 * @param types the types it is served on; every served type where the set is empty
 * @param definition canonical of its OperationDefinition
 */
public record ServedOperation(String name, Set<String> types, String definition) {

    private static final String HL7 = "http://hl7.org/fhir/OperationDefinition/";

    private static final String BACKPORT =
            "http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-";

    /** All of them. Definitions are those of the standard, but for those of ours. */
    public static final List<ServedOperation> ALL = List.of(
            new ServedOperation("validate", Set.of(), HL7 + "Resource-validate"),
            new ServedOperation("everything", Set.of("Patient"), HL7 + "Patient-everything"),
            new ServedOperation(
                    "current-directives",
                    Set.of("Consent"),
                    "https://mgz-gateway.nl/fhir/OperationDefinition/mgz-current-directives"),
            new ServedOperation(
                    "access-log", Set.of("Patient"), "https://mgz-gateway.nl/fhir/OperationDefinition/mgz-access-log"),
            new ServedOperation(
                    "break-glass",
                    Set.of("Patient"),
                    "https://mgz-gateway.nl/fhir/OperationDefinition/mgz-break-glass"),
            new ServedOperation("judge", Set.of("Task"), "https://mgz-gateway.nl/fhir/OperationDefinition/mgz-judge"),
            ofOurs("decide", "Consent"),
            ofOurs("record", "Consent"),
            ofOurs("withdraw", "Consent"),
            ofOurs("choices", "Patient"),
            ofOurs("summary", "Patient"),
            ofOurs("care-plan", "Patient"),
            ofOurs("triage-context", "Patient"),
            ofOurs("triage-report", "Composition"),
            ofOurs("escalate", "Composition"),
            ofOurs("triage-statistics", "Composition"),
            new ServedOperation("status", Set.of("Subscription"), BACKPORT + "status"),
            new ServedOperation("events", Set.of("Subscription"), BACKPORT + "events"),
            ofOurs("undelivered", "Subscription"),
            ofOurs("replay", "Subscription"),
            new ServedOperation("lastn", Set.of("Observation"), HL7 + "Observation-lastn"),
            new ServedOperation("expand", Set.of("ValueSet"), HL7 + "ValueSet-expand"),
            new ServedOperation("validate-code", Set.of("ValueSet", "CodeSystem"), HL7 + "ValueSet-validate-code"),
            new ServedOperation("lookup", Set.of("CodeSystem"), HL7 + "CodeSystem-lookup"),
            new ServedOperation("translate", Set.of("ConceptMap"), HL7 + "ConceptMap-translate"));

    private static ServedOperation ofOurs(String name, String type) {
        return new ServedOperation(name, Set.of(type), "https://mgz-gateway.nl/fhir/OperationDefinition/mgz-" + name);
    }

    public static List<ServedOperation> on(String type) {
        return ALL.stream()
                .filter(operation -> operation.types().contains(type)
                        || (operation.types().isEmpty()
                                && ServedTypes.find(type).isPresent()))
                .toList();
    }
}
