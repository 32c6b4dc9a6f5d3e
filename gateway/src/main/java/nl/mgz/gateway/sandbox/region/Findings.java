package nl.mgz.gateway.sandbox.region;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The measurements of one contact. A report text asks for them by slot, such as {@code {temp:36.4-37.2}}; what the text
 * says and what the observations hold is then the same.
 */
final class Findings {

    /** @param second the diastolic pressure, otherwise empty */
    record Measured(Vital vital, String value, String second) {}

    private final List<Measured> measured = new ArrayList<>();
    private final Client.Body body;
    private final long daysBeforeAnchor;
    private final Dice dice;

    Findings(Client client, LocalDate date, LocalDate anchor, Dice dice) {
        this.body = client.body();
        this.daysBeforeAnchor = ChronoUnit.DAYS.between(date, anchor);
        this.dice = dice;
    }

    List<Measured> all() {
        return measured;
    }

    /** Takes the measurement and says it the Dutch way, with a comma. A pain score stays words only. */
    String take(String slot) {
        String[] parts = slot.split(":", 2);
        if (parts[0].equals("pijn")) {
            return within(parts[1]);
        }
        Vital vital = Vital.ofSlot(parts[0]);
        Measured taken = switch (vital) {
            case WEIGHT -> new Measured(vital, weight(), "");
            case BLOOD_PRESSURE -> pressure(parts[1].split("/"));
            default -> new Measured(vital, within(parts[1]), "");
        };
        measured.add(taken);
        return taken.second().isEmpty() ? taken.value().replace('.', ',') : taken.value() + "/" + taken.second();
    }

    private Measured pressure(String[] ranges) {
        return new Measured(Vital.BLOOD_PRESSURE, within(ranges[0]), within(ranges[1]));
    }

    private String weight() {
        double years = daysBeforeAnchor / 365.0;
        long tenths = Math.round((body.weight() - body.weightPerYear() * years) * 10) + dice.between(-6, 6);
        return BigDecimal.valueOf(tenths, 1).toPlainString();
    }

    private String within(String range) {
        String[] bounds = range.split("-", 2);
        BigDecimal low = new BigDecimal(bounds[0]);
        int steps = new BigDecimal(bounds[1]).subtract(low).unscaledValue().intValueExact();
        return low.add(BigDecimal.valueOf(dice.between(0, steps), low.scale())).toPlainString();
    }
}
