package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page for integrators: its requests get the answers that it says. */
class ConsultPageTest {

    private static final String OWNER = "90000491";
    private static final Pattern BLOCK = Pattern.compile("(?s)```json (\\w+)\\n(.*?)```");

    private final Gateway gateway = Gateway.shared();
    private final Map<String, String> values = new HashMap<>();
    private final String page = page();

    private static String page() {
        try {
            return Files.readString(Path.of("../docs/exchanges/consult.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String example(String name) {
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            if (block.group(1).equals(name)) {
                String[] text = {block.group(2)};
                values.forEach((key, value) -> text[0] = text[0].replace("{" + key + "}", value));
                return text[0];
            }
        }
        throw new AssertionError("the page has no example " + name);
    }

    @Test
    void showsWhatWorks() {
        values.put("requester", Gateway.USUAL);
        values.put("owner", OWNER);
        values.put("now", Consult.now());
        values.put("patient", People.create(gateway, "Pagina"));
        values.put(
                "condition",
                People.idOf(gateway.post("Condition", People.condition(values.get("patient"), "Epilepsie"))));
        values.put("question", People.idOf(gateway.post("ServiceRequest", example("question"))));
        String task = People.idOf(gateway.post("Task", example("task")));
        values.put("task", task);
        Gateway.Answer forbidden = Consult.patch(gateway, task, "1", example("forbidden"), OWNER);
        assertThat(forbidden.status()).isEqualTo(409);
        assertThat(forbidden.json()).isEqualTo(Records.tree(example("refused")));
        assertThat(Consult.patch(gateway, task, "1", example("begin"), OWNER).status())
                .isEqualTo(200);
        People.idOf(gateway.post("Communication", example("message"), Gateway.AS, OWNER));
        ObjectNode done = Consult.changed(Consult.seen(gateway, task, OWNER).json(), "completed");
        ObjectNode output = done.putArray("output").addObject();
        output.putObject("type").put("text", "advies");
        output.putObject("valueReference").put("reference", "urn:uuid:6f0f6f0c-52a8-4c5d-9e58-0f2f7f3b6f01");
        String answer = example("answer")
                .replaceFirst("\"\\{the Task as read[^\"]*\"", Matcher.quoteReplacement(done.toString()));
        Gateway.Answer answered = gateway.post("", answer, Gateway.AS, OWNER);
        assertThat(answered.status()).as(answered.text()).isEqualTo(200);
        String advice = gateway.get("Task/" + task)
                .json()
                .path("output")
                .path(0)
                .path("valueReference")
                .path("reference")
                .asText();
        assertThat(gateway.get(advice).status()).isEqualTo(200);
    }

    @Test
    void namesErrorsThatExistWithTheirStatus() {
        assertThat(ExchangeDocsTest.errors(page)).isGreaterThanOrEqualTo(8);
    }
}
