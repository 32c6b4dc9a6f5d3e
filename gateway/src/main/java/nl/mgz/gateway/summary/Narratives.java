package nl.mgz.gateway.summary;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.jspecify.annotations.Nullable;

/** Generated text. What somebody wrote goes in as text and never as markup. */
public final class Narratives {

    /** What no XML may hold, and what turns the direction of what follows. */
    private static final Pattern UNFIT =
            Pattern.compile("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]"
                    + "|[\\u202A-\\u202E\\u2066-\\u2069\\u200E\\u200F]");

    private Narratives() {}

    public static Narrative paragraph(String text) {
        XhtmlNode div = div();
        div.addTag("p").addText(clean(text));
        return generated(div);
    }

    /**
     * A form that is filled in.
     *
     * @param answers by what is asked, in their order
     */
    public static Narrative form(String title, Map<String, String> answers) {
        XhtmlNode div = div();
        div.addTag("h2").addText(title);
        XhtmlNode body = div.addTag("table").addTag("tbody");
        answers.forEach((asked, answer) -> {
            XhtmlNode row = body.addTag("tr");
            row.addTag("th").addText(asked);
            row.addTag("td").addText(clean(answer));
        });
        return generated(div);
    }

    /** @param note a sentence below it; null for none */
    static Narrative table(List<String> heads, List<List<String>> rows, @Nullable String note) {
        XhtmlNode div = div();
        XhtmlNode table = div.addTag("table");
        row(table.addTag("thead"), "th", heads);
        XhtmlNode body = table.addTag("tbody");
        rows.forEach(cells -> row(body, "td", cells));
        if (note != null) {
            div.addTag("p").addText(clean(note));
        }
        return generated(div);
    }

    private static void row(XhtmlNode parent, String kind, List<String> cells) {
        XhtmlNode row = parent.addTag("tr");
        cells.forEach(cell -> row.addTag(kind).addText(clean(cell)));
    }

    private static String clean(String text) {
        return isOrdinary(text) ? text : UNFIT.matcher(text).replaceAll(" ");
    }

    /** Most text is of such characters alone, and a pattern takes its time over each. */
    private static boolean isOrdinary(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 0x20 || text.charAt(i) > 0x1FFF) {
                return false;
            }
        }
        return true;
    }

    private static XhtmlNode div() {
        XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
        div.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
        div.setAttribute("lang", "nl-NL");
        div.setAttribute("xml:lang", "nl-NL");
        return div;
    }

    private static Narrative generated(XhtmlNode div) {
        Narrative narrative = new Narrative();
        narrative.setStatus(NarrativeStatus.GENERATED);
        narrative.setDiv(div);
        return narrative;
    }
}
