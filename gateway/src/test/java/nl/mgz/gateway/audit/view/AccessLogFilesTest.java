package nl.mgz.gateway.audit.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The access log as files: what a spreadsheet and a printer make of it. */
class AccessLogFilesTest {

    private static AccessLog log(Recorded... recorded) {
        return AccessLog.of(Stream.of(recorded).map(Recorded::line).toList(), null, null);
    }

    private static AccessLog longLog(int lines) {
        Instant newest = Instant.parse("2026-03-03T13:05:00Z");
        return AccessLog.of(
                IntStream.range(0, lines)
                        .mapToObj(i -> Recorded.of("search-type")
                                .with(
                                        "recorded",
                                        newest.minusSeconds(i * 1_800L).toString())
                                .with("request", "regel-" + i)
                                .resources("Condition/1", "Condition/2", "Observation/" + i, "CarePlan/5")
                                .responsible("2", "P. Prins", Recorded.UZI + "01.056")
                                .line())
                        .toList(),
                null,
                null);
    }

    @Nested
    class ASpreadsheet {

        private static String text(AccessLog log) {
            return new String(log.csv(), StandardCharsets.UTF_8);
        }

        @Test
        void knowsByItsFirstBytesThatItIsUtf8() {
            assertThat(Arrays.copyOf(log().csv(), 3)).containsExactly(0xEF, 0xBB, 0xBF);
            assertThat(text(log(Recorded.of("read").with("organizationName", "Zoë Çelik"))))
                    .contains("Zoë Çelik");
        }

        @Test
        void hasADutchHeaderAlsoWhenThereIsNothing() {
            assertThat(text(log()))
                    .isEqualTo("\uFEFFDatum,Tijd,Zomer- of wintertijd,Organisatie,Soort organisatie,Persoon,Rol,"
                            + "Verantwoordelijk,Wat er gebeurde,Gegevens,Waarom,Noodtoegang,Grond van de noodtoegang,"
                            + "Reden van de noodtoegang,Oordeel over de noodtoegang,"
                            + "Uitkomst,Nummer\r\n");
        }

        @Test
        void hasARowForEachLine() {
            assertThat(text(log(Recorded.of("read")
                                    .with("emergency", true)
                                    .with("emergencyReason", "Valt, bloedt")
                                    .responsible("2", "P. Prins", Recorded.UZI + "01.056")))
                            .lines()
                            .skip(1))
                    .containsExactly("2026-03-03,14:05:00,wintertijd,De Kade,huisartsenpraktijk,M. de Wit,huisarts,"
                            + "\"P. Prins, arts voor verstandelijk gehandicapten\",heeft gegevens bekeken,1 aandoening,"
                            + "voor uw zorg of behandeling,ja,,\"Valt, bloedt\",,gelukt," + Recorded.REQUEST);
        }

        @ParameterizedTest
        @CsvSource({"refusal,niet gekregen", "unauthenticated,niet gekregen", "failure,mislukt"})
        void saysHowItEnded(String outcome, String word) {
            assertThat(text(log(Recorded.of("read").with("outcome", outcome).with("recorded", "2026-07-03T13:05:00Z"))))
                    .contains("," + word + ",")
                    .contains(",15:05:00,zomertijd,")
                    .contains(",nee,,");
        }

        @Test
        void endsEachRowAsTheStandardSays() {
            String text = text(longLog(3));
            assertThat(text.split("\r\n", -1)).hasSize(5);
            assertThat(text.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
        }

        @ParameterizedTest
        @ValueSource(strings = {"=cmd|' /C calc'!A0", "+31612345678", "-1+1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x"})
        void worksOutNoFormulaThatSomebodyPutInAName(String formula) {
            assertThat(text(log(Recorded.of("read").with("organizationName", formula))))
                    .contains(",'" + formula + ",");
        }

        @ParameterizedTest
        @ValueSource(strings = {"\t=1", "\r=1", "\n=1"})
        void worksOutNoFormulaBehindAnInvisibleSign(String formula) {
            assertThat(AccessLogCsv.cell(formula)).contains("'" + formula);
            assertThat(text(log(Recorded.of("read").with("organizationName", formula))))
                    .contains(",'=1,");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "plain|plain",
                    "a,b|\"a,b\"",
                    "say \"x\"|\"say \"\"x\"\"\"",
                    "<b>|<b>",
                    "a=b|a=b",
                    "=HYPERLINK(\"x\",1)|\"'=HYPERLINK(\"\"x\"\",1)\""
                })
        void quotesWhatWouldEndACell(String text, String cell) {
            assertThat(AccessLogCsv.cell(text)).isEqualTo(cell);
        }

        @Test
        void quotesALineEndAndLeavesNothingEmpty() {
            assertThat(AccessLogCsv.cell("a\nb")).isEqualTo("\"a\nb\"");
            assertThat(AccessLogCsv.cell("a\rb")).isEqualTo("\"a\rb\"");
            assertThat(AccessLogCsv.cell("")).isEmpty();
        }
    }

    @Nested
    class APaper {

        private static PDDocument open(byte[] pdf) throws IOException {
            return Loader.loadPDF(pdf);
        }

