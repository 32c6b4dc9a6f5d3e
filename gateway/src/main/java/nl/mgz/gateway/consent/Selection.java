package nl.mgz.gateway.consent;

import java.util.Collections;
import java.util.List;
import nl.mgz.gateway.consent.ConsentPolicy.DenyFormalities;
import nl.mgz.gateway.consent.ConsentPolicy.Withdrawal;

/** Which consents take part at the moment of the request: C3, C4 and, for what they yield, C6, C7, C9 and C10. */
final class Selection {

    private final List<StoredConsent> versions;
    private final Signatures signatures;
    private final ConsentPolicy policy;
    private final long at;

    /** @param versions those that C1 and C2 left */
    Selection(List<StoredConsent> versions, Signatures signatures, ConsentPolicy policy, long at) {
        this.versions = versions;
        this.signatures = signatures;
        this.policy = policy;
        this.at = at;
    }

    /**
     * A consent that takes part.
     *
     * @param permitsCount whether its permits count
     * @param deniesCount whether its denies count
     * @param ofPatient S6, of its permits: the patient is among the performers
     * @param ofCapablePatient S6, of its denies
     */
    record Selected(
            StoredConsent consent,
            boolean permitsCount,
            boolean deniesCount,
            boolean ofPatient,
            boolean ofCapablePatient) {}

    List<Selected> selected() {
        return versions.stream()
                .filter(this::isCurrent)
                .filter(this::isInForce)
                .map(this::weighed)
                .toList();
    }

    /** C3: neither replaced nor a withdrawal. Replacement is not chained. */
    private boolean isCurrent(StoredConsent consent) {
        return !consent.isInactive()
                && versions.stream().noneMatch(other -> other != consent && replaces(other, consent));
    }

    /** C3, the conditions in the order of the text. */
    private boolean replaces(StoredConsent version, StoredConsent old) {
        if (Collections.disjoint(version.identifiers(), old.identifiers())) {
            return false;
        }
        boolean strict = policy.withdrawal() == Withdrawal.STRICT;
        boolean withdrawal = version.isInactive() && !strict;
        boolean needsForm = strict || !old.isPlainPermission();
        return isLater(version, old, withdrawal)
                && (!version.isUninterpretable() || (withdrawal && !needsForm))
                && (!needsForm || signatures.isValid(version));
    }

    private boolean isLater(StoredConsent version, StoredConsent old, boolean withdrawal) {
        Span when = version.dateTime();
        if (when == null) {
            return withdrawal;
        }
        Span before = old.dateTime();
        return when.from() <= at
                && before != null
                && (when.from() > before.from() || (withdrawal && when.until() > before.from()));
    }

    /** C4. */
    private boolean isInForce(StoredConsent consent) {
        return consent.rootPeriod() == null || consent.rootPeriod().contains(at);
    }

    private Selected weighed(StoredConsent consent) {
        boolean formal = isFormal(consent);
        boolean honoured = policy.denyFormalities() == DenyFormalities.COUNTS || formal;
        return new Selected(
                consent,
                formal,
                honoured && !signatures.isLapsedRefusal(consent),
                signatures.isOfPatient(consent),
                signatures.isOfCapablePatient(consent));
    }

    /** What a permit needs to count. */
    private boolean isFormal(StoredConsent consent) {
        return hasForm(consent) && isGiven(consent) && signatures.isValid(consent);
    }

    /** C6. */
    private boolean hasForm(StoredConsent consent) {
        return consent.organizations() != null
                && !consent.organizations().isEmpty()
                && consent.policies().stream().anyMatch(policy.recognisedPolicies()::contains);
    }

    /** C7, and the dateTime of C6. */
    private boolean isGiven(StoredConsent consent) {
        return consent.dateTime() != null && consent.dateTime().from() <= at;
    }
}
