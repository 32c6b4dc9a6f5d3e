package nl.mgz.gateway.consent.choice;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.Decision;
import nl.mgz.gateway.consent.Decision.Effect;
import nl.mgz.gateway.consent.Decision.Result;
import nl.mgz.gateway.consent.Obligation;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import org.hl7.fhir.r4.model.Consent;

/** A decision as one plain Dutch sentence: yes or no, and why. */
final class DecisionWords {

    private final PatientRecord record;
    private final Map<String, Consent> consents;

    /** @param consents the patient's privacy Consents by id */
    DecisionWords(PatientRecord record, Map<String, Consent> consents) {
        this.record = record;
        this.consents = consents;
    }

    /**
     * @param who the organisation
     * @param what kinds of data
     */
    String sentence(String who, Collection<String> what, Decision decision) {
        String data = DutchWords.and(what);
        String yes = "Ja: " + who + " mag " + data + " zien, ";
        String no = "Nee: " + who + " mag " + data + " niet zien, ";
        return switch (decision.rule()) {
            case O1 -> yes + "want dat zijn gegevens van deze organisatie zelf.";
            case T1 -> yes + "want er is om een consult gevraagd en dit is meegestuurd.";
            case T2 -> yes + "want het consult waarbij dit is meegestuurd, is net afgerond.";
            case T3 -> yes + "want dit is de uitkomst van een consult dat deze organisatie vroeg.";
            case D3 -> yes + "want " + decided(decision) + " toegestaan" + obligations(decision);
            case D2 -> no + refused(decision.reasons().results());
            case B1 ->
                no + "ook niet in een noodgeval, " + refused(decision.reasons().breakGlassResults());
            case B2 -> yes + "want iemand heeft in een noodgeval om noodtoegang gevraagd en de reden opgeschreven.";
            case B3 ->
                "Alleen met noodtoegang: " + who + " mag " + data
                        + " zien als de cliënt niet te vragen is en wachten niet kan. De reden wordt opgeschreven en de cliënt"
                        + " hoort het.";
            case P1 ->
                no + "want " + decided(decision) + " wel toegestaan, maar deze organisatie behandelt de cliënt niet.";
            case X1 -> no + "want er is geen toestemming die dit toelaat.";
            case G1 -> no + "want aan deze soort organisatie of rol geven de regels geen gegevens.";
            case G2 -> no + "want de gegevens zijn niet van deze cliënt.";
            case G3 -> no + "want van deze gegevens is de soort niet bekend.";
            case G4 -> no + "want voor dit doel vraagt zo'n organisatie geen gegevens op.";
            case G5 -> no + "want medische gegevens zijn alleen voor zorgverleners.";
            case G6 -> no + "want dit ziet alleen de organisatie die het vastlegde.";
            case G7 -> no + "want deze gegevens zijn als fout gemerkt.";
            case E1 -> no + "want de vraag of de gegevens kloppen niet.";
        };
    }

    private String refused(List<Result> results) {
        boolean unreadable = results.stream().anyMatch(result -> result.rank() == null);
        if (unreadable) {
            return "want er is een keuze vastgelegd die niet te begrijpen is. Die houdt alles dicht: leg de keuze opnieuw vast.";
        }
        return results.stream()
                .filter(result -> result.effect() == Effect.DENY && result.stands())
                .findFirst()
                .map(result -> "want " + signed(result.consent()) + " geweigerd.")
                .orElse("want er is een weigering.");
    }

    private String decided(Decision decision) {
        return decision.reasons().results().stream()
                .filter(result -> result.effect() == Effect.PERMIT)
                .findFirst()
                .map(result -> signed(result.consent()))
                .orElse("de cliënt heeft dat");
    }

    /** {@code de cliënt heeft dat op 15 januari 2026}. */
    private String signed(String id) {
        Consent consent = consents.get(id);
        if (consent == null) {
            return "de cliënt heeft dat";
        }
        String day = DutchWords.day(consent.getDateTimeElement().getValueAsString());
        String who = ChoiceWords.signers(consent, record, "de cliënt");
        return who + (who.contains(" en ") ? " hebben dat" : " heeft dat") + (day.isEmpty() ? "" : " op " + day);
    }

    private static String obligations(Decision decision) {
        boolean redacted = decision.obligations().contains(Obligation.REDACT_BSN);
        return redacted ? ". Het BSN en vrije tekst blijven weg." : ".";
    }
}
