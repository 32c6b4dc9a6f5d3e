package nl.mgz.gateway.audit.view;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nl.mgz.gateway.audit.view.Block.Style;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;

/**
 * An access log on paper. The font is embedded: Liberation Sans (SIL Open Font License 1.1), which comes with PDFBox and has
 * the letters of every European language; the fonts of PDF itself cannot write most Turkish or Polish names.
 *
 * <p>The document says of itself what it is and nothing of whom it is about, and has neither date nor random number.
 */
final class AccessLogPdf {

    private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
    private static final PDRectangle PAPER = PDRectangle.A4;
    private static final float MARGIN = 56;
    private static final float WIDTH = PAPER.getWidth() - 2 * MARGIN;
    private static final float LEADING = 1.4f;
    private static final float FOOT = 8;
    private static final int UNKNOWN = '?';
    private static final int MOST_ROWS_TOGETHER = 12;

    /** @param above room over it, which at the top of a page it does not need */
    private record Row(String text, float size, float above) {

        float height() {
            return above + size * LEADING;
        }
    }

    private final PDDocument document = new PDDocument();
    private final PDType0Font font;
    private final CmapLookup letters;
    private final Map<Integer, Float> widths = new HashMap<>();

    private AccessLogPdf() throws IOException {
        try (InputStream in = PDType0Font.class.getResourceAsStream(FONT)) {
            TrueTypeFont liberation = new TTFParser()
                    .parse(new RandomAccessReadBuffer(
                            Objects.requireNonNull(in, FONT).readAllBytes()));
            // Ligatures would make lines narrower than measured, and thousands of lines slow.
            liberation.setEnableGsub(false);
            letters = liberation.getUnicodeCmapLookup();
            font = PDType0Font.load(document, liberation, true);
        }
    }

    static byte[] of(List<Block> blocks) {
        try {
            AccessLogPdf pdf = new AccessLogPdf();
            try (PDDocument document = pdf.document) {
                pdf.describe();
                pdf.draw(pdf.pages(blocks));
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                document.save(bytes);
                return bytes.toByteArray();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("nothing here is read or written but memory", e);
        }
    }

    private void describe() {
        // From it and not from the clock the library makes the document's identifier.
        document.setDocumentId(0L);
        document.getDocumentInformation().setTitle("Inzageoverzicht");
        document.getDocumentInformation().setProducer("MGZ Gateway");
        document.getDocumentCatalog().setLanguage("nl-NL");
        PDViewerPreferences shown = new PDViewerPreferences(new COSDictionary());
        shown.setDisplayDocTitle(true);
        document.getDocumentCatalog().setViewerPreferences(shown);
    }

    private static final class Pages {

        private final List<List<Row>> all = new ArrayList<>();
        private List<Row> page = new ArrayList<>();
        private float room;

        private Pages() {
            turn();
        }

        private void turn() {
            page = new ArrayList<>();
            all.add(page);
            room = PAPER.getHeight() - 2 * MARGIN;
        }

        /** @param together the height that must fit under it, so that what belongs together is on one page */
        private void add(Row row, float together) {
            if (together > room && !page.isEmpty()) {
                turn();
            }
            page.add(row);
            room -= row.height();
        }
    }

    private List<List<Row>> pages(List<Block> blocks) throws IOException {
        Pages pages = new Pages();
        for (Block block : blocks) {
            List<Row> rows = rows(block);
            pages.add(rows.get(0), together(block.style(), rows));
            for (Row row : rows.subList(1, rows.size())) {
                pages.add(row, row.height());
            }
        }
        return pages.all;
    }

    /** A day's heading stays with what it is the heading of, and a paragraph in one piece, unless it is very long. */
    private static float together(Style style, List<Row> rows) {
        float first = rows.get(0).height();
        if (style == Style.DAY) {
            return first * 4;
        }
        return rows.size() > MOST_ROWS_TOGETHER ? first : height(rows);
    }

    private static float height(List<Row> rows) {
        float height = 0;
        for (Row row : rows) {
            height += row.height();
        }
        return height;
    }

    private List<Row> rows(Block block) throws IOException {
        float size = switch (block.style()) {
            case TITLE -> 18;
            case DAY -> 13;
            case PLAIN, ENTRY -> 10;
        };
        float above = switch (block.style()) {
            case TITLE -> 0;
            case DAY -> 14;
            case PLAIN, ENTRY -> 5;
        };
        List<Row> rows = new ArrayList<>();
        for (String line : wrapped(block.text(), size)) {
            rows.add(new Row(line, size, rows.isEmpty() ? above : 0));
        }
        return rows;
    }

    private List<String> wrapped(String text, float size) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        float used = 0;
        float space = width(' ', size);
        for (String word : writable(text).split(" ", -1)) {
            float wide = width(word, size);
            if (!line.isEmpty() && used + space + wide > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
                used = 0;
            }
            String rest = word;
            while (wide > WIDTH) {
                int fits = fitting(rest, size);
                lines.add(rest.substring(0, fits));
                rest = rest.substring(fits);
                wide = width(rest, size);
            }
            used += (line.isEmpty() ? 0 : space) + wide;
            line.append(line.isEmpty() ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    /** How much of a word that is wider than the paper goes on one line: at least one letter. */
    private int fitting(String word, float size) throws IOException {
        float used = 0;
        int at = 0;
        while (at < word.length()) {
            int letter = word.codePointAt(at);
            used += width(letter, size);
            if (used > WIDTH && at > 0) {
                return at;
            }
            at += Character.charCount(letter);
        }
        return at;
    }

    private String writable(String text) {
        StringBuilder all = new StringBuilder(text.length());
        text.codePoints().forEach(letter -> all.appendCodePoint(letters.getGlyphId(letter) == 0 ? UNKNOWN : letter));
        return all.toString();
    }

    private float width(String text, float size) throws IOException {
        float width = 0;
        for (int letter : text.codePoints().toArray()) {
            width += width(letter, size);
        }
        return width;
    }

    private float width(int letter, float size) throws IOException {
        Float known = widths.get(letter);
        if (known == null) {
            known = font.getStringWidth(Character.toString(letter));
            widths.put(letter, known);
        }
        return known * size / 1000;
    }

    private void draw(List<List<Row>> pages) throws IOException {
        for (int i = 0; i < pages.size(); i++) {
            PDPage page = new PDPage(PAPER);
            document.addPage(page);
            try (PDPageContentStream paper = new PDPageContentStream(document, page)) {
                float y = PAPER.getHeight() - MARGIN;
                for (Row row : pages.get(i)) {
                    y -= row.height();
                    write(paper, row.text(), row.size(), MARGIN, y);
                }
                String foot = "Pagina " + (i + 1) + " van " + pages.size();
                write(paper, foot, FOOT, PAPER.getWidth() - MARGIN - width(foot, FOOT), MARGIN / 2);
            }
        }
    }

    private void write(PDPageContentStream paper, String text, float size, float x, float y) throws IOException {
        paper.beginText();
        paper.setFont(font, size);
        paper.newLineAtOffset(x, y);
        paper.showText(text);
        paper.endText();
    }
}
