package nl.mgz.gateway.consent;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import nl.mgz.gateway.consent.ConsentPolicy.AgeMoment;
import nl.mgz.gateway.consent.ConsentPolicy.ParentalRefusal;
import nl.mgz.gateway.consent.ConsentPolicy.Representation;
import nl.mgz.gateway.consent.Standing.Fault;
import org.jspecify.annotations.Nullable;

/** Who signed, and whether they could: C9 and C10, and the half of S6 that is about persons. */
final class Signatures {

    private final Known known;
    private final ConsentPolicy policy;
    private final long at;

    Signatures(Known known, ConsentPolicy policy, long at) {
        this.known = known;
        this.policy = policy;
        this.at = at;
    }

    /** C9: validly signed by its performers, by the patient's age. Birth date unknown: not valid. */
    boolean isValid(StoredConsent consent) {
        return fault(consent) == null;
    }

    /** C9: who is missing; null where it is validly signed. */
    @Nullable
    Fault fault(StoredConsent consent) {
        Integer age = age(consent.dateTime());
        if (age == null) {
            return Fault.BIRTH_DATE_UNKNOWN;
        }
        boolean self = consent.isSignedBy(known.patient());
        Set<String> relations = relations(consent);
        boolean parental = relations.contains("parent") || relations.contains("guardian");
        if (age < policy.togetherFrom()) {
            return parental ? null : Fault.NEEDS_PARENT;
        }
        boolean incapable = known.facts().incapableAt(consent.dateTime());
        if (age < policy.aloneFrom()) {
            return minorFault(self, parental, incapable);
        }
        if (self) {
            return null;
        }
        if (!incapable) {
            return Fault.NEEDS_PATIENT;
        }
        return isRepresented(relations) ? null : Fault.NEEDS_REPRESENTATIVE;
    }

    private static @Nullable Fault minorFault(boolean self, boolean parental, boolean incapable) {
        if (parental) {
            return self || incapable ? null : Fault.NEEDS_PATIENT_TOO;
        }
        if (incapable) {
            return Fault.NEEDS_PARENT;
        }
        return self ? Fault.NEEDS_PARENT_TOO : Fault.NEEDS_PARENT_AND_PATIENT;
    }

    private boolean isRepresented(Set<String> relations) {
        boolean stillCounts = policy.representation() == Representation.KEEPS_COUNTING
                || known.facts().incapable().stream().anyMatch(period -> period.contains(at));
        return stillCounts && relations.stream().anyMatch(policy.representatives()::contains);
    }

    /** The relationships of the performers that are known representatives with authority at the dateTime. */
    private Set<String> relations(StoredConsent consent) {
        Set<String> relations = new HashSet<>();
        for (StoredConsent.Signer signer : consent.performers()) {
            Party party = known.representative(signer.reference());
            boolean isPatient = known.patient().equals(signer.reference());
            if (party != null && !isPatient && party.hasAuthorityAt(consent.dateTime())) {
                relations.add(party.relationship());
            }
        }
        return relations;
    }

    /** In completed years at the request, or as the setting has it at the signing; null when unknown. */
    private @Nullable Integer age(@Nullable Span dateTime) {
        LocalDate birthDate = known.facts().birthDate();
        if (birthDate == null) {
            return null;
        }
        if (policy.ageMoment() == AgeMoment.AT_REQUEST) {
            return FhirDate.age(birthDate, at);
        }
        return dateTime == null ? null : FhirDate.age(birthDate, dateTime.from());
    }

    /** C10: a deny of parents or guardians alone, from the 16th birthday at the request. */
    boolean isLapsedRefusal(StoredConsent deny) {
        LocalDate birthDate = known.facts().birthDate();
        return policy.parentalRefusal() == ParentalRefusal.LAPSES
                && birthDate != null
                && FhirDate.age(birthDate, at) >= policy.aloneFrom()
                && isOfParentsAlone(deny)
                && !known.facts().incapableAt(deny.dateTime());
    }

    private boolean isOfParentsAlone(StoredConsent deny) {
        return !deny.performers().isEmpty()
                && deny.performers().stream().allMatch(signer -> {
                    Party party = known.representative(signer.reference());
                    return party != null && party.isParental();
                });
    }

    boolean isOfPatient(StoredConsent consent) {
        return consent.isSignedBy(known.patient());
    }

    /** S6: a deny of the patient, given while not incapable. A deny without dateTime is never excepted. */
    boolean isOfCapablePatient(StoredConsent deny) {
        return isOfPatient(deny) && !known.facts().incapableAt(deny.dateTime());
    }
}
