package nl.mgz.gateway.consent;

import static nl.mgz.gateway.consent.AccessRequest.Role.NURSE;
import static nl.mgz.gateway.consent.AccessRequest.Role.PHYSICIAN;
import static nl.mgz.gateway.consent.AccessRequest.Role.TRIAGIST;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import nl.mgz.gateway.consent.AccessRequest.Declaration;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Role;
import nl.mgz.gateway.consent.Item.Confidentiality;

/** Section 9: who may break the glass, and whether they declared it (B2). */
final class Emergency {

    private static final Set<OrgCategory> ACUTE = Set.of(OrgCategory.TRIAGE, OrgCategory.EMERGENCY);
    private static final Set<Role> ROLES = Set.of(PHYSICIAN, NURSE, TRIAGIST);

    private final AccessRequest request;
    private final ConsentPolicy policy;
    private final boolean eligible;
    private final boolean declared;

    Emergency(AccessRequest request, ConsentPolicy policy) {
        this.request = request;
        this.policy = policy;
        this.eligible = request.purpose() == Purpose.ETREAT
                && request.orgCategory() != null
                && ACUTE.contains(request.orgCategory())
                && request.role() != null
                && ROLES.contains(request.role())
                && request.breakGlassAuthorised();
        this.declared = eligible && request.declaration() != null && isValid(request.declaration());
    }

    /** By the request alone: what an offer of break-glass goes by (section 10). */
    boolean isEligible() {
        return eligible;
    }

    boolean isEligible(Item item) {
        return eligible && item.effectiveConfidentiality(policy.unlabelledIs()).atMost(Confidentiality.R);
    }

    boolean isDeclared() {
        return declared;
    }

    /** B2; otherwise the declaration does not exist. */
    private boolean isValid(Declaration declaration) {
        return isInTime(declaration)
                && declaration.ground() != null
                && policy.declarationGrounds().contains(declaration.ground())
                && isPresentAndEqual(declaration.user(), request.user())
                && isPresentAndEqual(declaration.org(), request.org())
                && isPresentAndEqual(declaration.patient(), request.patient())
                && visibleLength(declaration.reason()) >= policy.reasonLength();
    }

    private boolean isInTime(Declaration declaration) {
        Instant declaredAt = declaration.declaredAt();
        return declaredAt != null
                && !declaredAt.isAfter(request.at())
                && Duration.between(declaredAt, request.at()).compareTo(policy.declarationValidFor()) < 0;
    }

    private static boolean isPresentAndEqual(
            @org.jspecify.annotations.Nullable String declared, @org.jspecify.annotations.Nullable String requested) {
        return declared != null && declared.equals(requested);
    }

    /** Code points that are not white space, format or control characters (Z*, Cf, Cc). */
    static long visibleLength(String reason) {
        return reason.codePoints().filter(Emergency::isVisible).count();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.FORMAT,
                    Character.CONTROL -> false;
            default -> true;
        };
    }
}
