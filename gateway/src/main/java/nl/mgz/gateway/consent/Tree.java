package nl.mgz.gateway.consent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A place in an untyped tree, as a JSON parser gives it. What is malformed there (section 2.1) is noted with its path in a
 * list that all places of one tree share, and reads as absent.
 */
final class Tree {

    private static final int NO_INDEX = -1;

    private final Map<?, ?> members;
    private final @Nullable Tree parent;
    private final String key;
    private final int index;
    private final List<String> problems;

    private Tree(@Nullable Object value, @Nullable Tree parent, String key, int index, List<String> problems) {
        this.parent = parent;
        this.key = key;
        this.index = index;
        this.problems = problems;
        if (value instanceof Map<?, ?> map) {
            this.members = map;
        } else {
            this.members = Map.of();
            problems.add(path() + " is not an object");
        }
    }

    static Tree of(String name, @Nullable Object value) {
        return new Tree(value, null, name, NO_INDEX, new ArrayList<>());
    }

    private Tree child(@Nullable Object value, String name, int place) {
        return new Tree(value, this, name, place, problems);
    }

    /** The element's path, written only when somebody asks. */
    String path() {
        String own = index == NO_INDEX ? key : key + "[" + index + "]";
        return parent == null ? own : parent.path() + "." + own;
    }

    List<String> problems() {
        return problems;
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

    private String at(String name) {
        return path() + "." + name;
    }

    /** A text that is not empty; null when absent or malformed. */
    @Nullable
    String text(String key) {
        return has(key) ? text(value(key), key) : null;
    }

    private @Nullable String text(@Nullable Object value, String key) {
        if (value instanceof String text && !text.isEmpty()) {
            return text;
        }
        problem(at(key) + " is not a text");
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
        return has(key) ? child(value(key), key, NO_INDEX) : null;
    }

    /** An object that must be there. */
    Tree neededObject(String key) {
        return child(value(key), key, NO_INDEX);
    }

    /** Objects; absent is an empty list. */
    List<Tree> objects(String key) {
        List<Tree> objects = new ArrayList<>();
        for (Object value : list(key)) {
            objects.add(child(value, key, objects.size()));
        }
        return objects;
    }

    /** Texts that are not empty; absent is an empty list. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object value : list(key)) {
            String text = text(value, key);
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
            problem(path() + " is not a period that ends after it starts");
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
            String name = String.valueOf(key);
            if (!later.contains(name) && holds(value, Objects::isNull)) {
                problem(at(name) + " is or holds a null");
            }
        });
    }

    /** Notes an empty list at any depth. */
    void refuseEmptyLists() {
        members.forEach((key, value) -> {
            if (holds(value, place -> place instanceof List<?> list && list.isEmpty())) {
                problem(at(String.valueOf(key)) + " is or holds an empty list");
            }
        });
    }

    /** INVARIANT: no recursion, so that no depth of the input ends in a stack overflow. */
    private static boolean holds(@Nullable Object value, Predicate<@Nullable Object> fault) {
        List<@Nullable Object> open = new ArrayList<>();
        open.add(value);
        while (!open.isEmpty()) {
            Object place = open.remove(open.size() - 1);
            if (fault.test(place)) {
                return true;
            }
            if (place instanceof Map<?, ?> map) {
                open.addAll(map.values());
            } else if (place instanceof Collection<?> list) {
                open.addAll(list);
            }
        }
        return false;
    }
}
