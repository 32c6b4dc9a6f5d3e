package nl.mgz.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import nl.mgz.gateway.Cases;

/** One real patient's files as one push, under a BSN of its own so that tests do not meet. */
final class RealCases {

    /** Says neither yes nor no, nor what instead: refused, and rightly so. */
    private static final String UNDECIDED = "Consent-P2-ACP-TreatmentDirective-400231000146108.json";

    private RealCases() {}

    /** @return the id of the patient */
    static String push(String set, BiFunction<String, String, Gateway.Answer> post) {
        Map<String, String> places = new LinkedHashMap<>();
        List<ObjectNode> resources = new ArrayList<>();
        try (Stream<Path> files = Files.list(Cases.folder(set))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                if (!file.endsWith(UNDECIDED)) {
                    ObjectNode resource = Records.tree(Files.readString(file));
                    places.put(
                            resource.path("resourceType").asText() + "/"
                                    + resource.path("id").asText(),
                            Records.urn());
                    resources.add(resource);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<ObjectNode> entries = new ArrayList<>();
        int patient = -1;
        for (ObjectNode resource : resources) {
            String type = resource.path("resourceType").asText();
            String place = places.get(type + "/" + resource.remove("id").asText());
            if (type.equals("Patient")) {
                patient = entries.size();
                ((ObjectNode) resource.path("identifier").path(0)).put("value", People.newBsn());
            }
            String json = resource.toString();
            for (Map.Entry<String, String> one : places.entrySet()) {
                json = json.replace("\"" + one.getKey() + "\"", "\"" + one.getValue() + "\"");
            }
            entries.add(Records.post(place, json));
        }
        Gateway.Answer answer = post.apply("", Records.transaction(entries.toArray(ObjectNode[]::new)));
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return Records.idOf(answer, patient);
    }
}
