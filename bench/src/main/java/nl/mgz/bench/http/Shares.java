package nl.mgz.bench.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Which part of the gateway the threads that answer requests work in. A sample counts for the innermost part that is on its stack and
 * for no other, so that the shares add up to 100: what a part has others do for it is theirs.
 */
final class Shares {

    private static final String REST = "HAPI's REST layer and the rest";

    /** Prefixes of class names; a class belongs to the first part that has one of it. */
    private static final Map<String, List<String>> PARTS = parts();

    private Shares() {}

    private static Map<String, List<String>> parts() {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        parts.put("document making", of("summary.", "triage.", "walk.DocumentText"));
        parts.put("dossier", of("dossier.", "walk.PagedAnswers"));
        parts.put("consent", of("consent."));
        parts.put("audit", of("audit."));
        parts.put("identity and limits", of("identity.", "limits."));
        parts.put("validation", of("validation."));
        parts.put("storage", List.of("ca.uhn.fhir.jpa."));
        return parts;
    }

    private static List<String> of(String... packages) {
        return List.of(packages).stream().map("nl.mgz.gateway."::concat).toList();
    }

    /** @return parts of a hundred by part, the parts in one order; empty where the recording has no such sample */
    static Map<String, Double> of(Path recording) throws IOException {
        Map<String, Integer> counts = new LinkedHashMap<>();
        PARTS.keySet().forEach(part -> counts.put(part, 0));
        counts.put(REST, 0);
        int all = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && isOfRequest(event)) {
                    counts.merge(part(event), 1, Integer::sum);
                    all++;
                }
            }
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        if (all > 0) {
            int total = all;
            counts.forEach((part, count) -> shares.put(part, 100.0 * count / total));
        }
        return shares;
    }

    private static boolean isOfRequest(RecordedEvent sample) {
        RecordedThread thread = sample.getThread("sampledThread");
        return thread != null
                && thread.getJavaName() != null
                && thread.getJavaName().contains("exec");
    }

    private static String part(RecordedEvent sample) {
        if (sample.getStackTrace() == null) {
            return REST;
        }
        return sample.getStackTrace().getFrames().stream()
                .flatMap(frame -> part(frame).stream())
                .findFirst()
                .orElse(REST);
    }

    private static Optional<String> part(RecordedFrame frame) {
        RecordedClass type = frame.isJavaFrame() ? frame.getMethod().getType() : null;
        return PARTS.entrySet().stream()
                .filter(part -> type != null
                        && part.getValue().stream()
                                .anyMatch(prefix -> type.getName().startsWith(prefix)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    public static void main(String[] args) throws IOException {
        System.out.println("| part | share of samples |");
        System.out.println("| --- | --- |");
        of(Path.of(args[0])).forEach((part, share) -> System.out.printf(Locale.ROOT, "| %s | %.1f%% |%n", part, share));
    }
}
