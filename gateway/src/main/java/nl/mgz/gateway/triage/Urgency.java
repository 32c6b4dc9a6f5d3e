package nl.mgz.gateway.triage;

import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;

/** The six levels of urgency, the most urgent first ({@code mgz-nts-urgency}, with the priority that each has elsewhere). */
public enum Urgency {
    U0("stat"),
    U1("stat"),
    U2("asap"),
    U3("urgent"),
    U4("routine"),
    U5("routine");

    static final String SYSTEM = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-nts-urgency";

    static final String EXTENSION = "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-NtsUrgency";

    private final String priority;

    Urgency(String priority) {
        this.priority = priority;
    }

    /** A code of http://hl7.org/fhir/request-priority, as the concept map of the terminology has it. */
    String priority() {
        return priority;
    }

    Coding coding() {
        return new Coding(SYSTEM, name(), null);
    }

    public static Optional<Urgency> of(String code) {
        return Stream.of(values()).filter(one -> one.name().equals(code)).findFirst();
    }
}
