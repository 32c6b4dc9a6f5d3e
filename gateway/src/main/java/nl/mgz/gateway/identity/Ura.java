package nl.mgz.gateway.identity;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The UZI register number of a care organisation: eight digits (http://fhir.nl/fhir/NamingSystem/ura). It identifies an
 * organisation, not a person, and may be printed.
 */
public record Ura(String value) {

    public static final String SYSTEM = "http://fhir.nl/fhir/NamingSystem/ura";

    private static final Pattern FORM = Pattern.compile("\\d{8}");

    public Ura {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a URA has eight digits");
        }
    }

    public static Optional<Ura> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Ura(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
