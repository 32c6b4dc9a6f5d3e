package nl.mgz.bench.validation;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import nl.mgz.bench.region.RegionRecord;
import nl.mgz.gateway.sandbox.region.DirectoryReferences;
import nl.mgz.gateway.sandbox.region.Region;
import nl.mgz.gateway.validation.OfflineValidation;
import nl.mgz.gateway.validation.ResourceValidator;
import nl.mgz.gateway.validation.Validation;
import org.hl7.fhir.r4.model.Bundle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The push of the region that comes nearest to thirty resources, validated as one call: as it was before, and with a note that is new in
 * each resource of a type that has one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(2)
@Threads(1)
public class ValidationBench {

    private static final int RESOURCES = 30;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private static final Set<String> WITH_NOTES = Set.of(
            "AllergyIntolerance",
            "CarePlan",
            "CareTeam",
            "Condition",
            "Goal",
            "MedicationRequest",
            "MedicationStatement",
            "Observation",
            "Procedure");

    private static final String NUMBER = "~number~";

    private final ResourceValidator validator = OfflineValidation.validator(FHIR, null);
    private String push = "";
    private String noted = "";
    private long number;

    @Setup
    public void read() throws IOException {
        Region region = Region.of(1);
        DirectoryReferences directory = RegionRecord.directory(region);
        Bundle nearest = IntStream.range(0, 20)
                .boxed()
                .flatMap(client -> region.client(client, directory).stream())
                .map(one -> one.bundle())
                .min(Comparator.comparingInt(
                        bundle -> Math.abs(bundle.getEntry().size() - RESOURCES)))
                .orElseThrow();
        push = FHIR.newJsonParser().encodeResourceToString(nearest);
        JsonNode tree = JSON.readTree(push);
        int notes = 0;
        for (JsonNode entry : tree.path("entry")) {
            ObjectNode resource = (ObjectNode) entry.path("resource");
            if (WITH_NOTES.contains(resource.path("resourceType").asText())) {
                resource.putArray("note").addObject().put("text", "Bijgewerkt " + NUMBER + notes++);
            }
        }
        noted = tree.toString();
        System.out.printf(
                "a push of %d resources, %d characters; %d of them with a note%n",
                nearest.getEntry().size(), push.length(), notes);
        requireSound(validator.errorsInJson(push));
        requireSound(noteThatIsNew());
    }

    /** A push that is refused ends earlier than one that is stored. */
    private static void requireSound(Validation validation) {
        if (!validation.accepted()) {
            throw new IllegalStateException("the push is refused: " + validation.errors());
        }
    }

    @Benchmark
    public Validation seenBefore() {
        return validator.errorsInJson(push);
    }

    @Benchmark
    public Validation noteThatIsNew() {
        return validator.errorsInJson(noted.replace(NUMBER, ++number + "-"));
    }
}
