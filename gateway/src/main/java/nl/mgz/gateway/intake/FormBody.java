package nl.mgz.gateway.intake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;

/**
 * The parameters of a form. A container that finds a form too long or too broken drops it without a word, and a search
 * without its parameters finds everybody; so the gateway reads it itself, all of it or none.
 */
final class FormBody {

    static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_PARAMETERS = 200;

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private FormBody() {}

    /** @return why it is refused, or nothing when {@code into} holds its parameters beside those that were there */
    static Optional<Refusal> read(byte[] body, Map<String, String[]> into) {
        FormBody form = new FormBody();
        into.forEach((name, given) -> form.values.put(name, new ArrayList<>(List.of(given))));
        Optional<Refusal> refusal =
                BodyCheck.characters(body).or(() -> form.add(new String(body, StandardCharsets.UTF_8)));
        form.values.forEach((name, all) -> into.put(name, all.toArray(String[]::new)));
        return refusal;
    }

    private Optional<Refusal> add(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        String[] parts = text.strip().split("&");
        if (parts.length > MOST_PARAMETERS) {
            return Optional.of(
                    Refusal.of(ErrorCode.BODY_TOO_LARGE, "The form has more than " + MOST_PARAMETERS + " parameters"));
        }
        for (String part : parts) {
            int equals = part.indexOf('=');
            try {
                String name = decode(equals < 0 ? part : part.substring(0, equals));
                String value = equals < 0 ? "" : decode(part.substring(equals + 1));
                values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            } catch (IllegalArgumentException e) {
                return Optional.of(Refusal.of(
                        ErrorCode.NOT_PARSEABLE, "The form is not encoded as a form: check its percent signs"));
            }
        }
        boolean clean = values.values().stream().flatMap(List::stream).noneMatch(FormBody::isBroken);
        return clean
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        ErrorCode.NOT_UTF8, "The form has a NUL character, or is not UTF-8 once it is decoded"));
    }

    private static boolean isBroken(String value) {
        return value.indexOf('\0') >= 0 || value.indexOf('\uFFFD') >= 0;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
