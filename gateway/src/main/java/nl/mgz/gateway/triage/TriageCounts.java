package nl.mgz.gateway.triage;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import nl.mgz.gateway.identity.Ura;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupStratifierComponent;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportStatus;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportType;
import org.hl7.fhir.r4.model.MeasureReport.StratifierGroupComponent;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Counts of reports by urgency and outcome, about nobody.
 *
 * <p>INVARIANT: no count from 1 up to the smallest that may be told is told, and none follows from what is told:
 *
 * <ul>
 *   <li>Where a row has such counts, the smallest of those that may be told is left out with them, and so is each that equals
 *       it. Who knows the rule and the sum of what was left out does not know which of them is the larger one, and so of
 *       none how many it is.
 *   <li>A row with fewer than two counts that may be told is left out whole, its zeros too.
 *   <li>The rows have nothing in common but their total. That is why proposals are not counted: with what was decided and how
 *       often that departed from them, counts would follow from each other.
 *   <li>Where the total is too small to be told there is nothing.
 *   <li>One month that is over at a time: no two questions are about overlapping periods, whose answers could be subtracted.
 * </ul>
 *
 * @see <a href="https://hl7.org/fhir/R4/measurereport.html">MeasureReport</a>
 */
@Component
public class TriageCounts {

    private static final ZoneId DUTCH = ZoneId.of("Europe/Amsterdam");
    private static final String STATISTIC = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-triage-statistic";
    private static final String MEASURE = "https://mgz-gateway.nl/fhir/Measure/mgz-triage-statistics";
    private static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final int smallest;

    TriageCounts(JdbcTemplate jdbc, Clock clock, TriageSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.smallest = settings.smallestCount();
    }

    /** So many reports with the same proposal, urgency and outcome. */
    record Cell(
            @Nullable String proposed,
            String decided,
            @Nullable String outcome,
            long count) {}

    /**
     * Counts reports of contacts that ended in a month, in Dutch time, as they are now: a report that was added or deleted
     * after its month counts, or counts no more.
     *
     * @param author the organisation that wrote them; null for all of the region
     */
    public MeasureReport of(@Nullable Ura author, YearMonth month) {
        LocalDate from = month.atDay(1);
        LocalDate to = month.atEndOfMonth();
        List<Cell> cells = jdbc.query(
                "select proposed, final, outcome, count(*) from mgz_triage_report where ended >= ? and ended < ?"
                        + " and (?::text is null or author_ura = ?) group by proposed, final, outcome",
                (row, index) -> new Cell(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)),
                Timestamp.from(from.atStartOfDay(DUTCH).toInstant()),
                Timestamp.from(to.plusDays(1).atStartOfDay(DUTCH).toInstant()),
                author == null ? null : author.value(),
                author == null ? null : author.value());
        MeasureReport report = new MeasureReport();
        report.setStatus(MeasureReportStatus.COMPLETE);
        report.setType(MeasureReportType.SUMMARY);
        report.setMeasure(MEASURE);
        report.setDate(Date.from(clock.instant()));
        report.getPeriod().setStartElement(day(from)).setEndElement(day(to));
        if (author != null) {
            Reference reporter = new Reference().setType("Organization");
            reporter.getIdentifier().setSystem(Ura.SYSTEM).setValue(author.value());
            report.setReporter(reporter);
        }
        report.addGroup(group(cells, smallest));
        return report;
    }

    private static org.hl7.fhir.r4.model.DateTimeType day(LocalDate day) {
        return new org.hl7.fhir.r4.model.DateTimeType(day.toString());
    }

    /** Whether a month is over, so that its counts are no longer a beginning of what they will be. */
    public boolean isOver(YearMonth month) {
        return month.isBefore(YearMonth.from(clock.instant().atZone(DUTCH)));
    }

    /** One way to count the reports: how many there are with each code. */
    private record Row(String by, String system, @Nullable String otherwise, Map<String, Long> counts) {

        private static Row of(
                String by,
                String system,
                List<String> codes,
                @Nullable String otherwise,
                List<Cell> cells,
                Function<Cell, @Nullable String> what) {
            Map<String, Long> counts = new LinkedHashMap<>();
            codes.forEach(code -> counts.put(code, 0L));
            if (otherwise != null) {
                counts.put(otherwise, 0L);
            }
            for (Cell cell : cells) {
                String code = what.apply(cell);
                counts.merge(code == null ? String.valueOf(otherwise) : code, cell.count(), Long::sum);
            }
            return new Row(by, system, otherwise, counts);
        }

        private void addTo(MeasureReportGroupComponent group, Set<String> hidden) {
            MeasureReportGroupStratifierComponent stratifier = group.addStratifier();
            stratifier.addCode(concept(STATISTIC, by));
            counts.forEach((code, count) -> {
                StratifierGroupComponent stratum = stratifier.addStratum();
                stratum.setValue(concept(code.equals(otherwise) ? STATISTIC : system, code));
                stratum.addPopulation().setCountElement(count(count, hidden.contains(code)));
            });
        }
    }

    static MeasureReportGroupComponent group(List<Cell> cells, int smallest) {
        List<String> levels = Stream.of(Urgency.values()).map(Enum::name).toList();
        List<String> outcomes =
                Stream.of(TriageOutcome.values()).map(TriageOutcome::code).toList();
        Row decided = Row.of("final-urgency", Urgency.SYSTEM, levels, null, cells, Cell::decided);
        Row outcome = Row.of("outcome", TriageOutcome.SYSTEM, outcomes, "unknown", cells, Cell::outcome);
        Row override = Row.of("override", STATISTIC, List.of("yes", "no"), "none", cells, TriageCounts::override);

        MeasureReportGroupComponent group = new MeasureReportGroupComponent();
        group.setCode(concept(STATISTIC, "reports"));
        long total = cells.stream().mapToLong(Cell::count).sum();
        boolean tooFew = total > 0 && total < smallest;
        group.addPopulation().setCountElement(count(total, tooFew));
        for (Row row : List.of(decided, outcome, override)) {
            row.addTo(group, tooFew ? row.counts().keySet() : hidden(row.counts(), smallest));
        }
        return group;
    }

    private static @Nullable String override(Cell cell) {
        if (cell.proposed() == null) {
            return null;
        }
        return cell.decided().equals(cell.proposed()) ? "no" : "yes";
    }

    /** Which counts of a row are not told. */
    static Set<String> hidden(Map<String, Long> counts, int smallest) {
        Set<String> hidden = new TreeSet<>();
        counts.forEach((code, count) -> {
            if (count > 0 && count < smallest) {
                hidden.add(code);
            }
        });
        if (hidden.isEmpty()) {
            return hidden;
        }
        List<Long> large = counts.values().stream()
                .filter(count -> count >= smallest)
                .sorted()
                .toList();
        if (large.size() < 2) {
            return counts.keySet();
        }
        counts.forEach((code, count) -> {
            if (count.equals(large.get(0))) {
                hidden.add(code);
            }
        });
        return hidden;
    }

    private static CodeableConcept concept(String system, String code) {
        return new CodeableConcept(new Coding(system, code, null));
    }

    private static IntegerType count(long count, boolean hidden) {
        IntegerType element = new IntegerType();
        if (hidden) {
            element.addExtension(ABSENT, new CodeType("masked"));
        } else {
            element.setValue((int) count);
        }
        return element;
    }
}
