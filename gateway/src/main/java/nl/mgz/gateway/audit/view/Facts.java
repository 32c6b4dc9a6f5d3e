package nl.mgz.gateway.audit.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import nl.mgz.gateway.audit.Outcome;
import nl.mgz.gateway.audit.Touched;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.identity.Purpose;

/**
 * The fields of an event, by name. A line of five years ago may lack what is recorded today, and no line may keep a patient
 * from reading the rest: but for its moment, everything may be absent.
 */
final class Facts {

    /** Those that have a place of their own in what is made of an event. */
    private static final Set<String> KNOWN = Set.of(
            "client",
            "consent",
            "emergency",
            "emergencyGround",
            "emergencyReason",
            "judgement",
            "judgementText",
            "method",
            "network",
            "organization",
            "organizationName",
            "outcome",
            "parameters",
            "path",
            "patient",
            "person",
            "purpose",
            "received",
            "recorded",
            "request",
            "resources",
            "responsible",
            "rule",
            "token");

    /** What no XML can hold, and so no string of FHIR. */
    private static final Pattern UNWRITABLE =
            Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF\\p{Cs}]");

    private final JsonNode event;

    Facts(TrailLine line) {
        this.event = line.event();
    }

    Optional<String> text(String name) {
        String text = text(event.path(name));
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    private static String text(JsonNode value) {
        return UNWRITABLE.matcher(value.asText("")).replaceAll(" ");
    }

    private String orEmpty(String name) {
        return text(name).orElse("");
    }

    /** @throws java.time.format.DateTimeParseException when the line does not say when: then it is no line of the trail */
    Instant recorded() {
        return Instant.parse(orEmpty("recorded"));
    }

    Optional<Instant> received() {
        return text("received").map(Instant::parse);
    }

    String request() {
        return orEmpty("request");
    }

    String interaction() {
        return orEmpty("interaction");
    }

    boolean isOperation() {
        return interaction().startsWith("$");
    }

    /** An outcome that this version does not know is told as a failure: never as something that went well. */
    Outcome outcome() {
        String code = orEmpty("outcome").toUpperCase(Locale.ROOT);
        for (Outcome outcome : Outcome.values()) {
            if (outcome.name().equals(code)) {
                return outcome;
            }
        }
        return Outcome.FAILURE;
    }

    int status() {
        return event.path("status").asInt(0);
    }

    boolean emergency() {
        return event.path("emergency").asBoolean(false);
    }

    Optional<OrganizationKind> kind() {
        return text("organizationKind").flatMap(OrganizationKind::of);
    }

    Optional<Purpose> purpose() {
        return text("purpose").flatMap(Purpose::of);
    }

    /** @param name {@code person} or {@code responsible} */
    Optional<Person> person(String name) {
        JsonNode person = event.path(name);
        String id = text(person.path("id"));
        String shown = text(person.path("name"));
        if (id.isBlank() && shown.isBlank()) {
            return Optional.empty();
        }
        String role = text(person.path("role"));
        return Optional.of(new Person(id, shown, role.isBlank() ? null : role));
    }

    List<Touched> resources() {
        List<Touched> all = new ArrayList<>();
        for (JsonNode resource : event.path("resources")) {
            String[] parts = resource.asText("").split("/", -1);
            if (parts.length >= 2) {
                all.add(new Touched(parts[0], parts[1], parts.length == 4 ? parts[3] : ""));
            }
        }
        return all;
    }

    List<String> parameters() {
        List<String> all = new ArrayList<>();
        event.path("parameters").forEach(name -> all.add(name.asText()));
        return all;
    }

    /** Method, path and the names of the parameters: the trail holds no values, for they may name people. */
    String requestLine() {
        String query = parameters().isEmpty() ? "" : "?" + String.join("&", parameters());
        return (orEmpty("method") + " " + orEmpty("path") + query).strip();
    }

    /** Every field without a place of its own, also of a version that is newer than this class: nothing gets lost. */
    Map<String, String> others() {
        Map<String, String> all = new TreeMap<>();
        event.fields().forEachRemaining(field -> {
            JsonNode value = field.getValue();
            String text = value.isValueNode() ? text(value) : value.toString();
            if (!KNOWN.contains(field.getKey()) && !value.isNull() && !text.isBlank()) {
                all.put(field.getKey(), text);
            }
        });
        return all;
    }
}
