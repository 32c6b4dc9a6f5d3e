package nl.mgz.gateway.triage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import nl.mgz.gateway.triage.UrgencySet.Condition;
import nl.mgz.gateway.triage.UrgencySet.Kind;
import nl.mgz.gateway.triage.UrgencySet.Question;
import nl.mgz.gateway.triage.UrgencySet.Row;
import org.jspecify.annotations.Nullable;

/**
 * Reads urgency tables, and refuses one that cannot mean what it says: a region that asks for a table must not run without
 * a row of it.
 */
final class UrgencySets {

    private static final String FOLDER = "/nl/mgz/terminology/urgency/";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private final Map<String, UrgencySet> sets = new LinkedHashMap<>();
    private final Map<String, Question> questions = new LinkedHashMap<>();

    private UrgencySets() {}

    /**
     * @param examples ids of those of ours that count
     * @param region folder with a region's own; null for none
     * @throws UnusableUrgencySetException for the first that cannot be used
     */
    static UrgencySets load(List<String> examples, @Nullable Path region) {
        Map<String, JsonNode> files = new LinkedHashMap<>();
        Map<String, String> fileOf = new HashMap<>();
        for (String id : examples) {
            String file = id + ".json";
            files.put(id, ours(file));
            fileOf.put(id, file);
        }
        Set<String> own = new LinkedHashSet<>();
        for (Path path : region == null ? List.<Path>of() : filesOf(region)) {
            String file = String.valueOf(path.getFileName());
            JsonNode tree = read(path, file);
            String id = text(tree, "id", file);
            if (!own.add(id)) {
                throw new UnusableUrgencySetException(file, "", "another file has the id " + id + " too");
            }
            files.put(id, tree); // In the place of an example with this id.
            fileOf.put(id, file);
        }
        UrgencySets all = new UrgencySets();
        Map<String, UrgencySet> read = new LinkedHashMap<>();
        files.forEach((id, tree) -> read.put(id, all.set(tree, String.valueOf(fileOf.get(id)))));
        read.forEach((id, set) -> all.check(set, String.valueOf(fileOf.get(id))));
        return all;
    }

    private static JsonNode ours(String file) {
        try (InputStream in = UrgencySets.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new UnusableUrgencySetException(
                        file, "", "mgz.triage.example-sets names a table that does not come with the gateway");
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> filesOf(Path region) {
        try (Stream<Path> all = Files.list(region)) {
            return all.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UnusableUrgencySetException(
                    "in " + region, "", "mgz.triage.urgency-sets is not a folder that can be read");
        }
    }

    private static JsonNode read(Path path, String file) {
        try {
            return JSON.readTree(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UnusableUrgencySetException(file, "", "no JSON that can be read: " + fault(e));
        }
    }

    /** Without the position in a source that nobody sees. */
    private static String fault(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }

    private static String text(JsonNode tree, String name, String file) {
        String text = tree.path(name).asText("");
        if (text.isBlank()) {
            throw new UnusableUrgencySetException(file, "", "it has no " + name);
        }
        return text;
    }

    private UrgencySet set(JsonNode tree, String file) {
        List<Question> asked = parts(tree, "questions", "question", Question.class, file);
        List<Condition> when = parts(tree, "when", "condition", Condition.class, file);
        List<Row> rows = parts(tree, "rows", "row", Row.class, file);
        Set<String> known = Set.of("id", "version", "title", "example", "source", "questions", "when", "rows");
        tree.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new UnusableUrgencySetException(file, "", "it has a part that no table has: " + name);
            }
        });
        for (Question question : asked) {
            checkQuestion(question, file);
            Question before = questions.putIfAbsent(question.id(), question);
            if (before != null && !before.equals(question)) {
                throw new UnusableUrgencySetException(
                        file, "question " + question.id(), "another table asks something else under this id");
            }
        }
        return new UrgencySet(
                text(tree, "id", file),
                text(tree, "version", file),
                text(tree, "title", file),
                tree.path("example").asBoolean(false),
                text(tree, "source", file),
                asked,
                when,
                rows);
    }

    private static <T> List<T> parts(JsonNode tree, String name, String kind, Class<T> type, String file) {
        List<T> all = new ArrayList<>();
        for (JsonNode one : tree.path(name)) {
            String place = kind + " " + one.path("id").asText(String.valueOf(all.size() + 1));
            try {
                all.add(JSON.treeToValue(one, type));
            } catch (JsonProcessingException e) {
                throw new UnusableUrgencySetException(file, place, fault(e));
            }
        }
        return all;
    }

    private static void checkQuestion(Question question, String file) {
        boolean good = question.id() != null
                && question.id().matches("[a-z0-9-]{1,40}")
                && question.text() != null
                && question.kind() != null
                && (question.kind() == Kind.CHOICE) == (question.choices() != null)
                && (question.kind() == Kind.QUANTITY) == (question.unit() != null)
                && (question.code() == null || question.code().matches("\\S+\\|\\S+"));
        if (!good) {
            throw new UnusableUrgencySetException(
                    file,
                    "question " + question.id(),
                    "it needs an id (a-z, 0-9, -), a text and a kind (yes_no, choice with choices, quantity with unit), and"
                            + " its code is system|code");
        }
    }

    private void check(UrgencySet set, String file) {
        if (set.rows().isEmpty()) {
            throw new UnusableUrgencySetException(file, "", "it has no rows");
        }
        set.when().forEach(condition -> check(condition, file, "when"));
        Set<String> ids = new LinkedHashSet<>();
        for (Row row : set.rows()) {
            String place = "row " + row.id();
            if (row.id() == null || row.urgency() == null || row.why() == null || !ids.add(row.id())) {
                throw new UnusableUrgencySetException(
                        file, place, "it needs an id of its own, an urgency (U0 to U5) and a why");
            }
            if (row.when() == null || row.when().isEmpty()) {
                throw new UnusableUrgencySetException(
                        file, place, "it has no conditions: it would decide on everybody");
            }
            row.when().forEach(condition -> check(condition, file, place));
        }
        sets.put(set.id(), set);
    }

    private void check(Condition condition, String file, String place) {
        Question question = questions.get(String.valueOf(condition.question()));
        if (question == null) {
            throw new UnusableUrgencySetException(file, place, "no table has the question " + condition.question());
        }
        boolean measured = condition.min() != null || condition.below() != null;
        List<String> words = condition.is() == null ? List.of() : condition.is();
        boolean good = switch (question.kind()) {
            case QUANTITY -> measured && words.isEmpty();
            case YES_NO ->
                !measured && !words.isEmpty() && Set.of("true", "false").containsAll(words);
            case CHOICE ->
                !measured
                        && !words.isEmpty()
                        && question.choices() != null
                        && question.choices().keySet().containsAll(words);
        };
        if (!good) {
            throw new UnusableUrgencySetException(
                    file,
                    place,
                    "the condition on " + question.id() + " does not fit its question: "
                            + switch (question.kind()) {
                                case QUANTITY -> "min or below, in " + question.unit();
                                case YES_NO -> "is true or is false";
                                case CHOICE -> "is one or more of " + String.valueOf(question.choices());
                            });
        }
    }

    List<UrgencySet> all() {
        return List.copyOf(sets.values());
    }

    Map<String, Question> questions() {
        return questions;
    }
}
