package nl.mgz.gateway.consent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.consent.ConsentPolicy.DenyFormalities;
import nl.mgz.gateway.consent.ConsentPolicy.Withdrawal;
import nl.mgz.gateway.consent.Standing.Fault;

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

    /** What keeps it, or its permits, from counting; the same rules as {@link #selected}, with their names. */
    Standing standing(StoredConsent consent) {
        List<Fault> faults = new ArrayList<>();
        Span period = consent.rootPeriod();
        add(faults, consent.isInactive(), Fault.WITHDRAWAL);
        add(faults, !consent.isInactive() && !isCurrent(consent), Fault.REPLACED);
        add(faults, period != null && period.from() > at, Fault.NOT_YET);
        add(faults, period != null && period.from() <= at && !period.contains(at), Fault.OVER);
        add(faults, consent.isUninterpretable(), Fault.UNINTERPRETABLE);
        if (consent.hasPermit() || policy.denyFormalities() == DenyFormalities.MUST_BE_FORMAL) {
            Set<String> holders = consent.organizations();
            add(faults, holders == null || holders.isEmpty(), Fault.WITHOUT_HOLDER);
            add(faults, !isUnderPolicy(consent), Fault.WITHOUT_POLICY);
            add(faults, consent.dateTime() == null, Fault.WITHOUT_DATE);
            add(faults, consent.dateTime() != null && !isGiven(consent), Fault.GIVEN_LATER);
            Fault signature = signatures.fault(consent);
            if (signature != null) {
                faults.add(signature);
            }
        }
        add(faults, !consent.isPlainPermission() && signatures.isLapsedRefusal(consent), Fault.LAPSED);
        return new Standing(faults);
    }

    private static void add(List<Fault> faults, boolean there, Fault fault) {
        if (there) {
            faults.add(fault);
        }
    }

    /** C3: neither replaced nor a withdrawal. Replacement is not chained. */
    private boolean isCurrent(StoredConsent consent) {
        return !consent.isInactive()
                && versions.stream().noneMatch(other -> other != consent && replaces(other, consent));
    }

    /** C3, the conditions in the order of the text. */
    boolean replaces(StoredConsent version, StoredConsent old) {
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
                formal && !consent.refusesOnly(),
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
        return consent.organizations() != null && !consent.organizations().isEmpty() && isUnderPolicy(consent);
    }

    private boolean isUnderPolicy(StoredConsent consent) {
        return consent.policies().stream().anyMatch(policy.recognisedPolicies()::contains);
    }

    /** C7, and the dateTime of C6. */
    private boolean isGiven(StoredConsent consent) {
        return consent.dateTime() != null && consent.dateTime().from() <= at;
    }
}
