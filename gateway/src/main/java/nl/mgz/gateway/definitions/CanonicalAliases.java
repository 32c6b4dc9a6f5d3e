package nl.mgz.gateway.definitions;

import java.util.List;
import java.util.Map;

/**
 * Canonicals that mean one thing. The PZP guide moved from one base to another between two versions, and its value sets
 * have a counterpart among ours: a question by any of the names gets the same answer.
 */
public final class CanonicalAliases {

    /** The bases of the PZP guide: 0.1.3-beta3 and 1.0.0-rc2. */
    private static final List<String> PZP = List.of("https://fhir.iknl.nl/fhir/", "https://api.iknl.nl/docs/pzp/r4/");

    private static final String OURS = "https://mgz-gateway.nl/fhir/ValueSet/";

    private static final Map<String, String> VALUE_SETS = Map.of(
            "ValueSet/ACP-MedicalPolicyGoal", OURS + "mgz-medical-policy-goal",
            "ValueSet/ACP-MedicalDeviceProductType-ICD", OURS + "mgz-icd-product-type",
            "ValueSet/ACP-PreferredPlaceOfDeath", OURS + "mgz-preferred-place-of-death",
            "ValueSet/ACP-EuthanasiaStatement", OURS + "mgz-euthanasia-position",
            "ValueSet/ACP-YesNoUnknownVS", OURS + "mgz-yes-no-unknown",
            "ValueSet/ACP-ProcedureType", OURS + "mgz-pzp-procedure");

    private CanonicalAliases() {}

    /** Ours where we have the counterpart of a PZP value set; else the canonical itself. */
    public static String ofValueSet(String canonical) {
        return PZP.stream()
                .filter(canonical::startsWith)
                .map(base -> VALUE_SETS.getOrDefault(canonical.substring(base.length()), canonical))
                .findFirst()
                .orElse(canonical);
    }
}
