package nl.mgz.gateway.labels;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import nl.mgz.gateway.labels.RuleSet.CodeList;
import nl.mgz.gateway.labels.RuleSet.CodeSystemUse;
import nl.mgz.gateway.labels.RuleSet.Matching;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The rule sets that this node works with, ready to be asked.
 *
 * <p>INVARIANT: a region's file adds sets and does without sets; it never changes one of ours.
 */
final class CodeRules {

    /** Counts up when this code labels the same data by the same files in another way. */
    private static final int WAY = 1;

    private static final String FOLDER = "nl/mgz/terminology/labels/";
    private static final String SYSTEMS = "systems.json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** What a region gives in its own file. */
    record Region(
            String version,
            @Nullable List<String> without,
            @Nullable List<RuleSet> rules) {}

    private enum Kind {
        SURE,
        VAGUE,
        LEFT_OUT
    }

    private record Hit(RuleSet set, Kind kind) {}

    private record Range(String from, String to, Hit hit) {

        private boolean holds(String code) {
            if (code.length() < from.length()) {
                return false;
            }
            String beginning = code.substring(0, from.length());
            return beginning.compareTo(from) >= 0 && beginning.compareTo(to) <= 0;
        }
    }

    private record Codes(Matching matching, Map<String, List<Hit>> exact, List<Range> ranges) {}

    private final List<RuleSet> sets;
    private final String version;
    private final Map<String, Codes> bySystem = new HashMap<>();

    private CodeRules(List<CodeSystemUse> systems, List<RuleSet> sets, String version) {
        this.sets = List.copyOf(sets);
        this.version = version;
        for (CodeSystemUse use : systems) {
            Codes codes = new Codes(use.matching(), new HashMap<>(), new ArrayList<>());
            bySystem.put(use.system(), codes);
            use.also().forEach(address -> bySystem.put(address, codes));
        }
        sets.forEach(this::add);
    }

