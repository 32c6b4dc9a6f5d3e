package nl.mgz.gateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.Cases;
import nl.mgz.gateway.careplan.PzpConversion;
import nl.mgz.gateway.careplan.PzpVersion;
import nl.mgz.gateway.validation.OfflineValidation;
import nl.mgz.gateway.validation.ResourceValidator;
import nl.mgz.gateway.validation.Validation;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real plans that were converted hold to the profiles of the version that they were converted to, in both directions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PzpConversionTest {

    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private static final String RC2 = "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/";
    private static final String BETA3 = "https://fhir.iknl.nl/fhir/StructureDefinition/";

    @TempDir
    static Path folder;

    private ResourceValidator validator = OfflineValidation.validator(FHIR, null);

    @BeforeAll
    void readThePublishedProfiles() throws IOException {
        RegionPackages.write(
                folder.resolve("1-nl-core.tgz"),
                "nictiz.fhir.nl.r4",
                "0.12.1",
                List.of(Cases.folder("nl-core-definitions")));
        RegionPackages.write(
                folder.resolve("2-pzp-beta3.tgz"),
                "iknl.fhir.r4.pzp",
                "0.1.3",
                List.of(Cases.folder("pzp-definitions")));
        RegionPackages.write(
                folder.resolve("3-pzp-rc2.tgz"),
                "iknl.fhir.r4.pzp-rc2",
                "1.0.0",
                List.of(Cases.folder("pzp-rc2").resolve("definitions-reduced")));
        validator = OfflineValidation.validator(FHIR, folder);
    }

    private static List<Resource> plan(String set) {
        try (Stream<Path> files = Files.list(Cases.folder(set))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(PzpConversionTest::read)
                    .collect(Collectors.toCollection(ArrayList::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Resource read(Path file) {
        try {
            return (Resource) FHIR.newJsonParser().parseResource(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> errors(Resource resource) {
        Validation validation = validator.validateJson(FHIR.newJsonParser().encodeResourceToString(resource));
        String profiles = resource.getMeta().getProfile().stream()
                .map(one -> one.getValue())
                .collect(Collectors.joining(" "));
        return validation.errors().stream()
                // The reduced definitions of rc2 lack some profiles: what claims those is held to our own.
                .filter(error -> !"profile-unknown".equals(error.key()))
                .map(error -> resource.fhirType() + " (" + profiles + "): " + error)
                .toList();
    }

    /** What was wrong with it as published is not the conversion's doing. */
    private List<String> newErrors(PzpVersion to, String set) {
        List<Resource> plan = plan(set);
        assertThat(plan).isNotEmpty();
        Set<String> wrongBefore = plan.stream()
                .filter(one -> !errors(one).isEmpty())
                .map(one -> one.getIdElement().getIdPart())
                .collect(Collectors.toSet());
        assertThat(wrongBefore.size()).as("%s", wrongBefore).isLessThan(plan.size() / 2);
        List<Resource> converted = PzpConversion.to(to, plan).resources();
        String base = to == PzpVersion.RC2 ? RC2 : BETA3;
        assertThat(converted.stream()
                        .filter(one -> one.getMeta().getProfile().stream()
                                .anyMatch(profile -> profile.getValue().startsWith(base))))
                .hasSizeGreaterThan(plan.size() / 2);
        return converted.stream()
                .filter(one ->
                        !wrongBefore.contains(String.valueOf(one.getIdElement().getIdPart())))
                .flatMap(one -> errors(one).stream())
                .toList();
    }

    @Test
    void aPlanOfBeta3HoldsToRc2() {
        assertThat(newErrors(PzpVersion.RC2, "pzp-beta3")).isEmpty();
    }

    @Test
    void aPlanOfRc2HoldsToBeta3() {
        assertThat(newErrors(PzpVersion.BETA3, "pzp-rc2")).isEmpty();
    }

    /** Without this the two above could not fail. */
    @Test
    void aPlanThatOnlyClaimsTheOtherVersionDoesNot() {
        List<String> errors = new ArrayList<>();
        for (Resource one : plan("pzp-beta3")) {
            if (one instanceof Goal) {
                one.getMeta().getProfile().forEach(profile -> profile.setValue(RC2 + "ACP-MedicalPolicyGoal"));
                errors.addAll(errors(one));
            }
        }
        assertThat(errors).anySatisfy(one -> assertThat(one).startsWith("Goal").contains("category"));
    }
}
