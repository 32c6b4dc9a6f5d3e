package nl.mgz.gateway.careplan;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.hl7.fhir.r4.model.BaseDateTimeType;

/** Dates as the region's calendar has them. */
public final class Moments {

    private static final ZoneId REGION = ZoneId.of("Europe/Amsterdam");

    private Moments() {}

    /** The first moment after a date, at the precision that it is written in. */
    public static Instant endOf(BaseDateTimeType date) {
        ZonedDateTime start = date.getValue().toInstant().atZone(REGION);
        return switch (date.getPrecision()) {
            case YEAR -> start.plusYears(1).toInstant();
            case MONTH -> start.plusMonths(1).toInstant();
            case DAY -> start.plusDays(1).toInstant();
            default -> start.plusSeconds(1).toInstant();
        };
    }
}
