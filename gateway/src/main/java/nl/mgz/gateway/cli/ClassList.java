package nl.mgz.gateway.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * The names of the classes that a JVM has loaded, as it writes them (-XX:DumpLoadedClassList), less those with which an archive
 * of them harms:
 *
 * <ul>
 *   <li>What stands in a jar for later Java versions (META-INF/versions). For a recording or an agent OpenJDK 17 reads an archived
 *       class once more, where it would be without versions: that is another class, or none, and then the JVM ends.
 *   <li>A lambda of a class that is not archived, as none from a signed jar is: OpenJDK 17 crashes while it makes the archive.
 * </ul>
 */
final class ClassList {

    private static final String LAMBDA = "@lambda-proxy";
    private static final String VERSIONS = "META-INF/versions/";
    private static final String CLASS = ".class";

    private final List<String> lines;

    private ClassList(List<String> lines) {
        this.lines = lines;
    }

    /**
     * @param lines as the JVM wrote them
     * @param application the jar that was started; its manifest names the others
     */
    static ClassList usable(List<String> lines, Path application) throws IOException {
        Set<String> harmful = new HashSet<>();
        for (Path jar : jars(application)) {
            harmful.addAll(versionedOrSigned(jar));
        }
        Set<String> archived = lines.stream()
                .filter(line -> !line.startsWith("@"))
                .map(line -> word(line, 0))
                .filter(name -> !harmful.contains(name))
                .collect(Collectors.toSet());
        return new ClassList(lines.stream()
                .filter(line -> line.startsWith(LAMBDA)
                        ? archived.contains(word(line, 1))
                        : line.startsWith("@") || archived.contains(word(line, 0)))
                .toList());
    }

    List<String> lines() {
        return lines;
    }

    /** For a JVM that crashes with them all the same. */
    ClassList withoutLambdas() {
        return new ClassList(
                lines.stream().filter(line -> !line.startsWith(LAMBDA)).toList());
    }

    private static List<Path> jars(Path application) throws IOException {
        List<Path> jars = new ArrayList<>(List.of(application));
        try (JarFile jar = new JarFile(application.toFile())) {
            Manifest manifest = jar.getManifest();
            String others =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String other : others == null ? new String[0] : others.split(" ")) {
                File file = application.resolveSibling(other).toFile();
                if (other.endsWith(".jar") && file.isFile()) {
                    jars.add(file.toPath());
                }
            }
        }
        return jars;
    }

    private static Set<String> versionedOrSigned(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile(), false)) {
            List<String> entries = jar.stream().map(JarEntry::getName).toList();
            boolean signed = entries.stream().anyMatch(name -> name.matches("META-INF/[^/]+\\.SF"));
            return entries.stream()
                    .filter(name -> name.endsWith(CLASS) && (signed || name.startsWith(VERSIONS)))
                    .map(ClassList::name)
                    .collect(Collectors.toSet());
        }
    }

    private static String name(String entry) {
        String name = entry.substring(0, entry.length() - CLASS.length());
        return name.startsWith(VERSIONS) ? name.substring(name.indexOf('/', VERSIONS.length()) + 1) : name;
    }

    private static String word(String line, int number) {
        String[] words = line.split(" ", number + 2);
        return words.length > number ? words[number] : "";
    }
}
