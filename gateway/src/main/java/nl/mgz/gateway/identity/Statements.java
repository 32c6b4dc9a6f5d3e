package nl.mgz.gateway.identity;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an organisation states about who acts and why, in the form of IHE Internet User Authorization
 * (https://profiles.ihe.net/ITI/IUA/): the claim {@code extensions.ihe_iua}, with two of ours beside it. A client puts it in
 * its assertion; the gateway puts what it understood in the access token.
 */
final class Statements {

    static final String EXTENSIONS = "extensions";
    private static final String IUA = "ihe_iua";
    private static final String MGZ = "mgz";
    private static final int LONGEST_TEXT = 200;

    private Statements() {}

    /** @return empty when no known purpose is stated, or when a part has the wrong form */
    static Optional<Caller.Statement> read(@Nullable Object extensions) {
        if (!(extensions instanceof Map<?, ?> both) || !(both.get(IUA) instanceof Map<?, ?> iua)) {
            return Optional.empty();
        }
        Map<?, ?> ours = both.get(MGZ) instanceof Map<?, ?> map ? map : Map.of();
        try {
            Optional<Purpose> purpose = purpose(iua.get("purpose_of_use"));
            return purpose.map(known -> new Caller.Statement(
                    known,
                    person(iua),
                    ours.get("responsible") instanceof Map<?, ?> other ? person(other) : null,
                    text(ours.get("call")),
                    Boolean.TRUE.equals(ours.get("break_glass"))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The same with the organisation as the gateway knows it. What the client said about itself is overwritten.
     *
     * @param stated what {@link #read} accepted
     */
    static Map<String, Object> withOrganization(Object stated, String ura, String name, String kind) {
        Map<String, Object> all = copy(stated);
        Map<String, Object> iua = copy(all.getOrDefault(IUA, Map.of()));
        iua.put("subject_organization", name);
        iua.put("subject_organization_id", "urn:oid:2.16.528.1.1007.3.3." + ura);
        all.put(IUA, iua);
        Map<String, Object> ours = copy(all.getOrDefault(MGZ, Map.of()));
        ours.put("organization_kind", kind);
        all.put(MGZ, ours);
        return all;
    }

    private static Map<String, Object> copy(Object map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (map instanceof Map<?, ?> from) {
            from.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        return copy;
    }

    /** A client may ask for a token that lives shorter than usual, never longer. */
    static Duration shorter(Object stated, Duration usual) {
        return stated instanceof Map<?, ?> all
                        && all.get(MGZ) instanceof Map<?, ?> ours
                        && ours.get("ttl") instanceof Number seconds
                        && seconds.longValue() > 0
                        && seconds.longValue() < usual.toSeconds()
                ? Duration.ofSeconds(seconds.longValue())
                : usual;
    }

    /** IUA lets a client state several; one request has one. */
    private static Optional<Purpose> purpose(@Nullable Object stated) {
        Object one = stated instanceof List<?> list && list.size() == 1 ? list.get(0) : stated;
        if (!(one instanceof Map<?, ?> coding) || !Purpose.SYSTEM.equals(coding.get("system"))) {
            return Optional.empty();
        }
        return coding.get("code") instanceof String code ? Purpose.of(code) : Optional.empty();
    }

    private static @Nullable Person person(Map<?, ?> of) {
        String id = text(of.get("person_id"));
        String name = text(of.get("subject_name"));
        if (id == null && name == null) {
            return null;
        }
        if (id == null || name == null) {
            throw new IllegalArgumentException("a person has an id and a name");
        }
        return new Person(id, name, role(of.get("subject_role")));
    }

    private static @Nullable String role(@Nullable Object stated) {
        Object one = stated instanceof List<?> list && list.size() == 1 ? list.get(0) : stated;
        if (!(one instanceof Map<?, ?> coding)) {
            return null;
        }
        String system = text(coding.get("system"));
        String code = text(coding.get("code"));
        return system == null || code == null ? null : system + "|" + code;
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String text
                && !text.isBlank()
                && text.length() <= LONGEST_TEXT
                && text.chars().noneMatch(Character::isISOControl)) {
            return text.strip();
        }
        throw new IllegalArgumentException("not a short text");
    }
}
