package nl.mgz.gateway.audit.view;

import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines for a spreadsheet (RFC 4180). */
final class AccessLogCsv {

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String LINE_END = "\r\n";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** By these a spreadsheet knows a formula, also in their wide forms. */
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private static final List<String> HEADER = List.of(
            "Datum",
            "Tijd",
            "Zomer- of wintertijd",
            "Organisatie",
            "Soort organisatie",
            "Persoon",
            "Rol",
            "Verantwoordelijk",
            "Wat er gebeurde",
            "Gegevens",
            "Waarom",
            "Noodtoegang",
            "Grond van de noodtoegang",
            "Reden van de noodtoegang",
            "Oordeel over de noodtoegang",
            "Uitkomst",
            "Nummer");

    private AccessLogCsv() {}

    static byte[] of(List<AccessLine> lines) {
        StringBuilder all = new StringBuilder(BYTE_ORDER_MARK).append(row(HEADER.stream()));
        lines.forEach(line -> all.append(row(cells(line))));
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Stream<String> cells(AccessLine line) {
        return Stream.of(
                line.when().toLocalDate().toString(),
                TIME.format(line.when()),
                AccessWords.timeKind(line.when()),
                line.organization(),
                line.organizationKind(),
                line.person(),
                line.role(),
                line.responsible(),
                line.happening().told(line.outcome()),
                line.data(),
                line.purpose(),
                line.emergency() ? "ja" : "nee",
                line.emergencyGround(),
                line.emergencyReason(),
                line.judgement(),
                AccessWords.outcome(line),
                line.reference());
    }

    private static String row(Stream<String> cells) {
        return cells.map(AccessLogCsv::cell).collect(Collectors.joining(",")) + LINE_END;
    }

    /** An apostrophe before it makes a spreadsheet show a formula instead of working it out. */
    static String cell(String text) {
        String shown = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = shown.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
        return quoted ? '"' + shown.replace("\"", "\"\"") + '"' : shown;
    }
}
