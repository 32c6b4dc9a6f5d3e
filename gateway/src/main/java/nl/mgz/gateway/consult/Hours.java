package nl.mgz.gateway.consult;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.jspecify.annotations.Nullable;

/**
 * Times of the week at which a service is open or somebody is on duty, in Dutch time. A shift that ends before it begins
 * goes on into the next day.
 *
 * @param days none: every day
 * @param from null: the whole day
 */
record Hours(
        Set<DayOfWeek> days,
        @Nullable LocalTime from,
        @Nullable LocalTime until) {

    static List<Hours> of(HealthcareService service) {
        return service.getAvailableTime().stream()
                .map(one -> of(
                        one.getDaysOfWeek().stream().map(day -> day.getValue().toCode()),
                        one.getAllDay(),
                        one.getAvailableStartTime(),
                        one.getAvailableEndTime()))
                .toList();
    }

    static List<Hours> of(PractitionerRole role) {
        return role.getAvailableTime().stream()
                .map(one -> of(
                        one.getDaysOfWeek().stream().map(day -> day.getValue().toCode()),
                        one.getAllDay(),
                        one.getAvailableStartTime(),
                        one.getAvailableEndTime()))
                .toList();
    }

    private static Hours of(Stream<String> days, boolean allDay, @Nullable String from, @Nullable String until) {
        Set<DayOfWeek> all = EnumSet.noneOf(DayOfWeek.class);
        days.forEach(day -> Stream.of(DayOfWeek.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).startsWith(day))
                .forEach(all::add));
        boolean whole = allDay || from == null || until == null;
        return new Hours(all, whole ? null : LocalTime.parse(from), whole ? null : LocalTime.parse(until));
    }

    /** Whether one of these is now; none at all is always. */
    static boolean include(List<Hours> hours, Instant at) {
        ZonedDateTime now = at.atZone(Deadlines.DUTCH);
        return hours.isEmpty() || hours.stream().anyMatch(one -> one.include(now));
    }

    private boolean include(ZonedDateTime now) {
        if (from == null || until == null) {
            return isOn(now.getDayOfWeek());
        }
        LocalTime time = now.toLocalTime();
        if (from.isBefore(until)) {
            return isOn(now.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(until);
        }
        return (isOn(now.getDayOfWeek()) && !time.isBefore(from))
                || (isOn(now.getDayOfWeek().minus(1)) && time.isBefore(until));
    }

    private boolean isOn(DayOfWeek day) {
        return days.isEmpty() || days.contains(day);
    }

    /** Whether a moment is in a period; one without bounds has every moment. */
    static boolean during(Period period, Instant at) {
        boolean begun = !period.hasStart() || !period.getStart().toInstant().isAfter(at);
        return begun && !(period.hasEnd() && end(period).isBefore(at));
    }

    /** An end without a time is the end of that day. */
    private static Instant end(Period period) {
        String text = period.getEndElement().getValueAsString();
        Instant end = period.getEnd().toInstant();
        return text.length() == 10
                ? end.atZone(Deadlines.DUTCH)
                        .toLocalDate()
                        .plusDays(1)
                        .atStartOfDay(Deadlines.DUTCH)
                        .toInstant()
                : end;
    }
}
