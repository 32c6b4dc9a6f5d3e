package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.Cases;
import org.junit.jupiter.api.Test;

/** The notified pull of the Dutch generic functions, with the resources that its guide publishes. */
class NotifiedPullTest {

    private static final String PLACER = "97500001";
    private static final String FULFILLER = "97500002";

    private final Gateway gateway = Gateway.shared();
    private final Path cases = Cases.folder("nl-gf").resolve("instances");

    /** A case with its organisations, its patient and its addresses put in the place of those of this region. */
    private ObjectNode of(String file, String bsn, Receiver receiver) throws IOException {
        String json = Files.readString(cases.resolve(file))
                .replace("11111111", PLACER)
                .replace("22222222", FULFILLER)
                .replace("999911120", bsn)
                .replace("https://fulfiller.example.nl/fhir", receiver.url());
        ObjectNode resource = Records.tree(json);
        resource.remove("id");
        return resource;
    }

    @Test
    void runsFromTheTaskOfThePlacerToTheNotificationOfTheFulfiller() throws IOException {
        try (Receiver receiver = new Receiver()) {
            String bsn = People.newBsn();
            Telling.register(gateway, FULFILLER, receiver.url());
            String subscription = People.idOf(gateway.post(
                    "Subscription",
                    of("Subscription-np-referral-subscription.json", bsn, receiver)
                            .toString(),
                    Gateway.AS,
                    FULFILLER));
            Receiver.await(() -> receiver.all().size() == 1, () -> "no handshake");
            String patient = People.idOf(
                    gateway.post("Patient", People.patient(bsn, "Verwezen", "1950-02-03"), Gateway.AS, PLACER));
            ObjectNode request = of("ServiceRequest-np-referral-servicerequest.json", bsn, receiver);
            // The observation that it names is in no case.
            request.remove("supportingInfo");
            String service = People.idOf(gateway.post("ServiceRequest", request.toString(), Gateway.AS, PLACER));
            ObjectNode task = of("Task-np-referral-coordination-task.json", bsn, receiver);
            task.withObjectProperty("focus").put("reference", "ServiceRequest/" + service);
            task.put("authoredOn", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            task.withObjectProperty("restriction").withObjectProperty("period").put("end", "2099-01-01");
            String stored = People.idOf(gateway.post("Task", task.toString(), Gateway.AS, PLACER));

            Receiver.Got got = receiver.awaitTaken(1).get(0);
            assertThat(got.focus()).isEqualTo(gateway.base() + "/Task/" + stored);
            assertThat(got.status("topic")).isEqualTo("http://twiin.nl/fhir/SubscriptionTopic/referral");
            assertThat(got.status("subscription")).endsWith("/Subscription/" + subscription);
            assertThat(got.bundle().toString()).doesNotContain(bsn, patient, "3457005", "Verwezen");

            JsonNode published =
                    Records.tree(Files.readString(cases.resolve("Bundle-np-referral-notification-bundle.json")));
            Set<String> theirs = shape(published);
            // Ours needs no hint: the open Task is the ground to fetch what it names.
            theirs.removeIf(one -> one.contains("authorization-hint"));
            assertThat(shape(got.bundle())).containsAll(theirs);

            assertThat(gateway.get("Task/" + stored, Gateway.AS, FULFILLER).status())
                    .isEqualTo(200);
            assertThat(gateway.get("ServiceRequest/" + service, Gateway.AS, FULFILLER)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void tellsOfTheTasksOfThatPlacerOnly() throws IOException {
        try (Receiver receiver = new Receiver()) {
            String bsn = People.newBsn();
            Telling.register(gateway, FULFILLER, receiver.url());
            People.idOf(gateway.post(
                    "Subscription",
                    of("Subscription-np-referral-subscription.json", bsn, receiver)
                            .toString(),
                    Gateway.AS,
                    FULFILLER));
            Receiver.await(() -> receiver.all().size() == 1, () -> "no handshake");
            People.idOf(gateway.post("Patient", People.patient(bsn, "Ander", "1950-02-03")));
            ObjectNode task = of("Task-np-referral-coordination-task.json", bsn, receiver);
            task.remove("focus");
            task.put("authoredOn", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            task.withObjectProperty("requester")
                    .withObjectProperty("identifier")
                    .put("value", Gateway.USUAL);
            People.idOf(gateway.post("Task", task.toString()));
            assertThat(receiver.quiet()).isEmpty();
        }
    }

    /** Which elements and which named parameters a notification has. */
    private static Set<String> shape(JsonNode bundle) {
        Set<String> all = new TreeSet<>();
        all.add("type=" + bundle.path("type").asText());
        all.add(bundle.has("timestamp") ? "timestamp" : "");
        for (JsonNode entry : bundle.path("entry")) {
            all.add("entry.fullUrl=" + entry.path("fullUrl").asText().replaceFirst("^(urn:uuid:).*", "$1"));
            all.add("entry.request=" + entry.path("request").path("method").asText() + " "
                    + entry.path("request").path("url").asText().replaceFirst("^.*/Subscription/.*/", ""));
            all.add("entry.response=" + entry.path("response").path("status").asText());
            all.add("entry.resource="
                    + entry.path("resource").path("resourceType").asText());
            parameters(entry.path("resource").path("parameter"), "", all);
        }
        return all;
    }

    private static void parameters(JsonNode parts, String outer, Set<String> all) {
        for (JsonNode one : parts) {
            String name = outer + "/" + one.path("name").asText();
            List<String> values = new ArrayList<>();
            one.fieldNames().forEachRemaining(field -> {
                if (field.startsWith("value")) {
                    values.add(field);
                }
            });
            all.add(name + " " + values);
            parameters(one.path("part"), name, all);
        }
    }
}
