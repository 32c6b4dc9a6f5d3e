package nl.mgz.gateway.consent;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cases with their answers, as a file holds them: each inlined, or compact with shared objects by name. */
final class Vectors {

    static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    /** One case; the members are trees, malformed ones included. */
    record Vector(Map<String, Object> tree) {

        static Vector parse(String line) throws IOException {
            return new Vector(JSON.readValue(line, new TypeReference<Map<String, Object>>() {}));
        }

        Decision decide(ConsentPolicy policy) {
            return ConsentRules.decide(
                    tree.get("request"),
                    tree.get("resource"),
                    tree.get("consents"),
                    tree.containsKey("patients") ? tree.get("patients") : Map.of(),
                    tree.containsKey("parties") ? tree.get("parties") : Map.of(),
                    policy);
        }

        String name() {
            return tree.get("id") + " " + tree.get("title");
        }

        /** Empty when outcome, rule and (where the case names them) obligations are as expected. */
        String difference(Decision decision) {
            List<String> obligations =
                    decision.obligations().stream().map(Enum::name).toList();
            boolean same = decision.outcome().code().equals(tree.get("expected"))
                    && decision.rule().name().equals(tree.get("rule"))
                    && (!tree.containsKey("obligations") || obligations.equals(tree.get("obligations")));
            return same
                    ? ""
                    : name() + ": expected " + tree.get("expected") + " " + tree.get("rule") + " "
                            + tree.get("obligations") + ", got "
                            + decision.outcome().code() + " " + decision.rule()
                            + " " + obligations;
        }
    }

    static List<Vector> read(Path file) throws IOException {
        Map<String, Object> document = JSON.readValue(file.toFile(), new TypeReference<Map<String, Object>>() {});
        List<Vector> vectors = new ArrayList<>();
        for (Object vector : (List<?>) document.get("vectors")) {
            Map<String, Object> tree = copy(vector);
            vectors.add(new Vector(document.containsKey("shared") ? inline(tree, copy(document.get("shared"))) : tree));
        }
        return vectors;
    }

    private static Map<String, Object> inline(Map<String, Object> vector, Map<String, Object> shared) {
        Map<String, Object> tree = new LinkedHashMap<>(vector);
        List<Object> consents = new ArrayList<>();
        for (Object consent : (List<?>) vector.get("consents")) {
            consents.add(withoutNulls(
                    consent instanceof String ? copy(shared.get("consents")).get(consent) : consent));
        }
        tree.put("consents", consents);
        tree.put("resource", over(vector.get("resource"), shared.get("resources")));
        Map<String, Object> request = copy(over(vector.get("request"), shared.get("requesters")));
        List<Object> tasks = new ArrayList<>();
        Object given = vector.get("request") instanceof Map<?, ?> own ? own.get("tasks") : null;
        for (Object task : given instanceof List<?> list ? list : List.of()) {
            tasks.add(over(task, shared.get("tasks")));
        }
        request.put("tasks", tasks);
        tree.put("request", request);
        tree.put("patients", shared.get("patients"));
        tree.put("parties", shared.get("parties"));
        return tree;
    }

    /** A name of a shared object, or an object that changes a shared one. */
    private static Object over(Object given, Object table) {
        if (given instanceof String name) {
            return withoutNulls(copy(table).get(name));
        }
        Map<String, Object> own = copy(given);
        Object base = own.remove("base");
        Map<String, Object> all =
                base == null ? new LinkedHashMap<>() : copy(copy(table).get(base));
        all.putAll(own);
        return withoutNulls(all);
    }

    /** In the compact form a null takes a member away. */
    private static Object withoutNulls(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> kept = new LinkedHashMap<>();
            map.forEach((key, member) -> {
                if (member != null) {
                    kept.put((String) key, withoutNulls(member));
                }
            });
            return kept;
        }
        return value instanceof List<?> list
                ? list.stream().map(Vectors::withoutNulls).toList()
                : value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> copy(Object value) {
        return new LinkedHashMap<>((Map<String, Object>) value);
    }
}
