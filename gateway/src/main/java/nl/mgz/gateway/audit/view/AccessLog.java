package nl.mgz.gateway.audit.view;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import nl.mgz.gateway.audit.view.Block.Style;
import org.jspecify.annotations.Nullable;

/**
 * What a patient may read: who made which data available and when, who looked or asked and when (Wabvpz article 15e), in
 * the view per client of NEN 7513. Refusals are in it.
 *
 * <p>It has no BSN and not the patient's name: a paper that is left behind then says of nobody that there is a record. The
 * one technical thing is the request's number, by which a privacy officer finds the rest.
 */
public final class AccessLog {

    static final String TITLE = "Wie heeft uw gegevens gezien?";

    private final List<AccessLine> lines;
    private final @Nullable LocalDate start;
    private final @Nullable LocalDate end;

    private AccessLog(List<AccessLine> lines, @Nullable LocalDate start, @Nullable LocalDate end) {
        this.lines = lines;
        this.start = start;
        this.end = end;
    }

    /**
     * @param trail lines about one patient and of the period, in any order
     * @param start first day that was asked for, null for all that is kept; it is told and not applied
     * @param end last day that was asked for, null for until now
     */
    public static AccessLog of(List<TrailLine> trail, @Nullable LocalDate start, @Nullable LocalDate end) {
        List<AccessLine> lines = trail.stream()
                .map(AccessLine::of)
                .sorted(Comparator.comparing(AccessLine::when, Comparator.comparing(ZonedDateTime::toInstant))
                        .reversed())
                .toList();
        return new AccessLog(lines, start, end);
    }

    /** Newest first. */
    public List<AccessLine> lines() {
        return lines;
    }

    /** Plain text, a paragraph for each line, under a heading for each day. */
    public String text() {
        return blocks().stream().map(AccessLog::plain).collect(Collectors.joining("\n")) + "\n";
    }

    private static String plain(Block block) {
        return switch (block.style()) {
            case TITLE -> block.text() + "\n" + "=".repeat(block.text().length()) + "\n";
            case DAY -> "\n" + block.text() + "\n" + "-".repeat(block.text().length());
            case PLAIN, ENTRY -> block.text();
        };
    }

    /** RFC 4180 in UTF-8, with the mark by which Excel knows that; no cell is a formula. */
    public byte[] csv() {
        return AccessLogCsv.of(lines);
    }

    /** On A4. The same lines give the same bytes. */
    public byte[] pdf() {
        return AccessLogPdf.of(blocks());
    }

    private List<Block> blocks() {
        List<Block> all = new ArrayList<>();
        all.add(new Block(Style.TITLE, TITLE));
        all.add(new Block(Style.PLAIN, period()));
        all.add(new Block(
                Style.PLAIN,
                "In dit overzicht staat wie via de MGZ Gateway uw gegevens heeft bekeken, gevraagd of veranderd."));
        all.add(new Block(
                Style.PLAIN,
                "Snapt u iets niet, of vertrouwt u iets niet? Vraag het aan de organisatie die erbij staat, of aan uw"
                        + " huisarts of begeleider."));
        all.add(new Block(
                Style.PLAIN,
                "Zeg dan welk nummer erbij staat. De functionaris gegevensbescherming van de organisatie kan het"
                        + " daarmee opzoeken."));
        if (lines.isEmpty()) {
            all.add(new Block(Style.PLAIN, "Er staat niets in het overzicht over deze periode."));
        }
        addDays(all);
        return all;
    }

    private void addDays(List<Block> all) {
        LocalDate day = null;
        for (AccessLine line : lines) {
            if (!line.when().toLocalDate().equals(day)) {
                day = line.when().toLocalDate();
                String heading = AccessWords.day(line);
                all.add(new Block(Style.DAY, heading.substring(0, 1).toUpperCase(Locale.ROOT) + heading.substring(1)));
            }
            all.add(new Block(Style.ENTRY, AccessWords.sentences(line)));
        }
    }

    private String period() {
        String from = start == null ? "" : (end == null ? "vanaf " : "van ") + AccessWords.DATE.format(start);
        String until = end == null ? "" : "tot en met " + AccessWords.DATE.format(end);
        String both = start == null && end == null ? "alles wat bewaard is" : (from + " " + until).strip();
        return "Periode: " + both + ". Aantal keren: " + lines.size() + ".";
    }
}