    /**
     * Ours and those of the region.
     *
     * @throws UncheckedIOException when a file cannot be read: a region that asks for rules must not run without them
     */
    static CodeRules load(@Nullable Path region) {
        TreeMap<String, byte[]> files = ours();
        try {
            List<CodeSystemUse> systems = Arrays.asList(JSON.readValue(files.get(SYSTEMS), CodeSystemUse[].class));
            List<RuleSet> sets = new ArrayList<>();
            List<String> versions = new ArrayList<>();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                if (!file.getKey().equals(SYSTEMS)) {
                    sets.add(JSON.readValue(file.getValue(), RuleSet.class));
                }
            }
            sets.forEach(set -> versions.add(set.version()));
            if (region != null) {
                byte[] file = Files.readAllBytes(region);
                files.put("~region", file);
                Region own = JSON.readValue(file, Region.class);
                apply(own, sets);
                versions.add(own.version());
            }
            return new CodeRules(systems, sets, highest(versions) + "-" + digest(files));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read the rule sets of labels" + (region == null ? "" : " with " + region), e);
        }
    }

    private static void apply(Region region, List<RuleSet> sets) {
        List<String> without = region.without() == null ? List.of() : region.without();
        List<RuleSet> added = region.rules() == null ? List.of() : region.rules();
        List<String> ids = sets.stream().map(RuleSet::id).toList();
        if (!ids.containsAll(without)) {
            throw new IllegalArgumentException(
                    "mgz.labels.rules does without a rule set that is not there; there are " + ids);
        }
        sets.removeIf(set -> without.contains(set.id()));
        for (RuleSet one : added) {
            if (sets.stream().anyMatch(set -> set.id().equals(one.id()))) {
                throw new IllegalArgumentException(
                        "mgz.labels.rules has a rule set with an id that is taken: " + one.id());
            }
            sets.add(one);
        }
    }

    private static TreeMap<String, byte[]> ours() {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try {
            for (Resource file : new PathMatchingResourcePatternResolver(CodeRules.class.getClassLoader())
                    .getResources("classpath*:" + FOLDER + "*.json")) {
                try (InputStream in = file.getInputStream()) {
                    files.put(String.valueOf(file.getFilename()), in.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!files.containsKey(SYSTEMS) || files.size() < 2) {
            throw new IllegalStateException("the rule sets of labels are not on the class path");
        }
        return files;
    }

    private static String highest(List<String> versions) {
        versions.forEach(one -> {
            if (one == null || !one.matches("\\d{1,5}(\\.\\d{1,5}){0,2}")) {
                throw new IllegalArgumentException("a rule set has a version such as 1.2.0, not " + one);
            }
        });
        return versions.stream().max(Comparator.comparing(CodeRules::sortable)).orElseThrow();
    }

    private static String sortable(String version) {
        StringBuilder text = new StringBuilder();
        for (String part : version.split("\\.")) {
            text.append("%05d".formatted(Integer.parseInt(part)));
        }
        return text.toString();
    }

    private static String digest(Map<String, byte[]> files) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((byte) WAY);
            files.forEach((name, bytes) -> {
                sha.update((name + ":" + bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                sha.update(bytes);
            });
            return HexFormat.of().formatHex(sha.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(RuleSet set) {
        set.lists().forEach(list -> add(list, new Hit(set, list.isVague() ? Kind.VAGUE : Kind.SURE)));
        leftOut(set).forEach(list -> add(list, new Hit(set, Kind.LEFT_OUT)));
    }

    private static List<CodeList> leftOut(RuleSet set) {
        return set.leftOut() == null ? List.of() : set.leftOut();
    }

    private void add(CodeList list, Hit hit) {
        Codes codes = bySystem.computeIfAbsent(
                list.system(), system -> new Codes(Matching.EXACT, new HashMap<>(), new ArrayList<>()));
        for (String code : list.include()) {
            if (codes.matching() == Matching.CATEGORY) {
                codes.ranges().add(range(code, hit));
            } else {
                codes.exact().computeIfAbsent(code, one -> new ArrayList<>()).add(hit);
            }
        }
    }

    /** Some write the dots of a category's code, some do not. */
    private static String plain(String code) {
        return code.strip().replace(".", "").toUpperCase(Locale.ROOT);
    }

    private static Range range(String text, Hit hit) {
        String[] ends = plain(text).split("-", 2);
        Range range = new Range(ends[0], ends[ends.length - 1], hit);
        if (range.from().isEmpty()
                || range.from().length() != range.to().length()
                || range.from().compareTo(range.to()) > 0) {
            throw new IllegalArgumentException("not a code and not a range of codes: " + text);
        }
        return range;
    }

    /** Which rules these are: other files, other version. */
    String version() {
        return version;
    }

    List<RuleSet> sets() {
        return sets;
    }

    /** Adds what one concept, in one or more codings, says to the labels. */
    void addTo(Set<String> labels, List<Coding> concept) {
        List<Hit> hits = List.of();
        for (Coding coding : concept) {
            List<Hit> more = hits(coding);
            if (!more.isEmpty()) {
                hits = Stream.concat(hits.stream(), withoutLeftOut(more).stream())
                        .toList();
            }
        }
        for (Hit hit : hits) {
            if (hit.kind() == Kind.SURE
                    || hit.kind() == Kind.VAGUE && !hits.contains(new Hit(hit.set(), Kind.LEFT_OUT))) {
                labels.addAll(hit.set().sensitivity());
            }
        }
    }

    private static List<Hit> withoutLeftOut(List<Hit> hits) {
        return hits.stream()
                .filter(hit -> hit.kind() == Kind.LEFT_OUT || !hits.contains(new Hit(hit.set(), Kind.LEFT_OUT)))
                .toList();
    }

    private List<Hit> hits(Coding coding) {
        Codes codes = coding.getSystem() == null ? null : bySystem.get(coding.getSystem());
        String code = coding.getCode();
        if (codes == null || code == null) {
            return List.of();
        }
        return switch (codes.matching()) {
            case EXACT -> codes.exact().getOrDefault(code, List.of());
            case CATEGORY -> ranges(codes, plain(code));
            case CONCEPTS -> concepts(codes, code);
        };
    }

    private static List<Hit> ranges(Codes codes, String code) {
        List<Hit> hits = null;
        for (Range range : codes.ranges()) {
            if (range.holds(code)) {
                hits = hits == null ? new ArrayList<>() : hits;
                hits.add(range.hit());
            }
        }
        return hits == null ? List.of() : hits;
    }

    private static List<Hit> concepts(Codes codes, String code) {
        boolean plain = code.chars().allMatch(c -> c >= '0' && c <= '9');
        if (plain) {
            return codes.exact().getOrDefault(code, List.of());
        }
        return Arrays.stream(code.split("[^0-9]+"))
                .flatMap(one -> codes.exact().getOrDefault(one, List.of()).stream())
                .toList();
    }
}
