package nl.mgz.gateway.careplan;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The versions of the PZP guide that are in use: 1.0.0-rc2, and the betas before the canonical moved. */
public enum PzpVersion {
    RC2("rc2", "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/"),
    BETA3("beta3", "https://fhir.iknl.nl/fhir/StructureDefinition/");

    /** Names in beta3 of profiles that have another in rc2. */
    private static final Map<String, String> RENAMED = Map.of(
            "ACP-Medical-Policy-Goal", "ACP-MedicalPolicyGoal",
            "ACP-OtherImportantInformation", "ACP-SenseOfPurpose",
            "ACP-Communication", "ACP-InformRelativesRequest");

    private final String word;
    private final String base;

    PzpVersion(String word, String base) {
        this.word = word;
        this.base = base;
    }

    /** By its name in a request. */
    public static @Nullable PzpVersion of(String word) {
        return Stream.of(values())
                .filter(version -> version.word.equals(word))
                .findFirst()
                .orElse(null);
    }

    /** The same profile in this version; what is no profile of the guide stays what it is. */
    String profile(String canonical) {
        PzpVersion other = this == RC2 ? BETA3 : RC2;
        if (!canonical.startsWith(other.base)) {
            return canonical;
        }
        String name = canonical.substring(other.base.length());
        return base + (this == RC2 ? RENAMED.getOrDefault(name, name) : inBeta3(name));
    }

    private static String inBeta3(String name) {
        return RENAMED.entrySet().stream()
                .filter(one -> one.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(name);
    }

    String profileNamed(String name) {
        return base + name;
    }
}
