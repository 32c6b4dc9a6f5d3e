package nl.mgz.gateway.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The consents of one patient, read once. Immutable; for any number of requests and threads. */
public final class PatientConsents {

    private static final String UNNAMED = "(not stored, without id)";

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
        return selection(known, request.at()).selected();
    }

    /**
     * What would be if one more were stored; it takes the place of the one with its id.
     *
     * @param consent as for {@link #compile}
     */
    public PatientConsents with(Object consent) {
        StoredConsent added = StoredConsent.read(consent, UNNAMED);
        List<StoredConsent> all = new ArrayList<>(versions);
        all.removeIf(one -> one.name().equals(added.name()));
        if (known != null && added.takesPart(known.patient())) {
            all.add(added);
        }
        return new PatientConsents(known, policy, List.copyOf(all));
    }

    /**
     * The same consents, of which nothing that they permit counts, at whatever level: for where another source says what is
     * permitted. What they refuse stays refused, what they except from a refusal is not refused, and a withdrawal works.
     */
    public PatientConsents refusingOnly() {
        return new PatientConsents(
                known,
                policy,
                versions.stream().map(StoredConsent::refusingOnly).toList());
    }

    /** What keeps each consent from counting at a moment, by id; those that C1 and C2 leave out are not there. */
    public Map<String, Standing> standings(Instant at) {
        Map<String, Standing> all = new LinkedHashMap<>();
        if (known != null) {
            Selection selection = selection(known, at);
            versions.forEach(consent -> all.put(consent.name(), selection.standing(consent)));
        }
        return all;
    }

    /** C9 of a consent that is not stored: who is missing among those who signed. */
    public Optional<Standing.Fault> signature(Object consent, Instant at) {
        return known == null
                ? Optional.of(Standing.Fault.BIRTH_DATE_UNKNOWN)
                : Optional.ofNullable(
                        new Signatures(known, policy, at.toEpochMilli()).fault(StoredConsent.read(consent, UNNAMED)));
    }

    /** C3: whether a version that is not stored would replace the consent with this id. */
    public boolean wouldReplace(Object version, String id, Instant at) {
        return known != null
                && versions.stream()
                        .filter(consent -> consent.name().equals(id))
                        .anyMatch(consent ->
                                selection(known, at).replaces(StoredConsent.read(version, UNNAMED), consent));
    }

    /** C3: whether a withdrawal of the consent with this id needs a valid signature: it refuses something, or cannot be read. */
    public boolean needsSignatureToWithdraw(String id) {
        return versions.stream().anyMatch(consent -> consent.name().equals(id) && !consent.isPlainPermission());
    }

    private Selection selection(Known patient, Instant at) {
        long moment = at.toEpochMilli();
        return new Selection(versions, new Signatures(patient, policy, moment), policy, moment);
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
