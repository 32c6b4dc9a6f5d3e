package nl.mgz.gateway.loading;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Resource;

/** The FHIR resources in files and folders. */
public final class ResourceFiles {

    private final List<Item> items = new ArrayList<>();
    private final List<Outcome> unreadable = new ArrayList<>();
    private int definitions;

    private ResourceFiles() {}

    /** @param source where it was read, as a person would name it */
    public record Item(String source, Resource resource) {}

    /** Reads strictly: an element that FHIR does not know makes a file unreadable, rather than vanish. */
    public static ResourceFiles read(FhirContext context, List<Path> paths) throws IOException {
        ResourceFiles files = new ResourceFiles();
        for (Path path : paths) {
            for (Path file : filesIn(path)) {
                files.readFile(context, file);
            }
        }
        return files;
    }

    /** Every {@code .json} and {@code .xml} file, a folder's own and those below it, in order of name. */
    public static List<Path> filesIn(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().endsWith(".json") || file.toString().endsWith(".xml"))
                    .filter(file -> !file.endsWith("package.json"))
                    .sorted()
                    .toList();
        }
    }

    private void readFile(FhirContext context, Path file) throws IOException {
        String source = file.getFileName().toString();
        try {
            IParser parser = file.toString().endsWith(".xml") ? context.newXmlParser() : context.newJsonParser();
            parser.setParserErrorHandler(new StrictErrorHandler());
            add(source, (Resource) parser.parseResource(Files.readString(file)));
        } catch (DataFormatException e) {
            unreadable.add(Outcome.refused(source, "no FHIR R4 resource: " + e.getMessage()));
        } catch (CharacterCodingException e) {
            unreadable.add(Outcome.refused(source, "not UTF-8"));
        }
    }

    private void add(String source, Resource resource) {
        if (resource instanceof Bundle bundle && isContainer(bundle)) {
            for (int i = 0; i < bundle.getEntry().size(); i++) {
                if (bundle.getEntry().get(i).hasResource()) {
                    add(source + "[" + i + "]", bundle.getEntry().get(i).getResource());
                }
            }
        } else if (resource instanceof MetadataResource && !(resource instanceof Questionnaire)) {
            definitions++;
        } else {
            items.add(new Item(source, resource));
        }
    }

    private static boolean isContainer(Bundle bundle) {
        return bundle.getType() != Bundle.BundleType.TRANSACTION && bundle.getType() != Bundle.BundleType.BATCH;
    }

    public List<Item> items() {
        return items;
    }

    public List<Outcome> unreadable() {
        return unreadable;
    }

    /** How many were definitions: a gateway takes those as packages, not as data. */
    public int definitions() {
        return definitions;
    }
}
