package nl.mgz.gateway.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import nl.mgz.gateway.loading.ResourceFiles;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** Makes a FHIR NPM package, as a region would add one, of loose definitions. */
public final class RegionPackages {

    private RegionPackages() {}

    /** @param folders with definitions as {@code .xml} or {@code .json}, also below them */
    public static void write(Path target, String name, String version, List<Path> folders) throws IOException {
        FhirContext context = FhirContext.forR4Cached();
        try (OutputStream file = Files.newOutputStream(target);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(file))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            entry(tar, "package/package.json", manifest(name, version));
            for (Path folder : folders) {
                for (Path definition : ResourceFiles.filesIn(folder)) {
                    add(tar, context, definition);
                }
            }
        }
    }

    private static void add(TarArchiveOutputStream tar, FhirContext context, Path definition) throws IOException {
        IParser parser = definition.toString().endsWith(".xml") ? context.newXmlParser() : context.newJsonParser();
        try {
            IBaseResource resource = parser.setParserErrorHandler(new LenientErrorHandler(false))
                    .parseResource(Files.readString(definition));
            String file = definition.getFileName().toString().replaceAll("\\.(xml|json)$", "") + ".json";
            entry(tar, "package/" + file, context.newJsonParser().encodeResourceToString(resource));
        } catch (DataFormatException e) {
            // What is no R4 resource is no definition either.
        }
    }

    private static String manifest(String name, String version) {
        return "{\"name\":\"" + name + "\",\"version\":\"" + version
                + "\",\"fhirVersions\":[\"4.0.1\"],\"dependencies\":{},\"author\":\"test\",\"canonical\":\"http://example.org\"}";
    }

    private static void entry(TarArchiveOutputStream tar, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }
}
