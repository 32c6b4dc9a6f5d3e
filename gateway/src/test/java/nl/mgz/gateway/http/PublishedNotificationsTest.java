package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every published file about notifications, sent as it is: taken, or refused for the reason that stands beside it. */
class PublishedNotificationsTest {

    private static final String PLACER = "11111111";
    private static final String FULFILLER = "22222222";
    private static final String NP = "nl-gf/instances/";

    /**
     * What happens to one file.
     *
     * @param by organisation that sends it, by URA
     * @param to path below the base
     * @param place of the issue; empty where the refusal has none
     * @param why this is right
     */
    record Case(String file, String by, String to, int status, String code, String place, String why) {

        @Override
        public String toString() {
            return file + " to /" + to;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        NP + "Subscription-np-referral-subscription.json",
                        FULFILLER,
                        "Subscription",
                        422,
                        "endpoint-not-registered",
                        "Subscription.channel.endpoint",
                        "nobody is told anything at an address that no operator put into the directory"),
                new Case(
                        NP + "Task-np-referral-coordination-task.json",
                        PLACER,
                        "Task",
                        422,
                        "patient-unknown",
                        "Task.for.identifier",
                        "the patient of the case is not known in this region: its Patient comes first"),
                new Case(
                        NP + "ServiceRequest-np-referral-servicerequest.json",
                        PLACER,
                        "ServiceRequest",
                        422,
                        "patient-unknown",
                        "ServiceRequest.subject.identifier",
                        "the same"),
                new Case(
                        NP + "Task-a0fc5221-bcd9-46f1-922f-c2913dae5d63.json",
                        FULFILLER,
                        "Task",
                        422,
                        "reference-unresolved",
                        "Task.for",
                        "its patient is one of another server"),
                new Case(
                        NP + "Bundle-np-referral-notification-bundle.json",
                        PLACER,
                        "",
                        405,
                        "not-supported",
                        "Bundle.type",
                        "a notification is what the gateway sends; who places an order here sends the Task itself"),
                new Case(
                        NP + "Parameters-np-referral-subscription-status.json",
                        PLACER,
                        "Parameters",
                        404,
                        "type-not-supported",
                        "",
                        "the status of a subscription is asked for, never stored"),
                new Case(
                        "mitz/example__example_subscription.xml",
                        FULFILLER,
                        "Subscription",
                        422,
                        "not-valid",
                        "Subscription.channel.payload",
                        "a Subscription that Mitz takes: it asks for XML, and for a search of Mitz"));
    }

    private final Gateway gateway = Gateway.shared();

    private static String text(String file) {
        Path path =
                Cases.folder(file.substring(0, file.indexOf('/'))).getParent().resolve(file);
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Gateway.Answer send(String to, String file, String body, String by) {
        String type = file.endsWith(".xml") ? "application/fhir+xml" : "application/fhir+json";
        return gateway.send(
                "POST",
                to,
                body.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                type,
                "Accept",
                "application/fhir+json",
                Gateway.AS,
                by);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedAsPublishedForTheReasonThatIsStated(Case one) {
        Gateway.Answer answer = send(one.to(), one.file(), text(one.file()), one.by());
        assertThat(List.of(answer.status(), answer.code(), String.join(",", answer.expressions())))
                .as("%s: %s%n%s", one, one.why(), answer.text())
                .isEqualTo(List.of(one.status(), one.code(), one.place()));
    }

    /** What is needed for the Task of notified pull to be taken, one thing after the other, and nothing else. */
    @Test
    void theTaskIsTakenOnceEverythingThatItNamesIsThere() {
        String bsn = People.newBsn();
        String file = NP + "Task-np-referral-coordination-task.json";
        ObjectNode task = Records.tree(text(file).replace("999911120", bsn));
        String patient =
                People.idOf(gateway.post("Patient", People.patient(bsn, "Verwezen", "1950-02-03"), Gateway.AS, PLACER));
        assertRefused(task, "reference-unresolved", "Task.focus");
        ObjectNode request = Records.tree(
                text(NP + "ServiceRequest-np-referral-servicerequest.json").replace("999911120", bsn));
        assertRefused(request, "reference-unresolved", "ServiceRequest.supportingInfo");
        // The observation that it names is in no published file.
        request.remove("supportingInfo");
        String service = People.idOf(gateway.post("ServiceRequest", request.toString(), Gateway.AS, PLACER));
        task.withObjectProperty("focus").put("reference", "ServiceRequest/" + service);
        // A Task of April opens nothing in November.
        assertRefused(task, "consultation-invalid", "Task.authoredOn");
        task.put("authoredOn", Consult.now());
        String stored = People.idOf(gateway.post("Task", task.toString(), Gateway.AS, PLACER));
        assertThat(gateway.get("Task/" + stored, Gateway.AS, PLACER)
                        .json()
                        .path("for")
                        .toString())
                .contains(patient);
    }

    private void assertRefused(ObjectNode resource, String code, String place) {
        Gateway.Answer answer =
                gateway.post(resource.path("resourceType").asText(), resource.toString(), Gateway.AS, PLACER);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.expressions()).contains(place);
    }

    @Test
    void theSubscriptionIsTakenOnceItsEndpointIsRegistered() {
        try (Receiver receiver = new Receiver()) {
            Telling.register(gateway, FULFILLER, receiver.url());
            String file = NP + "Subscription-np-referral-subscription.json";
            String json = text(file).replace("https://fulfiller.example.nl/fhir", receiver.url());
            String id = People.idOf(send("Subscription", file, json, FULFILLER));
            Receiver.await(() -> receiver.all().size() == 1, () -> "no handshake");
            JsonNode kept =
                    gateway.get("Subscription/" + id, Gateway.AS, FULFILLER).json();
            assertThat(kept.path("criteria")).isEqualTo(Records.tree(json).path("criteria"));
            assertThat(gateway.delete("Subscription/" + id, Gateway.AS, FULFILLER)
                            .status())
                    .isIn(200, 204);
        }
    }

    /** In JSON it would be no topic of the gateway either: who changed a choice at Mitz is told by Mitz. */
    @Test
    void theSubscriptionToMitzNamesNoTopicOfTheGateway() {
        String file = "mitz/example__example_subscription.xml";
        Gateway.Answer answer = send("Subscription", file, text(file).replace("fhir+xml", "fhir+json"), FULFILLER);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("not-valid");
        assertThat(answer.expressions()).containsExactly("Subscription.criteria");
    }

    /** A file that is published later does not slip through: it is named here, or the test says which is missing. */
    @Test
    void noneIsLeftOut() throws IOException {
        Set<String> about = new TreeSet<>();
        try (Stream<Path> files = Files.list(Cases.folder("nl-gf").resolve("instances"))) {
            for (Path file : files.toList()) {
                JsonNode json = Records.tree(Files.readString(file));
                String type = json.path("resourceType").asText();
                boolean notification =
                        List.of("Subscription", "Task", "Parameters").contains(type)
                                || "history".equals(json.path("type").asText());
                if (notification) {
                    about.add(NP + file.getFileName());
                }
            }
        }
        Set<String> stated = cases().map(Case::file).collect(Collectors.toSet());
        assertThat(stated).containsAll(about);
        assertThat(about).hasSize(5);
    }
}
