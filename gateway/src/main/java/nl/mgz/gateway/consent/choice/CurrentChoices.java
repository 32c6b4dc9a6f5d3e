package nl.mgz.gateway.consent.choice;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.Standing;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.springframework.stereotype.Component;

/** What a patient has chosen, as it is now: what was taken back, replaced or is over is left out. */
@Component
public class CurrentChoices {

    private final Organisations organisations;

    CurrentChoices(Organisations organisations) {
        this.organisations = organisations;
    }

    /**
     * One of them.
     *
     * @param sentence in plain Dutch, about "u"
     */
    public record Told(Consent consent, Standing standing, String sentence) {}

    /** The choice as one text, for who records it. */
    public String sentence(Consent consent, PatientRecord record) {
        return new ChoiceWords(record, organisations.now()).of(consent, "de cliënt");
    }

    /** The newest first. */
    public List<Told> of(PatientRecord record, Map<String, Consent> consents, Instant at) {
        ChoiceWords words = new ChoiceWords(record, organisations.now());
        List<Told> told = new ArrayList<>();
        record.consents().standings(at).forEach((id, standing) -> {
            Consent consent = consents.get(id);
            if (consent != null && standing.isCurrent()) {
                told.add(new Told(consent, standing, sentence(words, consent, standing)));
            }
        });
        told.sort(Comparator.comparing(
                (Told one) -> String.valueOf(one.consent().getDateTimeElement().getValueAsString()),
                Comparator.reverseOrder()));
        return told;
    }

    private static String sentence(ChoiceWords words, Consent consent, Standing standing) {
        StringBuilder text = new StringBuilder(words.of(consent, "u zelf"));
        standing.faults()
                .forEach(fault -> text.append(" Let op: deze keuze telt nu niet mee (")
                        .append(fault.rule())
                        .append("). ")
                        .append(FaultWords.dutch(fault)));
        return text.toString();
    }

    /** A page for the patient to read. */
    public String text(List<Told> choices, Instant at) {
        StringBuilder text = new StringBuilder("Uw keuzes over het delen van uw gegevens\nZoals ze zijn op ")
                .append(DutchWords.day(at))
                .append(".\n\n");
        if (choices.isEmpty()) {
            text.append("U heeft nog niets gekozen. Andere organisaties zien uw gegevens dan niet, behalve als uw eigen"
                    + " zorgverlener ze om raad vraagt of als er een noodgeval is.\n");
        }
        int number = 0;
        for (Told choice : choices) {
            text.append(++number).append(". ").append(choice.sentence()).append('\n');
        }
        return text.append("\n"
                        + "U kunt een keuze altijd veranderen of intrekken. Vraag het uw huisarts of"
                        + " zorgorganisatie.\n")
                .toString();
    }

    /** The Consent with its sentence as narrative. */
    public Consent narrated(Told choice) {
        Consent consent = choice.consent().copy();
        narrate(consent, choice.sentence());
        return consent;
    }

    /** Lets a Consent say in words what it says in codes. */
    public void narrate(Consent consent, String sentence) {
        Narrative narrative = new Narrative();
        narrative.setStatus(NarrativeStatus.GENERATED);
        narrative.setDivAsString("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>"
                + sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</p></div>");
        consent.setText(narrative);
    }
}
