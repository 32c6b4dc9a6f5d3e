package nl.mgz.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassListTest {

    @TempDir
    Path folder;

    @Test
    void leavesOutWhatStandsInAJarForLaterVersionsOfJavaAndLambdasOfSignedJars() throws IOException {
        Path application = application("lib/versions.jar lib/signed.jar lib/gone.jar");
        jar("lib/versions.jar", "a/Plain.class", "META-INF/versions/11/a/Later.class");
        jar("lib/signed.jar", "META-INF/OWNER.SF", "META-INF/OWNER.RSA", "b/Signed.class");

        ClassList list = ClassList.usable(
                List.of(
                        "java/lang/Object id: 0",
                        "a/Plain id: 1",
                        "a/Later id: 2",
                        "b/Signed id: 3",
                        "c/Ours id: 4",
                        "@lambda-proxy a/Plain test ()Ljava/util/function/Predicate;",
                        "@lambda-proxy a/Later test ()Ljava/util/function/Predicate;",
                        "@lambda-proxy b/Signed test ()Ljava/util/function/Predicate;",
                        "@lambda-proxy d/NotListed test ()Ljava/util/function/Predicate;",
                        "@lambda-form-invoker [SPECIES_RESOLVE] java.lang.invoke.BoundMethodHandle$Species_LL"),
                application);

        assertThat(list.lines())
                .containsExactly(
                        "java/lang/Object id: 0",
                        "a/Plain id: 1",
                        "c/Ours id: 4",
                        "@lambda-proxy a/Plain test ()Ljava/util/function/Predicate;",
                        "@lambda-form-invoker [SPECIES_RESOLVE] java.lang.invoke.BoundMethodHandle$Species_LL");
        assertThat(list.withoutLambdas().lines()).hasSize(4).noneMatch(line -> line.contains("lambda-proxy"));
    }

    @Test
    void takesAJarThatNamesNoOthers() throws IOException {
        jar("application.jar", "c/Ours.class");
        assertThat(ClassList.usable(List.of("c/Ours id: 1"), folder.resolve("application.jar"))
                        .lines())
                .containsExactly("c/Ours id: 1");
    }

    private Path application(String others) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, others);
        Path application = folder.resolve("application.jar");
        new JarOutputStream(Files.newOutputStream(application), manifest).close();
        return application;
    }

    private void jar(String path, String... entries) throws IOException {
        Path jar = folder.resolve(path);
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String entry : entries) {
                out.putNextEntry(new JarEntry(entry));
                out.closeEntry();
            }
        }
    }
}
