package nl.mgz.gateway.definitions;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.utilities.npm.NpmPackage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Every conformance and terminology resource that this node knows beside the FHIR standard, by canonical.
 *
 * <p>INVARIANT: a region's package adds; it never replaces a definition of ours.
 */
public final class Definitions {

    private static final List<String> OURS = List.of("nl/mgz/profiles/package", "nl/mgz/terminology/package");

    private static final Set<String> TYPES = Set.of(
            "StructureDefinition",
            "ValueSet",
            "CodeSystem",
            "ConceptMap",
            "SearchParameter",
            "NamingSystem",
            "OperationDefinition");

    private final FhirContext context;
    private final Map<String, MetadataResource> byCanonical = new LinkedHashMap<>();
    private final Map<String, String> packageOf = new HashMap<>();
    private final Set<String> profileNamespaces = new TreeSet<>();

    private Definitions(FhirContext context) {
        this.context = context;
    }

    /**
     * Reads our definitions and those of the folder.
     *
     * @param packages a folder of {@code .tgz} packages, or null for ours alone
     * @throws UncheckedIOException when a package cannot be read: a region that asks for one must not run without it
     */
    public static Definitions load(FhirContext context, @Nullable Path packages) {
        Definitions definitions = new Definitions(context);
        OURS.forEach(definitions::addFromClassPath);
        if (packages != null) {
            definitions.addFolder(packages);
        }
        return definitions;
    }

    public Collection<MetadataResource> all() {
        return byCanonical.values();
    }

    /** All of one kind, in the order in which they were read. */
    public <T extends MetadataResource> Stream<T> all(Class<T> type) {
        return byCanonical.values().stream().filter(type::isInstance).map(type::cast);
    }

    /** @param canonical with or without {@code |version}; the version is not looked at: a region holds one of each */
    public <T extends MetadataResource> Optional<T> find(Class<T> type, String canonical) {
        int bar = canonical.indexOf('|');
        MetadataResource found = byCanonical.get(bar < 0 ? canonical : canonical.substring(0, bar));
        return type.isInstance(found) ? Optional.of(type.cast(found)) : Optional.empty();
    }

    /**
     * Whether a package that we hold defines profiles beside this one. Then a claim of a profile that is not among them
     * is wrong; without such a package nothing can be said of the claim.
     */
    public boolean coversProfile(String canonical) {
        return profileNamespaces.contains(namespace(canonical));
    }

    /** The package that a definition came with, as {@code name#version}. */
    public String packageOf(MetadataResource definition) {
        return packageOf.getOrDefault(definition.getUrl(), "");
    }

    private void addFromClassPath(String folder) {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver(Definitions.class.getClassLoader())
                    .getResources("classpath*:" + folder + "/*-*.json");
            IParser parser = parser();
            for (Resource file : files) {
                try (InputStream in = file.getInputStream()) {
                    add(parser.parseResource(new InputStreamReader(in, StandardCharsets.UTF_8)), "ours");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addFolder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".tgz")).sorted().forEach(this::addPackage);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the packages in " + folder, e);
        }
    }

    private void addPackage(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            NpmPackage npm = NpmPackage.fromPackage(in);
            String name = npm.name() + "#" + npm.version();
            for (String entry : npm.listResources(TYPES)) {
                try (InputStream resource = npm.load("package", entry)) {
                    add(parser().parseResource(new InputStreamReader(resource, StandardCharsets.UTF_8)), name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read package " + file, e);
        }
    }

    private void add(IBaseResource resource, String packageName) {
        if (resource instanceof MetadataResource definition
                && TYPES.contains(definition.fhirType())
                && definition.hasUrl()
                && byCanonical.putIfAbsent(definition.getUrl(), definition) == null) {
            packageOf.put(definition.getUrl(), packageName);
            if (definition instanceof StructureDefinition) {
                profileNamespaces.add(namespace(definition.getUrl()));
            }
        }
    }

    private static String namespace(String canonical) {
        return canonical.substring(0, canonical.lastIndexOf('/') + 1);
    }

    private IParser parser() {
        return context.newJsonParser().setParserErrorHandler(new LenientErrorHandler(false));
    }
}
