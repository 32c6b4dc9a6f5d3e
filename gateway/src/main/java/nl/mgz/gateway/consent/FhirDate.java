package nl.mgz.gateway.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Section 3: what stretch of time a written date stands for. */
final class FhirDate {

    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    private static final Pattern DATE = Pattern.compile("(\\d{4})(?:-(\\d\\d)(?:-(\\d\\d)"
            + "(?:T(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d+))?(Z|[+-]\\d\\d:\\d\\d)?)?)?)?");

    private static final Pattern FULL_DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

    private static final int FURTHEST_OFFSET_MINUTES = 14 * 60;

    private FhirDate() {}

    static @Nullable Span interval(String text) {
        Matcher parts = DATE.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        int year = number(parts.group(1));
        int month = parts.group(2) == null ? 1 : number(parts.group(2));
        int day = parts.group(3) == null ? 1 : number(parts.group(3));
        if (!exists(year, month, day)) {
            return null;
        }
        LocalDate first = LocalDate.of(year, month, day);
        return parts.group(4) == null ? days(first, parts) : moment(first, parts);
    }

    /** Whether it is written with seconds and offset. */
    static boolean isInstant(String text) {
        Matcher parts = DATE.matcher(text);
        return parts.matches() && parts.group(8) != null;
    }

    /** An existing full date, or null. */
    static @Nullable LocalDate fullDate(String text) {
        return FULL_DATE.matcher(text).matches() && interval(text) != null ? LocalDate.parse(text) : null;
    }

    /** Completed calendar years in Europe/Amsterdam; who was born on 29 February has the birthday on 1 March in other years. */
    static int age(LocalDate birthDate, long at) {
        LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(at), AMSTERDAM);
        return (int) ChronoUnit.YEARS.between(birthDate, today);
    }

    private static boolean exists(int year, int month, int day) {
        return year >= 1
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth();
    }

    /** A year, a month or a day: up to where the next one begins. */
    private static Span days(LocalDate first, Matcher parts) {
        LocalDate next = parts.group(2) == null
                ? first.plusYears(1)
                : parts.group(3) == null ? first.plusMonths(1) : first.plusDays(1);
        long until = next.getYear() > 9999 ? Long.MAX_VALUE : local(next.atStartOfDay());
        return new Span(local(first.atStartOfDay()), until);
    }

    /** A second, or with a fraction a millisecond. */
    private static @Nullable Span moment(LocalDate date, Matcher parts) {
        int hour = number(parts.group(4));
        int minute = number(parts.group(5));
        int second = number(parts.group(6));
        if (hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        LocalDateTime time = date.atTime(hour, minute, second);
        Long begin = parts.group(8) == null ? Long.valueOf(local(time)) : withOffset(time, parts.group(8));
        if (begin == null) {
            return null;
        }
        String fraction = parts.group(7);
        if (fraction == null) {
            return new Span(begin, begin + 1000);
        }
        long millisecond = begin + number((fraction + "00").substring(0, 3));
        return new Span(millisecond, millisecond + 1);
    }

    private static @Nullable Long withOffset(LocalDateTime time, String offset) {
        if (offset.equals("Z")) {
            return time.toInstant(ZoneOffset.UTC).toEpochMilli();
        }
        int minutes = number(offset.substring(4));
        int all = number(offset.substring(1, 3)) * 60 + minutes;
        if (minutes > 59 || all > FURTHEST_OFFSET_MINUTES) {
            return null;
        }
        int signed = offset.charAt(0) == '-' ? -all : all;
        return time.toInstant(ZoneOffset.UTC).toEpochMilli() - signed * 60_000L;
    }

    /** Local time in Amsterdam. INVARIANT: of a repeated hour the first, a skipped hour with the winter offset. */
    private static long local(LocalDateTime time) {
        return time.toInstant(AMSTERDAM.getRules().getOffset(time)).toEpochMilli();
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
