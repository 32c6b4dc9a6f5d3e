package nl.mgz.gateway.consent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The consents of one patient, read once. Immutable; for any number of requests and threads. */
public final class PatientConsents {

    private final @Nullable Known known;
    private final ConsentPolicy policy;
    private final List<StoredConsent> versions;

    private PatientConsents(@Nullable Known known, ConsentPolicy policy, List<StoredConsent> versions) {
        this.known = known;
        this.policy = policy;
        this.versions = versions;
    }

    /**
     * Reads the consents.
     *
     * @param patient the reference, {@code Patient/id}
     * @param facts null when the gateway does not know the patient: every request is refused (G2)
     * @param consents FHIR R4 Consent resources as a JSON parser gives them; what cannot be read refuses (C5)
     * @param parties known representatives by reference
     */
    public static PatientConsents compile(
            String patient,
            @Nullable PatientFacts facts,
            List<?> consents,
            Map<String, Party> parties,
            ConsentPolicy policy) {
        String reference = Reference.bare(patient);
        List<StoredConsent> versions = new ArrayList<>();
        int place = 0;
        for (Object tree : consents) {
            place++;
            StoredConsent consent = StoredConsent.read(tree, "(consent " + place + ", without id)");
            if (consent.takesPart(reference)) { // C1, C2
                versions.add(consent);
            }
        }
        Known known = facts == null ? null : new Known(reference, facts, Map.copyOf(parties));
        return new PatientConsents(known, policy, List.copyOf(versions));
    }

    /** Does the work that is the same for every resource of the request. */
    public Decider decider(AccessRequest request) {
        Guards guards = new Guards(request, known, policy);
        return new Decider(request, policy, guards, selected(request), new Emergency(request, policy));
    }

    /** Nothing takes part in a request that the guards refuse whatever the resource is. */
    private List<Selection.Selected> selected(AccessRequest request) {
        if (known == null || !Guards.isComplete(request)) {
            return List.of();
        }
        long at = request.at().toEpochMilli();
        return new Selection(versions, new Signatures(known, policy, at), policy, at).selected();
    }

    /** The uninterpretable consents (C5) by id, or by place for one without: the first reason, with the element's path. */
    public Map<String, String> uninterpretable() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (StoredConsent consent : versions) {
            if (consent.isUninterpretable()) {
                reasons.putIfAbsent(consent.name(), consent.problems().get(0));
            }
        }
        return reasons;
    }
}
