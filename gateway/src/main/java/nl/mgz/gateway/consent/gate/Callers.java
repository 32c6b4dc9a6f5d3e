package nl.mgz.gateway.consent.gate;

import java.util.Map;
import java.util.Optional;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Role;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Person;
import org.jspecify.annotations.Nullable;

/** A caller in the terms of the decision. What has no term there gets none, and so nothing. */
public final class Callers {

    private static final String UZI_ROLE = "http://fhir.nl/fhir/NamingSystem/uzi-rolcode|";
    private static final String CARE_ROLE = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-care-role|";

    private static final Map<OrganizationKind, OrgCategory> CATEGORIES = Map.of(
            OrganizationKind.GP, OrgCategory.GP,
            OrganizationKind.CARE, OrgCategory.DISABILITY_CARE,
            OrganizationKind.TRIAGE, OrgCategory.TRIAGE,
            OrganizationKind.HAP, OrgCategory.TRIAGE,
            OrganizationKind.SPECIALIST, OrgCategory.TRIAGE,
            OrganizationKind.NURSES, OrgCategory.TRIAGE);

    private Callers() {}

    /** Whom a patient's yes to a category is for: what stands behind triage and what drives out for it are triage. */
    static @Nullable OrgCategory category(Caller caller) {
        return category(caller.kind());
    }

    /** As what a kind of organisation is decided on; null for one that gets nothing by a patient's choice. */
    public static @Nullable OrgCategory category(OrganizationKind kind) {
        return CATEGORIES.get(kind);
    }

    static @Nullable Purpose purpose(Caller caller) {
        return Purpose.of(caller.purpose().name());
    }

    /** A request that names nobody is a system's. A person without a known role has none. */
    static @Nullable Role role(Caller caller) {
        Optional<Person> person = caller.person();
        return person.isEmpty() ? Role.SYSTEM : role(person.get().role());
    }

    private static @Nullable Role role(@Nullable String stated) {
        if (stated == null) {
            return null;
        }
        if (stated.startsWith(UZI_ROLE)) {
            return uzi(stated.substring(UZI_ROLE.length()));
        }
        return stated.startsWith(CARE_ROLE) ? care(stated.substring(CARE_ROLE.length())) : null;
    }

    /** The register's first two digits are the profession: 01 physician, 30 nurse; the others are professionals too. */
    private static @Nullable Role uzi(String code) {
        if (!code.matches("\\d{2}\\.\\d{3}")) {
            return null;
        }
        return switch (code.substring(0, 2)) {
            case "00" -> Role.SYSTEM;
            case "01" -> Role.PHYSICIAN;
            case "30" -> Role.NURSE;
            default -> Role.CARE_PROFESSIONAL;
        };
    }

    private static Role care(String code) {
        return switch (code) {
            case "triagist" -> Role.TRIAGIST;
            case "wijkverpleegkundige-aanrijdteam" -> Role.NURSE;
            case "clientondersteuner", "functionaris-gegevensbescherming" -> Role.ADMINISTRATIVE;
            default -> Role.CARE_PROFESSIONAL;
        };
    }
}
