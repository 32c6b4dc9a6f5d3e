package nl.mgz.gateway.patient;

import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Task;

/**
 * Which Tasks are reviews of broken glass. The gateway writes them for the organisation that holds the data; what they hold is
 * not care but supervision, so their category is {@code audit}: no consent and no task opens them.
 */
public final class EmergencyReview {

    /** Code system of the kinds of Task that the gateway itself makes. */
    public static final String SYSTEM = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-task-code";

    public static final String CODE = "break-glass-review";

    private EmergencyReview() {}

    public static boolean isOne(IBaseResource resource) {
        return resource instanceof Task task && task.getCode().hasCoding(SYSTEM, CODE);
    }
}
