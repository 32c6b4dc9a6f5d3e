package nl.mgz.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of forty resources about one patient: what is known of the practice's patients, as somebody new each time, and the
 * same once more with every resource but the Patient changed. Both servers get the same of either.
 */
final class Pushes {

    private static final int MOST = 40;
    private static final String BSN = "http://fhir.nl/fhir/NamingSystem/bsn";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A run takes fewer numbers than it takes milliseconds, so that the next one on the same folder meets nobody of it. */
    private static final AtomicInteger PERSON =
            new AtomicInteger(900_000_000 + (int) (System.currentTimeMillis() % 90_000_000));

    private static final AtomicInteger NOTE = new AtomicInteger();
    private static final String CHANGED = "Bijgewerkt ";

    private static final String RUN = Long.toString(System.currentTimeMillis());

    /** One record by the places of its resources, the Patient first. */
    private record Template(Map<String, ObjectNode> resources) {}

    /** What was stored at one server: the resources with their ids there, and the version of each. */
    private record Stored(List<ObjectNode> resources, List<String> versions) {}

    private final Calls calls;
    private final List<Template> templates;
    private final ConcurrentLinkedQueue<Stored> stored = new ConcurrentLinkedQueue<>();

    private Pushes(Calls calls, List<Template> templates) {
        this.calls = calls;
        this.templates = templates;
    }

    /** Of what its caller makes itself. */
    static Pushes of(Calls calls) {
        return new Pushes(calls, List.of());
    }

