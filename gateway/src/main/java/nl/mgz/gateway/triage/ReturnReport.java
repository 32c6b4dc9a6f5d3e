package nl.mgz.gateway.triage;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nl.mgz.gateway.summary.Narratives;
import nl.mgz.gateway.triage.TriageReport.Contact;
import nl.mgz.gateway.triage.TriageReport.Judged;
import org.hl7.fhir.r4.model.Narrative;

/**
 * The return report (terugkoppeling): one fixed form in Dutch, filled from the answers alone, for the general practitioner and
 * the care organisation.
 */
final class ReturnReport {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy HH:mm", Locale.forLanguageTag("nl"))
            .withZone(ZoneId.of("Europe/Amsterdam"));

    private ReturnReport() {}

    /** @param found answers to the questions of the tables, in words */
    static Narrative of(TriageReport report, List<String> found) {
        Contact contact = report.contact();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("Contact", MOMENT.format(contact.start()) + " tot " + MOMENT.format(contact.end()));
        form.put("Triage door", by(contact));
        form.put("Gebeld door", contact.caller());
        form.put("Vraag of klacht", words(contact));
        form.put("Subjectief", report.soep().subjective());
        form.put("Objectief", report.soep().objective());
        if (!found.isEmpty()) {
            form.put("Bevindingen", String.join("; ", found));
        }
        form.put("Evaluatie", report.soep().evaluation());
        form.put("Urgentie", urgency(report.urgency()));
        form.put("Gedaan en geadviseerd", report.soep().plan());
        form.put("Vervolg", report.outcome().dutch());
        form.put("Afspraak", report.followUp() == null ? "Geen verdere afspraak" : report.followUp());
        return Narratives.form("Terugkoppeling triage", form);
    }

    private static String by(Contact contact) {
        return contact.triagist() == null ? contact.organisation() : contact.triagist() + ", " + contact.organisation();
    }

    /** A complaint in the words that it came with. */
    static String words(Contact contact) {
        if (contact.complaint().hasText()) {
            return contact.complaint().getText();
        }
        return contact.complaint().getCoding().stream()
                .map(coding -> coding.hasDisplay() ? coding.getDisplay() : String.valueOf(coding.getCode()))
                .findFirst()
                .orElse("");
    }

    private static String urgency(Judged urgency) {
        StringBuilder text = new StringBuilder(urgency.decided().name());
        if (urgency.proposed() != null) {
            text.append(" (voorstel: ").append(urgency.proposed());
            text.append(", ").append(urgency.source()).append(")");
        }
        if (urgency.reason() != null) {
            text.append(". Reden: ").append(urgency.reason());
        }
        return text.toString();
    }
}
