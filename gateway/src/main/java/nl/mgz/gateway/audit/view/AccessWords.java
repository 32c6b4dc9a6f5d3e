package nl.mgz.gateway.audit.view;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nl.mgz.gateway.identity.Purpose;

/** The sentences of a line, at reading level B1. */
final class AccessWords {

    private static final Locale DUTCH = Locale.forLanguageTag("nl-NL");
    static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM yyyy", DUTCH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", DUTCH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", DUTCH);

    private AccessWords() {}

    /** {@code dinsdag 3 maart 2026} */
    static String day(AccessLine line) {
        return DAY.format(line.when());
    }

    /** {@code 14.05 uur De Kade (huisartsenpraktijk) heeft gegevens bekeken. ...} */
    static String sentences(AccessLine line) {
        List<String> all = new ArrayList<>();
        all.add(TIME.format(line.when()) + " uur" + season(line.when()) + ": " + who(line) + " "
                + line.happening().told(line.outcome()));
        add(all, "Het ging om: ", line.data());
        all.add("Door: " + person(line));
        add(all, "Verantwoordelijk: ", line.responsible());
        add(all, "Waarom: ", line.purpose());
        if (line.emergency()) {
            all.add("NOODTOEGANG: de gewone regels golden toen niet");
            add(all, "Dat mag bij nood: ", line.emergencyGround());
            add(all, "Reden: ", line.emergencyReason());
        }
        add(all, "Oordeel: ", line.judgement());
        add(all, "Nummer: ", line.reference());
        return String.join(" ", all.stream().map(AccessWords::ended).toList());
    }

    /** A ground that we do not know is told by its code. */
    static String ground(String code) {
        return switch (code) {
            case "unable-to-consent" -> "u kon toen zelf geen toestemming geven";
            case "vital-interest" -> "uw leven of gezondheid was in gevaar";
            default -> Printable.of(code);
        };
    }

    static String judgement(Facts facts) {
        String outcome = facts.text("judgement")
                .map(code -> switch (code) {
                    case "justified" -> "de noodtoegang was terecht";
                    case "not-justified" -> "de noodtoegang was niet terecht";
                    default -> Printable.of(code);
                })
                .orElse("");
        String text = facts.text("judgementText").map(Printable::of).orElse("");
        return outcome.isEmpty() || text.isEmpty() ? outcome : outcome + ". Uitleg: " + text;
    }

    private static void add(List<String> all, String before, String text) {
        if (!text.isEmpty()) {
            all.add(before + text);
        }
    }

    private static String ended(String sentence) {
        return sentence.matches("(?s).*[.!?]") ? sentence : sentence + ".";
    }

    private static String who(AccessLine line) {
        if (line.organization().isEmpty()) {
            return "Iemand die we niet kennen";
        }
        return line.organizationKind().isEmpty()
                ? line.organization()
                : line.organization() + " (" + line.organizationKind() + ")";
    }

    private static String person(AccessLine line) {
        if (line.person().isEmpty()) {
            return "een computersysteem, er staat geen persoon bij";
        }
        return line.role().isEmpty() ? line.person() : line.person() + ", " + line.role();
    }

    /** One hour a year comes twice: then the time alone would not tell which. */
    static String season(ZonedDateTime when) {
        boolean twice = when.getZone()
                        .getRules()
                        .getValidOffsets(when.toLocalDateTime())
                        .size()
                > 1;
        return twice ? " (" + timeKind(when) + ")" : "";
    }

    static String timeKind(ZonedDateTime when) {
        return when.getZone().getRules().isDaylightSavings(when.toInstant()) ? "zomertijd" : "wintertijd";
    }

    static String outcome(AccessLine line) {
        return switch (line.outcome()) {
            case PERMIT -> "gelukt";
            case REFUSAL, UNAUTHENTICATED -> "niet gekregen";
            case FAILURE -> "mislukt";
        };
    }

    /** A purpose that we do not know is told by its code. */
    static String purpose(Facts facts) {
        return facts.purpose()
                .map(AccessWords::purpose)
                .orElseGet(() -> facts.text("purpose").orElse(""));
    }

    private static String purpose(Purpose purpose) {
        return switch (purpose) {
            case TREAT -> "voor uw zorg of behandeling";
            case ETREAT -> "voor uw zorg of behandeling in een noodgeval";
            case CAREMGT -> "om uw zorg te regelen";
            case COC -> "om uw zorg met elkaar af te stemmen";
            case PATRQT -> "omdat u erom vroeg";
            case HOPERAT -> "om het systeem te laten werken";
            case HPAYMT -> "om uw zorg te betalen";
            case HRESCH -> "voor onderzoek met uw gegevens";
            case HCOMPL -> "om te controleren wie uw gegevens gebruikt";
        };
    }
}
