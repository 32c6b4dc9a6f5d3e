package nl.mgz.gateway.consent;

import static nl.mgz.gateway.consent.AccessRequest.Purpose.CAREMGT;
import static nl.mgz.gateway.consent.AccessRequest.Purpose.COC;
import static nl.mgz.gateway.consent.AccessRequest.Purpose.ETREAT;
import static nl.mgz.gateway.consent.AccessRequest.Purpose.HOPERAT;
import static nl.mgz.gateway.consent.AccessRequest.Purpose.HPAYMT;
import static nl.mgz.gateway.consent.AccessRequest.Purpose.HRESCH;
import static nl.mgz.gateway.consent.AccessRequest.Purpose.TREAT;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Role;
import nl.mgz.gateway.consent.Item.Category;
import org.jspecify.annotations.Nullable;

/** Section 4.1: the guards and own data. The first that hits decides. */
final class Guards {

    private static final Map<OrgCategory, Set<Purpose>> PURPOSES = new EnumMap<>(Map.of(
            OrgCategory.GP, Set.of(TREAT, ETREAT, CAREMGT, COC, HOPERAT, HPAYMT),
            OrgCategory.DISABILITY_CARE, Set.of(TREAT, CAREMGT, COC, HOPERAT, HPAYMT),
            OrgCategory.TRIAGE, Set.of(TREAT, ETREAT, COC),
            OrgCategory.EMERGENCY, Set.of(TREAT, ETREAT),
            OrgCategory.INSURER, Set.of(HPAYMT),
            OrgCategory.RESEARCH, Set.of(HRESCH)));

    private final AccessRequest request;
    private final boolean complete;
    private final boolean patientKnown;
    private final boolean purposeAllowed;

    /** @param known the patient whose consents these are; null when the gateway does not know them */
    Guards(AccessRequest request, @Nullable Known known, ConsentPolicy policy) {
        this.request = request;
        this.complete = isComplete(request);
        this.patientKnown = known != null && known.patient().equals(request.patient());
        this.purposeAllowed = complete && allows(request, policy);
    }

    static boolean isComplete(AccessRequest request) {
        return request.org() != null
                && request.orgCategory() != null
                && request.role() != null
                && request.purpose() != null;
    }

    private static boolean allows(AccessRequest request, ConsentPolicy policy) {
        boolean barred =
                request.orgCategory() == OrgCategory.GP && request.purpose() == ETREAT && !policy.gpMayClaimEmergency();
        return !barred
                && Objects.requireNonNull(PURPOSES.get(request.orgCategory())).contains(request.purpose());
    }

    /** The guard that refuses, O1 for own data, or null to go on with the consents. */
    @Nullable
    Rule first(Item item) {
        boolean own = item.authorOrg().equals(request.org());
        if (!complete) {
            return Rule.G1;
        }
        if (!patientKnown || !Objects.equals(item.patient(), request.patient())) {
            return Rule.G2;
        }
        Category category = item.category();
        if (category == null) {
            return Rule.G3;
        }
        if (!purposeAllowed) {
            return Rule.G4;
        }
        if (category.isClinical() && !isForClinicalData(category)) {
            return Rule.G5;
        }
        if ((category == Category.CONSENT || category == Category.AUDIT) && !own) {
            return Rule.G6;
        }
        if (item.enteredInError() && !own) {
            return Rule.G7;
        }
        return own && request.purpose() != HRESCH ? Rule.O1 : null;
    }

    private boolean isForClinicalData(Category category) {
        Role role = Objects.requireNonNull(request.role());
        return role.isProfessional() || (role == Role.SYSTEM && category == Category.CONSULTATION);
    }
}
