package nl.mgz.gateway.consent;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules as a total function over untyped trees. It never throws: what cannot be computed is refused (E1). */
public final class ConsentRules {

    private ConsentRules() {}

    /**
     * Decides on one resource; each argument as a JSON parser gives it.
     *
     * @param patients known patients by reference
     * @param parties known representatives by reference
     */
    public static Decision decide(
            @Nullable Object request,
            @Nullable Object resource,
            @Nullable Object consents,
            @Nullable Object patients,
            @Nullable Object parties,
            ConsentPolicy policy) {
        AccessRequest asked = InputReader.request(request);
        Item item = InputReader.item(resource);
        if (asked != null
                && item != null
                && consents instanceof List<?> list
                && patients instanceof Map<?, ?> known
                && parties instanceof Map<?, ?> representatives) {
            return decide(asked, item, list, known, representatives, policy);
        }
        return Decision.without(Rule.E1, asked == null ? null : asked.at());
    }

    private static Decision decide(
            AccessRequest request,
            Item item,
            List<?> consents,
            Map<?, ?> patients,
            Map<?, ?> parties,
            ConsentPolicy policy) {
        String patient = request.patient();
        PatientFacts facts = null;
        if (patient != null && patients.containsKey(patient)) {
            facts = InputReader.facts(patients.get(patient));
            if (facts == null) {
                return Decision.without(Rule.E1, request.at());
            }
        }
        return PatientConsents.compile(
                        patient == null ? "" : patient, facts, consents, InputReader.parties(parties), policy)
                .decider(request)
                .decide(item);
    }
}
