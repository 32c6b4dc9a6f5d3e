package nl.mgz.profiles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * Writes the structure definitions of FHIR as the package {@code hl7.fhir.r4.core#4.0.1} that SUSHI looks for. No
 * registry that we can count on serves that package; the HAPI jar holds the same definitions. Value sets and code
 * systems are left out: the shorthand names them by their URL.
 */
final class CorePackage {

    private static final String DESCRIPTION = """
            {
              "name": "hl7.fhir.r4.core",
              "version": "4.0.1",
              "canonical": "http://hl7.org/fhir",
              "fhirVersions": ["4.0.1"],
              "type": "fhir.core",
              "author": "HL7",
              "license": "CC0-1.0"
            }
            """;

    private CorePackage() {}

    /** Writes into the folder {@code args[0]}; {@code package.json} comes last, so that its presence means complete. */
    public static void main(String[] args) throws IOException {
        Path out = Files.createDirectories(Path.of(args[0]));
        FhirContext context = FhirContext.forR4();
        IParser parser = context.newJsonParser();
        List<IBaseResource> definitions = new DefaultProfileValidationSupport(context).fetchAllStructureDefinitions();
        definitions.forEach(definition -> write(out, parser, definition));
        Files.writeString(out.resolve("package.json"), DESCRIPTION);
    }

    private static void write(Path out, IParser parser, IBaseResource definition) {
        String name = definition.fhirType() + "-" + definition.getIdElement().getIdPart() + ".json";
        try {
            Files.writeString(out.resolve(name), parser.encodeResourceToString(definition));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
