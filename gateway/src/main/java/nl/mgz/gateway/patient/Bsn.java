package nl.mgz.gateway.patient;

import java.util.Optional;
import java.util.regex.Pattern;
import nl.mgz.gateway.refusal.ElevenTest;
import org.hl7.fhir.r4.model.Identifier;

/**
 * A citizen service number that passes the eleven-test. It does not print: not in a log, a message, a metric or a
 * debugger's line.
 *
 * @see <a href="https://www.rvig.nl/bsn">RvIG: the citizen service number</a>
 */
public final class Bsn {

    public static final String SYSTEM = "http://fhir.nl/fhir/NamingSystem/bsn";

    private static final String OID = "urn:oid:2.16.840.1.113883.2.4.6.3";
    private static final Pattern FORM = Pattern.compile("\\d{8,9}");

    private final String digits;

    private Bsn(String digits) {
        this.digits = digits;
    }

    /** @return empty when the text is not eight or nine digits or fails the eleven-test; eight digits get a leading zero */
    public static Optional<Bsn> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        String digits = text.length() == 8 ? "0" + text : text;
        return ElevenTest.passes(digits) ? Optional.of(new Bsn(digits)) : Optional.empty();
    }

    /** Whether an identifier says that it is a BSN, right or wrong; one that is left out on purpose has no value. */
    public static boolean isBsn(Identifier identifier) {
        return isSystem(identifier.getSystem()) && identifier.hasValue();
    }

    public static boolean isSystem(@org.jspecify.annotations.Nullable String system) {
        return SYSTEM.equals(system) || OID.equals(system);
    }

    /** The digits, for storage, comparison and the question to Mitz; never for a text. {@code HouseRulesTest} says who may ask. */
    public String digits() {
        return digits;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bsn bsn && bsn.digits.equals(digits);
    }

    @Override
    public int hashCode() {
        return digits.hashCode();
    }

    @Override
    public String toString() {
        return "BSN";
    }
}
