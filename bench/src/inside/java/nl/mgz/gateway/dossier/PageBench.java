package nl.mgz.gateway.dossier;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import nl.mgz.bench.region.RegionRecord;
import nl.mgz.gateway.labels.Labels;
import org.hl7.fhir.instance.model.api.IBaseResource;
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
 * One page of a patient's record, over all resources of eight clients in turn: to write it, to find whom it names, and to read it as a
 * document does that is made of it. It stands in this package for {@link PageWriting}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@Threads(1)
public class PageBench {

    private final FhirContext context = FhirContext.forR4Cached();
    private final PageWriting writing = new PageWriting(context);
    private List<Resource> resources = List.of();
    private List<String> pages = List.of();
    private int next;

    @Setup
    public void read() {
        resources = IntStream.range(0, 8)
                .mapToObj(RegionRecord::of)
                .flatMap(record -> record.resources().stream())
                .map(RegionRecord.Held::resource)
                .toList();
        pages = resources.stream()
                .map(one -> writing.content(one, Labels.NORMAL))
                .toList();
        System.out.printf(
                "%d pages, %.0f characters each%n",
                pages.size(), pages.stream().mapToInt(String::length).average().orElse(0));
    }

    private int next() {
        next = (next + 1) % resources.size();
        return next;
    }

    @Benchmark
    public String write() {
        return writing.content(resources.get(next()), Labels.NORMAL);
    }

    @Benchmark
    public Set<String> names() {
        return writing.names(resources.get(next()));
    }

    @Benchmark
    public IBaseResource parse() {
        return context.newJsonParser().parseResource(pages.get(next()));
    }
}
