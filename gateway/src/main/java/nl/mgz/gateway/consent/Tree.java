package nl.mgz.gateway.consent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place in an untyped tree, as a JSON parser gives it. What is malformed there (section 2.1) is noted with its path in a
 * list that all places of one tree share, and reads as absent.
 */
final class Tree {

    private final Map<?, ?> members;
    private final String path;
    private final List<String> problems;

    private Tree(@Nullable Object value, String path, List<String> problems) {
        this.path = path;
        this.problems = problems;
        if (value instanceof Map<?, ?> map) {
            this.members = map;
        } else {
            this.members = Map.of();
            problems.add(path + " is not an object");
        }
    }

    static Tree of(String name, @Nullable Object value) {
        return new Tree(value, name, new ArrayList<>());
    }

    List<String> problems() {
        return problems;
    }

    String path() {
        return path;
    }

    void problem(String text) {
        problems.add(text);
    }

    boolean has(String key) {
        return members.containsKey(key);
    }

    boolean isEmptyList(String key) {
        return value(key) instanceof List<?> list && list.isEmpty();
    }

    boolean isNull(String key) {
        return has(key) && value(key) == null;
    }

    private @Nullable Object value(String key) {
        return members.get(key);
    }

    private String at(String key) {
        return path + "." + key;
    }

    /** A text that is not empty; null when absent or malformed. */
    @Nullable
    String text(String key) {
        return has(key) ? text(value(key), at(key)) : null;
    }

    private @Nullable String text(@Nullable Object value, String where) {
        if (value instanceof String text && !text.isEmpty()) {
            return text;
        }
        problem(where + " is not a text");
        return null;
    }

    /** A text that must be there; empty when it is not. */
    String needed(String key) {
        if (!has(key)) {
            problem(at(key) + " is missing");
        }
        return Objects.requireNonNullElse(text(key), "");
    }

    /** A text that may be empty. */
    String anyText(String key) {
        if (has(key) && !(value(key) instanceof String)) {
            problem(at(key) + " is not a text");
        }
        return value(key) instanceof String text ? text : "";
    }

    boolean flag(String key) {
        if (has(key) && !(value(key) instanceof Boolean)) {
            problem(at(key) + " is not a boolean");
        }
        return Boolean.TRUE.equals(value(key));
    }

    /** An object that may be absent. */
    @Nullable
    Tree object(String key) {
        return has(key) ? new Tree(value(key), at(key), problems) : null;
    }

    /** An object that must be there. */
    Tree neededObject(String key) {
        return new Tree(value(key), at(key), problems);
    }

    /** Objects; absent is an empty list. */
    List<Tree> objects(String key) {
        List<Tree> objects = new ArrayList<>();
        for (Object value : list(key)) {
            objects.add(new Tree(value, at(key) + "[" + objects.size() + "]", problems));
        }
        return objects;
    }

    /** Texts that are not empty; absent is an empty list. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object value : list(key)) {
            String text = text(value, at(key));
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    private List<?> list(String key) {
        if (has(key) && !(value(key) instanceof List)) {
            problem(at(key) + " is not a list");
        }
        return value(key) instanceof List<?> list ? list : List.of();
    }

    /** The members of a list as they are; absent is an empty list. */
    List<Object> values(String key) {
        return new ArrayList<>(list(key));
    }

    /** A date or dateTime that has an interval. */
    @Nullable
    Span date(String key) {
        return noted(key, Span.ofDate(text(key)), " is not a date");
    }

    /** A dateTime with seconds and offset. */
    @Nullable
    Span instant(String key) {
        return noted(key, Span.ofInstant(text(key)), " is not a dateTime with seconds and offset");
    }

    /** A period; null when absent or malformed. */
    @Nullable
    Span period(String key) {
        Tree period = object(key);
        return period == null ? null : period.asPeriod();
    }

    /** This place read as a period. */
    @Nullable
    Span asPeriod() {
        int before = problems.size();
        String start = text("start");
        String end = text("end");
        Span span = Span.ofPeriod(start, end);
        if (span == null) {
            problem(path + " is not a period that ends after it starts");
        }
        return problems.size() == before ? span : null;
    }

    private @Nullable Span noted(String key, @Nullable Span span, String otherwise) {
        if (has(key) && span == null) {
            problem(at(key) + otherwise);
        }
        return span;
    }

    /** Notes a null at any depth, also in a member that nothing reads. */
    void refuseNulls() {
        refuseNullsExceptIn(Set.of());
    }

    /** As {@link #refuseNulls}; the members named are looked at later. */
    void refuseNullsExceptIn(Set<String> later) {
        members.forEach((key, value) -> {
            if (!(key instanceof String name && later.contains(name))) {
                walk(value, at(String.valueOf(key)), place -> place.value() == null ? " is null" : null);
            }
        });
    }

    /** Notes an empty list at any depth. */
    void refuseEmptyLists() {
        walk(members, path, place -> place.value() instanceof List<?> list && list.isEmpty() ? " is empty" : null);
    }

    private record Place(@Nullable Object value, String path) {}

    private interface Check {
        @Nullable
        String fault(Place place);
    }

    /** INVARIANT: no recursion, so that no depth of the input ends in a stack overflow. */
    private void walk(@Nullable Object start, String name, Check check) {
        Deque<Place> open = new ArrayDeque<>();
        open.push(new Place(start, name));
        while (!open.isEmpty()) {
            Place place = open.pop();
            String fault = check.fault(place);
            if (fault != null) {
                problem(place.path() + fault);
            }
            if (place.value() instanceof Map<?, ?> map) {
                map.forEach((key, value) -> open.push(new Place(value, place.path() + "." + key)));
            } else if (place.value() instanceof Collection<?> list) {
                list.forEach(value -> open.push(new Place(value, place.path() + "[]")));
            }
        }
    }
}
