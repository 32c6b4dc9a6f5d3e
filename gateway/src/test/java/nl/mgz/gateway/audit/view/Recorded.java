package nl.mgz.gateway.audit.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/** Lines of the trail as the gateway writes them: GP de Wit of De Kade, and what one case changes. */
final class Recorded {

    static final String REQUEST = "6a0e6a3c-50a4-4bd4-9a5b-1f0a7d3a1e55";
    static final String UZI = "http://fhir.nl/fhir/NamingSystem/uzi-rolcode|";

    /** Every interaction that the trail knows, as its engineers named them. */
    static final List<String> INTERACTIONS = List.of(
            "read",
            "vread",
            "create",
            "update",
            "patch",
            "delete",
            "search-type",
            "search-system",
            "get-page",
            "history-instance",
            "history-type",
            "transaction",
            "batch",
            "$everything",
            "$lastn",
            "$current-directives",
            "$access-log",
            "$validate",
            "token",
            "partner-registered",
            "partner-suspended",
            "partner-resumed",
            "audit-export",
            "");

    private final ObjectNode event;

    private Recorded(ObjectNode event) {
        this.event = event;
    }

    static Recorded of(String interaction) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("request", REQUEST)
                .put("received", "2026-03-03T13:05:00.120Z")
                .put("recorded", "2026-03-03T13:05:00.250Z")
                .put("outcome", "permit")
                .put("status", 200)
                .put("interaction", interaction)
                .put("method", "GET")
                .put("path", "/fhir/Condition/c1")
                .put("network", "192.0.2.7")
                .put("emergency", false)
                .put("patient", "p1")
                .put("organization", "90000101")
                .put("organizationName", "De Kade")
                .put("organizationKind", "gp")
                .put("client", "kade-his")
                .put("token", "tok-1")
                .put("purpose", "TREAT");
        event.putArray("parameters");
        event.putArray("resources").add("Condition/c1/_history/2");
        event.putObject("person")
                .put("id", "900001234")
                .put("name", "M. de Wit")
                .put("role", UZI + "01.015");
        return new Recorded(event);
    }

    Recorded with(String field, String value) {
        event.put(field, value);
        return this;
    }

    Recorded with(String field, int value) {
        event.put(field, value);
        return this;
    }

    Recorded with(String field, boolean value) {
        event.put(field, value);
        return this;
    }

    Recorded without(String... fields) {
        Stream.of(fields).forEach(event::remove);
        return this;
    }

    Recorded resources(String... references) {
        Stream.of(references).forEach(event.putArray("resources")::add);
        return this;
    }

    Recorded parameters(String... names) {
        Stream.of(names).forEach(event.putArray("parameters")::add);
        return this;
    }

    Recorded responsible(String id, String name, String role) {
        event.putObject("responsible").put("id", id).put("name", name).put("role", role);
        return this;
    }

    Recorded person(String id, String name, String role) {
        event.putObject("person").put("id", id).put("name", name).put("role", role);
        return this;
    }

    /** As it comes from its column: keys sorted, read again. */
    TrailLine line() {
        try {
            JsonNode read = new ObjectMapper().readTree(event.toString());
            return new TrailLine("4711", read);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
