package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The page for integrators: its request gets the answers and the message that it shows. With {@code -Ddocs.update=true} these are
 * written anew.
 */
class NotificationsPageTest {

    private static final Path PAGE = Path.of("../docs/exchanges/notifications.md");
    private static final String SUBSCRIBER = "97320001";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern IDS = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Gateway gateway = Gateway.shared();

    /** The same id is the same on all of the page. */
    private final Map<String, String> ids = new LinkedHashMap<>();

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    /** The page as it must be; ids, addresses and moments are those of an example. */
    private void holds(String name, JsonNode answer, Receiver receiver) throws IOException {
        String json = JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(answer)
                .replace(gateway.base(), "https://gateway.example.nl/fhir")
                .replace(receiver.url(), "https://fhir.example.nl/r4")
                .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)\"", "\"2026-11-22T10:30:05.123Z\"");
        String expected = IDS.matcher(json)
                        .replaceAll(found -> ids.computeIfAbsent(
                                found.group(), one -> "00000000-0000-4000-8000-%012d".formatted(ids.size() + 1)))
                + "\n";
        String page = page();
        Matcher block = ExchangeDocsTest.block(page, name);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, page.substring(0, block.start(2)) + expected + page.substring(block.end(2)));
        } else {
            assertThat(block.group(2)).as(name).isEqualTo(expected);
        }
    }

    private JsonNode mine(String path) {
        Gateway.Answer answer = gateway.get(path, Gateway.AS, SUBSCRIBER);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void showsWhatIsAskedAndWhatComes() throws IOException {
        try (Receiver receiver = new Receiver()) {
            Telling.register(gateway, SUBSCRIBER, receiver.url());
            String patient = People.create(gateway, "Pagina");
            String request = ExchangeDocsTest.block(page(), "request: subscribe")
                    .group(2)
                    .replace("https://fhir.example.nl/r4", receiver.url());
            Gateway.Answer made = gateway.post("Subscription", request, Gateway.AS, SUBSCRIBER);
            String subscription = "Subscription/" + People.idOf(made);
            // It may be active by the time that it is answered.
            holds("answer: subscribe", ((ObjectNode) made.json()).put("status", "requested"), receiver);
            Receiver.await(
                    () -> "active".equals(mine(subscription).path("status").asText()), () -> "no handshake");
            holds("message: handshake", receiver.all().get(0).bundle(), receiver);
            People.idOf(gateway.post("Task", """
                    {"resourceType":"Task","status":"requested","intent":"order",
                     "code":{"coding":[{"system":"http://snomed.info/sct","code":"3457005"}]},
                     "for":{"reference":"Patient/%s"},"authoredOn":"%s",
                     "requester":%s,"owner":%s}""".formatted(
                    patient, Consult.now(), Sharing.organization(Gateway.USUAL), Sharing.organization(SUBSCRIBER))));
            holds("message: event", receiver.awaitTaken(1).get(0).bundle(), receiver);
            holds("answer: status", mine(subscription + "/$status"), receiver);
            holds("answer: events", mine(subscription + "/$events?eventsSinceNumber=1"), receiver);
            assertThat(gateway.delete(subscription, Gateway.AS, SUBSCRIBER).status())
                    .isIn(200, 204);
        }
    }

    @Test
    void namesErrorsThatExistWithTheirStatus() throws IOException {
        assertThat(ExchangeDocsTest.errors(page())).isGreaterThanOrEqualTo(5);
    }

    /** An alert on a metric that nobody writes never rings. */
    @Test
    void namesMetricsThatAreThere() throws IOException {
        String scraped = gateway.get("http://localhost:" + gateway.managementPort() + "/actuator/prometheus")
                .text();
        TreeSet<String> named = new TreeSet<>();
        Matcher metric = Pattern.compile("\\bmgz_notify_[a-z_]+").matcher(page());
        while (metric.find()) {
            named.add(metric.group());
        }
        assertThat(named).hasSizeGreaterThanOrEqualTo(4);
        assertThat(named).allSatisfy(one -> assertThat(scraped).contains("\n" + one));
    }
}
