package nl.mgz.bench.consent;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import nl.mgz.gateway.consent.AccessRequest;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Relation;
import nl.mgz.gateway.consent.AccessRequest.Role;
import nl.mgz.gateway.consent.ConsentPolicy;
import nl.mgz.gateway.consent.Decider;
import nl.mgz.gateway.consent.Decision;
import nl.mgz.gateway.consent.Item;
import nl.mgz.gateway.consent.Item.Category;
import nl.mgz.gateway.consent.Item.Confidentiality;
import nl.mgz.gateway.consent.PatientConsents;
import nl.mgz.gateway.consent.PatientFacts;
import nl.mgz.gateway.consent.Span;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Decisions a second on one core, with the reasons read, for a patient with 2 to 6 consents and 64 resources that differ; and
 * what it costs to read the consents and to prepare a request.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@Threads(1)
public class ConsentDecisionBench {

    private static final Instant NOW = Instant.parse("2026-07-01T08:00:00Z");
    private static final String ANNA = "Patient/anna";
    private static final int ITEMS = 64;

    @Param({"2", "4", "6"})
    private int consents;

    @Param({"treatment", "emergency"})
    private String request;

    private List<Object> trees;
    private AccessRequest asked;
    private PatientConsents compiled;
    private Decider decider;
    private Item[] items;
    private int next;

    @Setup(Level.Trial)
    public void prepare() {
        trees = new ArrayList<>(allConsents().subList(0, consents));
        asked = request.equals("treatment") ? treatment() : emergency();
        compiled = compile();
        decider = compiled.decider(asked);
        Random random = new Random(7);
        items = new Item[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            items[i] = item(i, random);
        }
    }

    /**
     * Decisions for a second of processor time: on a machine that is shared, what a core does and not how much of it was ours.
     */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Processor {

        private long decisions;
        private long start;
        private long nanoseconds;

        @Setup(Level.Iteration)
        public void begin() {
            decisions = 0;
            start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        @TearDown(Level.Iteration)
        public void end() {
            nanoseconds = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        }

        /** Read by JMH after each iteration. */
        public double decisionsPerProcessorSecond() {
            return decisions * 1e9 / nanoseconds;
        }
    }

    private PatientConsents compile() {
        PatientFacts facts = new PatientFacts(LocalDate.of(1961, 5, 4), List.of());
        return PatientConsents.compile(ANNA, facts, trees, Map.of(), ConsentPolicy.defaults());
    }

    /** One decision on one resource, its reasons looked at. */
    @Benchmark
    public void decide(Blackhole sink, Processor processor) {
        processor.decisions++;
        Decision decision = decider.decide(items[next++ & (ITEMS - 1)]);
        sink.consume(decision.rule());
        sink.consume(decision.reasons().results());
    }

    /** What a request costs before its first resource. */
    @Benchmark
    public Decider prepareRequest() {
        return compiled.decider(asked);
    }

    /** What a patient costs before the first request. */
    @Benchmark
    public PatientConsents readConsents() {
        return compile();
    }

    private static AccessRequest treatment() {
        return AccessRequest.at(NOW)
                .organisation("Organization/vg-linde", OrgCategory.DISABILITY_CARE)
                .partOf(List.of("Organization/vg-groep"))
                .user("Practitioner/a", Role.NURSE)
                .purpose(Purpose.TREAT)
                .patient(ANNA, Relation.TREATMENT)
                .build();
    }

    /** The dear one: both runs, for whatever the first does not permit. */
    private static AccessRequest emergency() {
        return AccessRequest.at(NOW)
                .organisation("Organization/seh-mc", OrgCategory.EMERGENCY)
                .user("Practitioner/seh", Role.PHYSICIAN)
                .purpose(Purpose.ETREAT)
                .patient(ANNA, Relation.NONE)
                .breakGlassAuthorised(true)
                .build();
    }

    private static Item item(int number, Random random) {
        Category[] categories = {Category.SUMMARY, Category.MEDICATION, Category.PROBLEM, Category.OBSERVATION};
        String[] types = {"Bundle", "MedicationStatement", "Condition", "Observation"};
        int kind = random.nextInt(4);
        return Item.of(
                        types[kind],
                        "r" + number,
                        random.nextInt(4) == 0 ? "Organization/gp-west" : "Organization/gp-oost")
                .patient(ANNA)
                .category(categories[kind])
                .confidentiality(random.nextInt(4) == 0 ? Confidentiality.R : Confidentiality.N)
                .sensitivity(random.nextInt(5) == 0 ? List.of("PSY") : List.of())
                .codes(List.of("73211009"))
                .date(Span.ofDate(random.nextBoolean() ? "2022-06-30" : "2026-05-01"))
                .related(List.of("Encounter/e" + random.nextInt(3)))
                .build();
    }

    /** From a general no and a yes for treatment to nested exceptions, labels, data and periods. */
    private static List<Object> allConsents() {
        return List.of(
                consent(
                        "c1",
                        Map.of(
                                "type", "permit",
                                "purpose", codes("TREAT"),
                                "securityLabel", codes("N", "R"),
                                "provision", List.of(Map.of("type", "deny", "actor", actors("Organization/vg-berk"))))),
                consent("c2", Map.of("type", "deny", "securityLabel", codes("PSY"))),
                consent(
                        "c3",
                        Map.of("type", "deny", "actor", actors("Group/cat-disability-care", "Group/cat-emergency"))),
                consent(
                        "c4",
                        Map.of(
                                "type", "permit",
                                "actor", actors("Organization/vg-groep", "Organization/seh-mc"),
                                "purpose", codes("TREAT", "BTG"),
                                "securityLabel", codes("N", "R", "PSY"))),
                consent(
                        "c5",
                        Map.of(
                                "type", "deny",
                                "dataPeriod", Map.of("start", "2022-01-01", "end", "2022-12-31"),
                                "provision", List.of(Map.of("type", "permit", "class", codes("medication"))))),
                consent(
                        "c6",
                        Map.of(
                                "type",
                                "deny",
                                "data",
                                List.of(Map.of("meaning", "related", "reference", reference("Encounter/e1"))))));
    }

    private static Map<String, Object> consent(String id, Map<String, Object> provision) {
        return Map.ofEntries(
                Map.entry("resourceType", "Consent"),
                Map.entry("id", id),
                Map.entry("status", "active"),
                Map.entry("scope", Map.of("coding", codes("patient-privacy"))),
                Map.entry("patient", reference(ANNA)),
                Map.entry("dateTime", "2026-01-10T09:00:00+01:00"),
                Map.entry("performer", List.of(reference(ANNA))),
                Map.entry("organization", List.of(reference("Organization/region"), reference("Organization/gp-oost"))),
                Map.entry("policy", List.of(Map.of("uri", "urn:policy:regional-exchange:v1"))),
                Map.entry("provision", provision));
    }

    private static Map<String, Object> reference(String reference) {
        return Map.of("reference", reference);
    }

    private static List<Object> codes(String... codes) {
        List<Object> all = new ArrayList<>();
        for (String code : codes) {
            all.add(Map.of("code", code));
        }
        return all;
    }

    private static List<Object> actors(String... references) {
        List<Object> all = new ArrayList<>();
        for (String reference : references) {
            all.add(Map.of("reference", reference(reference)));
        }
        return all;
    }
}
