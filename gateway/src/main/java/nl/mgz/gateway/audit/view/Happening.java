package nl.mgz.gateway.audit.view;

import nl.mgz.gateway.audit.Outcome;
import nl.mgz.gateway.audit.Touched;

/** What somebody did with a patient's data, or wanted to do: whether it came to that is the line's {@link Outcome}. */
public enum Happening {
    MADE_AVAILABLE("heeft gegevens beschikbaar gemaakt", "wilde gegevens beschikbaar maken"),
    CHANGED("heeft gegevens gewijzigd", "wilde gegevens wijzigen"),
    REMOVED("heeft gegevens verwijderd", "wilde gegevens verwijderen"),
    LOOKED("heeft gegevens bekeken", "heeft gegevens gevraagd"),
    SEARCHED("heeft gegevens opgezocht", "heeft gegevens gevraagd"),
    LOOKED_AT_CHOICES(
            "heeft uw keuzes over het delen van gegevens bekeken",
            "heeft uw keuzes over het delen van gegevens gevraagd"),
    RECORDED_CHOICE(
            "heeft een keuze van u over het delen van gegevens vastgelegd",
            "wilde een keuze van u over het delen van gegevens vastleggen"),
    WITHDREW_CHOICE(
            "heeft een keuze van u over het delen van gegevens ingetrokken",
            "wilde een keuze van u over het delen van gegevens intrekken"),
    LOOKED_AT_LOG("heeft een overzicht van inzage bekeken", "heeft een overzicht van inzage gevraagd"),
    BROKE_GLASS("heeft noodtoegang tot uw gegevens geopend", "wilde noodtoegang tot uw gegevens openen"),
    JUDGED("heeft een noodtoegang beoordeeld", "wilde een noodtoegang beoordelen"),
    TOLD_OF_CHOICE(
            "heeft gemeld dat u een keuze over het delen van gegevens heeft gemaakt",
            "wilde melden dat u een keuze over het delen van gegevens heeft gemaakt"),
    WAS_TOLD(
            "heeft bericht gekregen dat er iets over u is gewijzigd",
            "zou bericht krijgen dat er iets over u is gewijzigd"),
    ASKED_TO_ENTER("heeft toegang tot het systeem gekregen", "heeft toegang tot het systeem gevraagd"),
    CHANGED_REGISTER(
            "heeft de aansluiting van een organisatie gewijzigd", "wilde de aansluiting van een organisatie wijzigen"),
    OTHER("heeft een verzoek gedaan", "heeft iets gevraagd");

    private final String done;
    private final String wanted;

    Happening(String done, String wanted) {
        this.done = done;
        this.wanted = wanted;
    }

    static Happening of(Facts facts) {
        return switch (facts.interaction()) {
            case "$break-glass" -> BROKE_GLASS;
            case "$judge" -> JUDGED;
            case "mitz-notice" -> TOLD_OF_CHOICE;
            case "notification" -> WAS_TOLD;
            default -> byPattern(facts);
        };
    }

    private static Happening byPattern(Facts facts) {
        return switch (BalpPattern.of(facts)) {
            case CREATE -> facts.interaction().equals("$record") ? RECORDED_CHOICE : MADE_AVAILABLE;
            case UPDATE ->
                facts.interaction().equals("$withdraw") ? WITHDREW_CHOICE : isNew(facts) ? MADE_AVAILABLE : CHANGED;
            case DELETE -> REMOVED;
            case READ, HISTORY -> LOOKED;
            case QUERY -> SEARCHED;
            case OPERATION ->
                switch (facts.interaction()) {
                    case "$access-log" -> LOOKED_AT_LOG;
                    case "$decide", "$choices" -> LOOKED_AT_CHOICES;
                    default -> LOOKED;
                };
            case EXPORT -> LOOKED_AT_LOG;
            case TOKEN -> ASKED_TO_ENTER;
            case REGISTER -> CHANGED_REGISTER;
            case OTHER -> ofSeveralRequests(facts);
        };
    }

    /**
     * A Bundle names its requests nowhere. The event of a change is written before there is a status; there the versions
     * tell what it was.
     */
    private static Happening ofSeveralRequests(Facts facts) {
        if (facts.resources().isEmpty()) {
            return OTHER;
        }
        if (facts.status() != 0) {
            return LOOKED;
        }
        if (isNew(facts)) {
            return MADE_AVAILABLE;
        }
        return facts.resources().stream()
                        .allMatch(resource -> resource.version().isEmpty())
                ? REMOVED
                : CHANGED;
    }

    /** A PUT to an id that was free makes a first version, as a POST does. */
    private static boolean isNew(Facts facts) {
        return !facts.resources().isEmpty()
                && facts.resources().stream().map(Touched::version).allMatch("1"::equals);
    }

    /** In Dutch, as what follows on the name of who did it. */
    String told(Outcome outcome) {
        boolean asked = this == LOOKED
                || this == LOOKED_AT_CHOICES
                || this == SEARCHED
                || this == LOOKED_AT_LOG
                || this == ASKED_TO_ENTER;
        return switch (outcome) {
            case PERMIT -> done;
            case REFUSAL, UNAUTHENTICATED ->
                wanted + (asked || this == OTHER ? ", maar niet gekregen" : ", maar dat mocht of kon niet");
            case FAILURE -> wanted + ", maar dat is mislukt door een storing";
        };
    }
}
