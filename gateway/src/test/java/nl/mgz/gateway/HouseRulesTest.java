package nl.mgz.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.beans.Introspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.stereotype.Component;

/** The rules of the house, held. */
class HouseRulesTest {

    private static final Path SOURCES = Path.of("src/main/java/nl/mgz/gateway");

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("nl.mgz.gateway");

    @Test
    void packagesUseEachOtherWithoutCircles() {
        ApplicationModules.of("nl.mgz.gateway").verify();
    }

    @Test
    void onlyFhirKnowsHapisStorage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("nl.mgz.gateway.fhir..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ca.uhn.fhir.jpa..")
                .check(PRODUCT);
    }

    @Test
    void onlyTheWalkKnowsHapisHooks() {
        noClasses()
                .that()
                .resideOutsideOfPackage("nl.mgz.gateway.walk..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("ca.uhn.fhir.interceptor.api.Pointcut")
                .check(PRODUCT);
    }

    @Test
    void nothingUsesTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("nl.mgz.gateway.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("nl.mgz.gateway.cli..")
                .check(PRODUCT);
    }

    @Test
    void identityAndRefusalUseNothingOfOursButSql() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "nl.mgz.gateway.identity..", "nl.mgz.gateway.refusal..", "nl.mgz.gateway.definitions..")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "another package of ours",
                        target -> target.getPackageName().startsWith("nl.mgz.gateway.")
                                && !Set.of(
                                                "nl.mgz.gateway.identity",
                                                "nl.mgz.gateway.identity.crypto",
                                                "nl.mgz.gateway.identity.outgoing",
                                                "nl.mgz.gateway.refusal",
                                                "nl.mgz.gateway.definitions",
                                                "nl.mgz.gateway.sql")
                                        .contains(target.getPackageName())))
                .check(PRODUCT);
    }

    @Test
    void sqlUsesNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("nl.mgz.gateway.sql")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "another package of ours",
                        target -> target.getPackageName().startsWith("nl.mgz.gateway")
                                && !target.getPackageName().equals("nl.mgz.gateway.sql")))
                .check(PRODUCT);
    }

    @Test
    void theConsentRulesArePlainJava() {
        noClasses()
                .that()
                .resideInAPackage("nl.mgz.gateway.consent")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "ca.uhn..",
                        "org.hl7..",
                        "com.fasterxml..",
                        "java.io..",
                        "java.nio..",
                        "java.net..",
                        "java.sql..",
                        "javax..",
                        "jakarta..")
                .check(PRODUCT);
    }

    @Test
    void theConsentRulesUseNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("nl.mgz.gateway.consent")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "another package of ours",
                        target -> target.getPackageName().startsWith("nl.mgz.gateway")
                                && !target.getPackageName().equals("nl.mgz.gateway.consent")))
                .check(PRODUCT);
    }

    @Test
    void onlyIdentityCryptoKnowsBouncyCastle() {
        noClasses()
                .that()
                .resideOutsideOfPackage("nl.mgz.gateway.identity.crypto")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(PRODUCT);
    }

    @Test
    void identityCryptoUsesNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("nl.mgz.gateway.identity.crypto")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "another package of ours",
                        target -> target.getPackageName().startsWith("nl.mgz.gateway")
                                && !target.getPackageName().equals("nl.mgz.gateway.identity.crypto")))
                .check(PRODUCT);
    }

    @Test
    void onlyTheRegisterAndTheQuestionToMitzSeeTheDigitsOfABsn() {
        noClasses()
                .that()
                .resideOutsideOfPackages("nl.mgz.gateway.patient", "nl.mgz.gateway.consent.mitz")
                .should()
                .callMethod(nl.mgz.gateway.patient.Bsn.class, "digits")
                .check(PRODUCT);
    }

    /** HAPI needs that beans may take the place of others; so two of one name would silently become one. */
    @Test
    void noTwoBeansHaveOneName() {
        List<String> names = new ArrayList<>();
        PRODUCT.stream()
                .filter(type -> type.isMetaAnnotatedWith(Component.class) && !type.isAnnotation())
                .forEach(type -> names.add(Introspector.decapitalize(type.getSimpleName())));
        PRODUCT.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Bean.class))
                .forEach(method -> names.add(
                        method.getAnnotationOfType(Bean.class).name().length == 0
                                ? method.getName()
                                : method.getAnnotationOfType(Bean.class).name()[0]));
        assertThat(names).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @Test
    void noPackageIsADrawerForAnything() throws IOException {
        try (Stream<Path> folders = Files.walk(SOURCES)) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(path -> path.getFileName().toString()))
                    .doesNotContain("common", "util", "utils", "service", "model", "impl", "helper");
        }
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() throws IOException {
        try (Stream<Path> folders = Files.walk(SOURCES)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                Path info = folder.resolve("package-info.java");
                assertThat(info).exists();
                assertThat(Files.readString(info)).as(info.toString()).contains("/**", "@NullMarked");
            }
        }
    }

    @Test
    void publicTypesOfAPackageFitOnAScreen() {
        TreeMap<String, Set<String>> types = new TreeMap<>();
        for (JavaClass type : PRODUCT) {
            if (type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC)
                    && type.isTopLevelClass()) {
                types.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                        .add(type.getSimpleName());
            }
        }
        types.forEach(
                (name, all) -> assertThat(all).as("public types of " + name).hasSizeLessThanOrEqualTo(15));
    }

    @Test
    void aMethodFitsAScreen() throws IOException {
        List<String> tooLong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                longMethods(file, tooLong);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    /** Four spaces, then a line that opens a body, up to the next line of four spaces and a closing brace. */
    private static void longMethods(Path file, List<String> tooLong) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int start = -1;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.matches(" {4}[^ }/*@].*\\) (?:throws .*)?\\{")) {
                start = i;
            } else if (line.equals("    }") && start >= 0) {
                if (i - start > 60) {
                    tooLong.add(file + ":" + (start + 1) + " has " + (i - start) + " lines");
                }
                start = -1;
            }
        }
    }

    @Test
    void theProductNamesNoPlaceOutsideItself() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("/work/", "../shared");
            }
        }
    }
}
