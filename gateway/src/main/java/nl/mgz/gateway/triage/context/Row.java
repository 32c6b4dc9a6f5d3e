package nl.mgz.gateway.triage.context;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import nl.mgz.gateway.summary.Line;
import nl.mgz.gateway.summary.Statement;
import org.jspecify.annotations.Nullable;

/**
 * One line of a part.
 *
 * @param date since when or when; where its source does not say so, when the gateway got it
 * @param statement who says it; null for what nobody states of the patient
 */
record Row(
        String what, String details, String date, @Nullable Statement statement) {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneId.of("Europe/Amsterdam"));

    static Row of(String what, String details, String date, Statement statement) {
        String known = date.isBlank() ? received(statement) : date;
        return new Row(what, details, known, statement);
    }

    static Row of(Line line, Statement statement) {
        return of(line.what(), line.details(), line.date(), statement);
    }

    private static String received(Statement statement) {
        return statement.resource().getMeta().hasLastUpdated()
                ? "ontvangen "
                        + DAY.format(
                                statement.resource().getMeta().getLastUpdated().toInstant())
                : "";
    }

    List<String> cells() {
        return List.of(what, details, date, statement == null ? "gids van de regio" : statement.organisation());
    }
}
