package nl.mgz.gateway.audit.seal;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Erases what has been kept long enough, by whole months. Leaves and checkpoints stay, so that the rest stays proven. */
public final class Erasure {

    /** Besluit elektronische gegevensverwerking door zorgaanbieders: five years after an event was written. */
    public static final int FEWEST_YEARS = 5;

    private static final String TABLE = "mgz_audit_event_";
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyy_MM");

    private Erasure() {}

    /**
     * Months that ended so many years ago.
     *
     * @throws IllegalArgumentException when the law asks for more years
     */
    public static List<String> months(DataSource owner, int years, Instant now) {
        if (years < FEWEST_YEARS) {
            throw new IllegalArgumentException("Events are kept " + FEWEST_YEARS + " years at least");
        }
        YearMonth first = YearMonth.from(now.atOffset(ZoneOffset.UTC).minusYears(years));
        return new JdbcTemplate(owner)
                        .queryForList(
                                "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                                        + " where i.inhparent = 'mgz_audit_event'::regclass order by 1",
                                String.class)
                        .stream()
                        .map(name -> name.substring(TABLE.length()))
                        .filter(month -> YearMonth.parse(month, MONTH).isBefore(first))
                        .toList();
    }

    /**
     * In the transaction of the caller.
     *
     * @throws IllegalArgumentException when an event of them has no place in the tree yet: nobody could prove that it was there
     */
    public static void erase(DataSource owner, List<String> months) {
        JdbcTemplate database = new JdbcTemplate(owner);
        for (String month : months) {
            String table = TABLE + month;
            Long unsealed = database.queryForObject(
                    "select count(*) from " + table
                            + " e where not exists (select from mgz_audit_leaf l where l.event_id = e.id)",
                    Long.class);
            if (unsealed == null || unsealed > 0) {
                throw new IllegalArgumentException(
                        "The month " + month + " has events without a checkpoint: start the gateway first, then erase");
            }
            database.execute("drop table " + table);
            Instant end = YearMonth.parse(month, MONTH)
                    .plusMonths(1)
                    .atDay(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            database.update(
                    "insert into mgz_audit_erasure (before) values (?::timestamptz) on conflict do nothing",
                    end.toString());
        }
    }
}
