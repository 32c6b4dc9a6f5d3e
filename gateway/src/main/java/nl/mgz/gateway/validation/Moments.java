package nl.mgz.gateway.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dates and times of one resource, each by its place among the others. Rules compare them with each other, so the
 * place says as much as the moment; where they are written in ways that do not compare at sight they stay what they are.
 */
final class Moments {

    private static final Pattern DATE = Pattern.compile("(?:19|20)\\d\\d-\\d\\d-\\d\\d");
    private static final Pattern INSTANT =
            Pattern.compile(DATE + "T\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-](?:0\\d|1[0-3]):[0-5]\\d)");

    /** What may be a date, a time or a part of one. */
    private static final Pattern MAY_BE_MOMENT = Pattern.compile("\\d{4}(?:-\\d\\d(?:-\\d\\d(?:T.*)?)?)?");

    /** The length of a date, with which a time begins too. */
    private static final int DAY = 10;

    private static final Set<String> NAMES = Set.of(
            "authoredOn",
            "created",
            "creation",
            "date",
            "dateAsserted",
            "dateTime",
            "end",
            "issued",
            "lastModified",
            "lastOccurrence",
            "received",
            "recorded",
            "sent",
            "start",
            "time",
            "when");

    private final TreeSet<String> all = new TreeSet<>();
    private boolean areAllKnown = true;

    private Moments() {}

    static Moments of(JsonNode resource) {
        Moments moments = new Moments();
        moments.collect("", resource);
        if (!moments.areAllKnown || !moments.areWrittenAlike()) {
            moments.all.clear();
        }
        return moments;
    }

    private void collect(String name, JsonNode node) {
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            // Told of the whole resource, and compared with nothing in it.
            if (!"meta".equals(child.getKey())) {
                collect(child.getKey(), child.getValue());
            }
        }
        if (node.isArray()) {
            node.forEach(child -> collect(name, child));
        } else if (node.isTextual() && MAY_BE_MOMENT.matcher(node.textValue()).matches()) {
            areAllKnown &= isNamed(name) && isMoment(node.textValue());
            all.add(node.textValue());
        }
    }

    /** Whether an element of this name holds a date or a time. */
    static boolean isNamed(String name) {
        return name.endsWith("Date") || name.endsWith("DateTime") || NAMES.contains(name);
    }

    /**
     * Days, or times of one length in one offset, are in the order of their letters. A day and a time do not compare at
     * sight: which day a time is on is asked in UTC.
     */
    private boolean areWrittenAlike() {
        return all.stream().map(Moments::form).distinct().count() <= 1;
    }

    private static String form(String moment) {
        return moment.length() == DAY
                ? "day"
                : moment.length() + moment.substring(DAY + "T00:00:00".length()).replaceAll("\\.\\d+", "");
    }

    private static boolean isMoment(String value) {
        return value.length() == DAY ? isDate(value) : isInstant(value);
    }

    private static boolean isDate(String value) {
        try {
            return DATE.matcher(value).matches() && LocalDate.parse(value) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Whether this is a moment with an offset, of this century or the last. */
    static boolean isInstant(String value) {
        try {
            return INSTANT.matcher(value).matches() && OffsetDateTime.parse(value) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** @return null where this is none of them */
    @Nullable
    String place(String moment) {
        if (!all.contains(moment)) {
            return null;
        }
        int days = 0;
        int within = 0;
        String day = "";
        for (String one : all.headSet(moment, true)) {
            String itsDay = one.substring(0, DAY);
            within = itsDay.equals(day) ? within + 1 : 0;
            days += itsDay.equals(day) ? 0 : 1;
            day = itsDay;
        }
        return form(moment) + ' ' + days + ' ' + within;
    }
}