        private static String text(byte[] pdf) throws IOException {
            try (PDDocument document = open(pdf)) {
                return new PDFTextStripper().getText(document);
            }
        }

        /** Without the ends of lines, which depend on the width of letters. */
        private static String running(byte[] pdf) throws IOException {
            return text(pdf).replaceAll("\\s+", " ");
        }

        @Test
        void saysWhatTheTextSays() throws IOException {
            AccessLog log = log(Recorded.of("read"));
            assertThat(running(log.pdf()))
                    .contains("Wie heeft uw gegevens gezien?")
                    .contains("Dinsdag 3 maart 2026")
                    .contains("14:05 uur: De Kade (huisartsenpraktijk) heeft gegevens bekeken.")
                    .contains(Recorded.REQUEST)
                    .contains("Pagina 1 van 1");
        }

        @Test
        void ofNothingSaysSo() throws IOException {
            assertThat(running(log().pdf()))
                    .contains("Er staat niets in het overzicht over deze periode.")
                    .contains("Pagina 1 van 1");
        }

        @Test
        void isA4AndSaysNothingOfAnybodyInItsProperties() throws IOException {
            byte[] pdf = log(Recorded.of("read")).pdf();
            try (PDDocument document = open(pdf)) {
                PDRectangle size = document.getPage(0).getMediaBox();
                assertThat(size.getWidth()).isEqualTo(PDRectangle.A4.getWidth());
                assertThat(size.getHeight()).isEqualTo(PDRectangle.A4.getHeight());
                assertThat(document.getDocumentInformation().getMetadataKeys())
                        .containsExactlyInAnyOrder("Title", "Producer");
                assertThat(document.getDocumentInformation().getTitle()).isEqualTo("Inzageoverzicht");
                assertThat(document.getDocumentInformation().getProducer()).isEqualTo("MGZ Gateway");
                assertThat(document.getDocumentCatalog().getMetadata()).isNull();
                assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("nl-NL");
            }
        }

        @Test
        void ofTheSameLinesHasTheSameBytes() {
            assertThat(longLog(60).pdf()).isEqualTo(longLog(60).pdf());
        }

        @Test
        void writesTheNamesOfEuropeAndReplacesWhatItHasNoLetterFor() throws IOException {
            String text = running(log(Recorded.of("read")
                            .with("organizationName", "Praktijk 東京 😀 Łukasz Yıldız Ğ")
                            .person("1", "Zoë Çelik-Šimić", ""))
                    .pdf());
            assertThat(text).contains("Praktijk ?? ? Łukasz Yıldız Ğ (").contains("Zoë Çelik-Šimić");
        }

        @Test
        void keepsEveryLetterWithinTheMargins() throws IOException {
            String endless = "W".repeat(400);
            byte[] pdf = log(Recorded.of("read").with("organizationName", "A " + endless + " B"))
                    .pdf();
            float[] rightmost = {0};
            try (PDDocument document = open(pdf)) {
                new PDFTextStripper() {
                    @Override
                    protected void writeString(String text, List<TextPosition> positions) {
                        positions.forEach(
                                one -> rightmost[0] = Math.max(rightmost[0], one.getXDirAdj() + one.getWidthDirAdj()));
                    }
                }.getText(document);
            }
            assertThat(rightmost[0]).isBetween(500f, PDRectangle.A4.getWidth() - 55);
            assertThat(text(pdf).chars().filter(letter -> letter == 'W').count())
                    .as("none is lost: with that of the title, of the doctor and of the purpose")
                    .isEqualTo(403);
        }

        @Test
        void keepsAHeadingWithWhatFollowsIt() throws IOException {
            try (PDDocument document = open(longLog(400).pdf())) {
                PDFTextStripper stripper = new PDFTextStripper();
                assertThat(document.getNumberOfPages()).isGreaterThan(20);
                for (int page = 1; page <= document.getNumberOfPages(); page++) {
                    stripper.setStartPage(page);
                    stripper.setEndPage(page);
                    List<String> lines = stripper.getText(document)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("Pagina"))
                            .toList();
                    assertThat(lines.get(lines.size() - 1))
                            .as("page " + page)
                            .doesNotMatch("[A-Z][a-z]+dag \\d+ [a-z]+ \\d{4}");
                    assertThat(lines.get(0)).as("page " + page).matches("(Wie|\\d\\d:\\d\\d uur|[A-Z][a-z]+dag).*");
                }
            }
        }

        @Test
        void ofFiveThousandLinesHasThemAllInTheirOrderAndNotTooLate() throws IOException {
            AccessLog log = longLog(5_000);
            byte[] pdf = assertTimeout(Duration.ofSeconds(15), log::pdf);
            assertThat(pdf.length).isBetween(100_000, 6_000_000);
            try (PDDocument document = open(pdf)) {
                int pages = document.getNumberOfPages();
                assertThat(pages).isBetween(300, 600);
                PDFTextStripper stripper = new PDFTextStripper();
                stripper.setStartPage(pages);
                String last = stripper.getText(document).replaceAll("\\s+", " ");
                assertThat(last).contains("regel-4999.").contains("Pagina " + pages + " van " + pages);
            }
        }
    }
}
