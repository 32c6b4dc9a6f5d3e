package nl.mgz.gateway.consent.fhir;

import java.util.Map;

/**
 * Something that a resource states about who may see a patient's record.
 *
 * @param statement in the terms of the decision, its references as {@link ReferenceText} writes them
 */
record Fact(Kind kind, Map<String, Object> statement) {

    enum Kind {
        /** Birth date and general practitioner. */
        PATIENT,
        CONSENT,
        REPRESENTATIVE,
        /** Whether the patient can decide, as a professional recorded it. */
        CAPACITY,
        /** An organisation that has the patient in care. */
        RELATION,
        TASK,
        /** What a question refers to: a task about the question sends that along. */
        QUESTION,
        /** Something said about a task, by one of the two who take part in it. */
        MESSAGE
    }
}