    /** @param patients whose records are taken for example */
    static Pushes like(String database, List<String> patients, Calls calls) throws SQLException, IOException {
        List<Template> templates = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database)) {
            for (String patient : patients) {
                Template one = template(connection, patient);
                if (one.resources().size() == MOST && one.resources().containsKey("Patient/" + patient)) {
                    templates.add(one);
                }
            }
        }
        if (templates.isEmpty()) {
            throw new IOException("no record is large enough for an example");
        }
        return new Pushes(calls, templates);
    }

    /** How many resources a push has on average. */
    double size() {
        return templates.stream()
                .mapToInt(one -> one.resources().size())
                .average()
                .orElse(0);
    }

    private static Template template(Connection connection, String patient) throws SQLException, IOException {
        Map<String, ObjectNode> found = new java.util.LinkedHashMap<>();
        String sql = "select r.res_type, r.fhir_id, v.res_text_vc from hfj_resource r"
                + " join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver"
                + " join mgz_resource_binding b on b.resource_id = r.fhir_id"
                + " where r.res_deleted_at is null and b.patient_id = ? and r.res_type in"
                + " ('Patient', 'Condition', 'Observation', 'MedicationStatement', 'AllergyIntolerance')"
                + " order by r.res_type <> 'Patient', r.fhir_id";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, patient);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ObjectNode resource = (ObjectNode) JSON.readTree(Objects.requireNonNull(rows.getString(3)));
                    // What it leads to elsewhere in the record does not come along.
                    resource.remove(List.of(
                            "id", "meta", "text", "encounter", "context", "reasonReference", "hasMember", "partOf"));
                    if ("Patient".equals(rows.getString(1))) {
                        resource.retain("resourceType", "name", "gender", "birthDate", "address");
                    }
                    found.put(rows.getString(1) + "/" + rows.getString(2), resource);
                }
            }
        }
        // What refers to anything else of the record cannot be sent without it.
        Map<String, ObjectNode> whole = new java.util.LinkedHashMap<>();
        found.forEach((place, resource) -> {
            if (whole.size() < MOST && staysWithin(resource, "Patient/" + patient)) {
                whole.put(place, resource);
            }
        });
        return new Template(filled(whole));
    }

    /** Who has fewer has some of them twice, each with a note of its own. */
    private static Map<String, ObjectNode> filled(Map<String, ObjectNode> some) {
        Map<String, ObjectNode> all = new java.util.LinkedHashMap<>(some);
        List<Map.Entry<String, ObjectNode>> again = some.entrySet().stream()
                .filter(one -> !one.getKey().startsWith("Patient/"))
                .toList();
        for (int i = 0; !again.isEmpty() && all.size() < MOST; i++) {
            Map.Entry<String, ObjectNode> one = again.get(i % again.size());
            ObjectNode copy = one.getValue().deepCopy();
            copy.putArray("note").addObject().put("text", "Nog eens " + i);
            all.put(one.getKey() + "-" + i, copy);
        }
        return all;
    }

    private static boolean staysWithin(JsonNode node, String patient) {
        for (JsonNode reference : node.findValues("reference")) {
            String to = reference.asText();
            if (!to.equals(patient)
                    && !to.matches("(Organization|Practitioner|PractitionerRole|Location|Medication)/.*")) {
                return false;
            }
        }
        return true;
    }

    /** Somebody new. */
    void create(int number) throws IOException, InterruptedException {
        push(templates.get(number % templates.size()).resources());
    }

    /**
     * Sends resources in one transaction; a Patient among them is somebody new.
     *
     * @param template by their places, by which they refer to each other
     * @return the ids that they got, in the same order
     */
    List<String> push(Map<String, ObjectNode> template) throws IOException, InterruptedException {
        Map<String, String> places = new HashMap<>();
        template.keySet().forEach(place -> places.put(place, "urn:uuid:" + UUID.randomUUID()));
        List<ObjectNode> resources = new ArrayList<>();
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        template.forEach((place, known) -> {
            ObjectNode resource = known.deepCopy();
            if (place.startsWith("Patient/")) {
                resource.putArray("identifier")
                        .addObject()
                        .put("system", BSN)
                        .put("value", String.valueOf(PERSON.updateAndGet(Bsns::after)));
            }
            refer(resource, places);
            resources.add(resource);
            ObjectNode entry = entries.addObject();
            entry.put("fullUrl", places.get(place));
            entry.set("resource", resource);
            entry.putObject("request").put("method", "POST").put("url", place.replaceFirst("/.*", ""));
        });
        List<String[]> locations = locations(calls.post("", bundle(entries)));
        Map<String, String> got = new HashMap<>();
        List<String> ids = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        for (String place : template.keySet()) {
            String[] location = locations.get(ids.size());
            resources.get(ids.size()).put("id", location[1]);
            got.put(Objects.requireNonNull(places.get(place)), location[0] + "/" + location[1]);
            ids.add(location[1]);
            versions.add(location[2]);
        }
        resources.forEach(resource -> refer(resource, got));
        stored.add(new Stored(resources, versions));
        return ids;
    }

    /** What each transaction stored, as type and id. */
    List<List<String>> places() {
        return stored.stream()
                .map(one -> one.resources().stream().map(Pushes::place).toList())
                .toList();
    }

    /** Of each transaction that was changed: what its last change wrote into its resources, by type and id. */
    List<Map<String, String>> notes() {
        return stored.stream()
                .map(one -> one.resources().stream()
                        .filter(resource -> note(resource).startsWith(CHANGED))
                        .collect(Collectors.toMap(Pushes::place, Pushes::note)))
                .filter(notes -> !notes.isEmpty())
                .toList();
    }

    private static String place(JsonNode resource) {
        return resource.path("resourceType").asText() + "/"
                + resource.path("id").asText();
    }

    /** The first one of a resource; empty where it has none. */
    static String note(JsonNode resource) {
        return resource.path("note").path(0).path("text").asText();
    }

    /** Type, id and version of each entry. */
    private static List<String[]> locations(byte[] answer) throws IOException {
        List<String[]> all = new ArrayList<>();
        for (JsonNode entry : JSON.readTree(answer).path("entry")) {
            String[] parts = entry.path("response").path("location").asText().split("/");
            int end = parts.length;
            all.add(new String[] {parts[end - 4], parts[end - 3], parts[end - 1]});
        }
        return all;
    }

    /** Somebody who was pushed before, changed. */
    void update(int number) throws IOException, InterruptedException {
        Stored one = stored.poll();
        if (one == null) {
            create(number);
            return;
        }
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < one.resources().size(); i++) {
            ObjectNode resource = one.resources().get(i);
            String type = resource.path("resourceType").asText();
            if (!"Patient".equals(type)) {
                resource.putArray("note").addObject().put("text", CHANGED + RUN + " " + NOTE.incrementAndGet());
            }
            ObjectNode entry = entries.addObject();
            entry.set("resource", resource);
            entry.putObject("request")
                    .put("method", "PUT")
                    .put("url", type + "/" + resource.path("id").asText())
                    .put("ifMatch", "W/\"" + one.versions().get(i) + "\"");
        }
        List<String> versions = new ArrayList<>();
        for (String[] location : locations(calls.post("", bundle(entries)))) {
            versions.add(location[2]);
        }
        stored.add(new Stored(one.resources(), versions));
    }

    private static String bundle(ArrayNode entries) {
        ObjectNode bundle = JsonNodeFactory.instance.objectNode();
        bundle.put("resourceType", "Bundle").put("type", "transaction").set("entry", entries);
        return bundle.toString();
    }

    private static void refer(JsonNode node, Map<String, String> places) {
        if (node instanceof ObjectNode object) {
            @Nullable String to = places.get(object.path("reference").asText());
            if (to != null) {
                object.put("reference", to);
            }
        }
        node.forEach(child -> refer(child, places));
    }
}
