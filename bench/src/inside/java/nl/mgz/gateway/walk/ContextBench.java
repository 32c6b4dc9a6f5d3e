package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nl.mgz.bench.region.RegionRecord;
import nl.mgz.gateway.consent.fhir.BenchRows;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consult.OnCall;
import nl.mgz.gateway.summary.PatientDocument;
import nl.mgz.gateway.summary.Statement;
import nl.mgz.gateway.triage.context.TriageContext;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
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
 * The document of a triage context for eight clients in turn, without database, decisions and HTTP: to choose what is needed, to read
 * the pages, to put the document together and to write it. The caller may see everything and nobody is on call. It stands in this
 * package for {@link DocumentText}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(2)
@Threads(1)
public class ContextBench {

    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private static final OnCall.Now NOBODY = new OnCall.Now(List.of(), List.of());

    /** One patient: rows of everything, statements and pages of what is needed. */
    private record Example(
            String patient,
            List<Items.Row> rows,
            List<Statement> statements,
            Map<Resource, String> pages,
            List<Resource> named) {}

    private final FhirContext context = FhirContext.forR4Cached();
    private List<Example> examples = List.of();
    private List<Bundle> documents = List.of();
    private int next;

    @Setup
    public void read() {
        examples = IntStream.range(0, 8)
                .mapToObj(client -> example(RegionRecord.of(client)))
                .toList();
        documents = examples.stream().map(this::document).toList();
        System.out.printf(
                "%.0f resources in a record, %.0f of them needed; %.0f characters in a document%n",
                examples.stream().mapToInt(one -> one.rows().size()).average().orElse(0),
                examples.stream()
                        .mapToInt(one -> one.statements().size())
                        .average()
                        .orElse(0),
                IntStream.range(0, examples.size())
                        .mapToObj(i -> text(examples.get(i), documents.get(i)))
                        .mapToInt(String::length)
                        .average()
                        .orElse(0));
    }

    private Example example(RegionRecord record) {
        List<Items.Row> rows = record.resources().stream()
                .map(one -> BenchRows.of(one.resource(), record.patient(), one.ura()))
                .toList();
        Set<String> needed =
                TriageContext.needed(rows).stream().map(Items.Row::id).collect(Collectors.toCollection(HashSet::new));
        List<Statement> statements = record.resources().stream()
                .filter(one -> needed.contains(one.resource().getIdElement().getIdPart()))
                .map(one -> new Statement(one.resource(), one.ura(), "organisatie met URA " + one.ura()))
                .toList();
        IParser parser = context.newJsonParser();
        Map<Resource, String> pages = new HashMap<>();
        statements.forEach(one -> pages.put(one.resource(), parser.encodeResourceToString(one.resource())));
        record.directory().forEach(one -> pages.put(one, parser.encodeResourceToString(one)));
        return new Example(record.patient(), rows, statements, pages, record.directory());
    }

    private int next() {
        next = (next + 1) % examples.size();
        return next;
    }

    private Bundle document(Example one) {
        Bundle document = TriageContext.of(
                one.patient(), one.statements(), one.named(), NOBODY, "https://gateway.example.nl/fhir", NOW);
        PatientDocument.stamp(document, UUID.nameUUIDFromBytes(new byte[16]), NOW);
        return document;
    }

    /** What has no page, such as the Composition's companions, is encoded as in an answer. */
    private String text(Example one, Bundle document) {
        IParser parser = context.newJsonParser();
        return new DocumentText(resource -> {
                    String page = one.pages().get(resource);
                    return page == null ? parser.encodeResourceToString(resource) : page;
                })
                .of(document);
    }

    @Benchmark
    public List<Items.Row> choose() {
        return TriageContext.needed(examples.get(next()).rows());
    }

    /** Of all pages that one document needs of the record; those of the directory are remembered by the gateway. */
    @Benchmark
    public int parse() {
        Example one = examples.get(next());
        IParser parser = context.newJsonParser();
        int parsed = 0;
        for (Statement statement : one.statements()) {
            parsed += parser.parseResource(one.pages().get(statement.resource())).isEmpty() ? 0 : 1;
        }
        return parsed;
    }

    /** Looks for the references of what it shows; in the gateway who is named was looked up before, and that is used again. */
    @Benchmark
    public Bundle assemble() {
        return document(examples.get(next()));
    }

    @Benchmark
    public String write() {
        int one = next();
        return text(examples.get(one), documents.get(one));
    }
}
