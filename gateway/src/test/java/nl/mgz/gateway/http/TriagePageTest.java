package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Test;

/**
 * The page for integrators: its requests get the answers that it shows. With {@code -Ddocs.update=true} the answers are written
 * anew.
 */
class TriagePageTest {

    private static final Path PAGE = Path.of("../docs/exchanges/triage.md");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern IDS = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Gateway gateway = Gateway.shared();
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);
    private final Organisation onCall = new Organisation(gateway, OrganizationKind.SPECIALIST);
    private final Triage triage = new Triage(gateway);
    private final Map<String, String> values = new LinkedHashMap<>();

    private String request(String name) throws IOException {
        String text = ExchangeDocsTest.block(Files.readString(PAGE), "request: " + name)
                .group(2);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }

    /** The page as it must be; ids, organisations and moments are those of an example. */
    private void holds(String name, Gateway.Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String page = Files.readString(PAGE);
        Matcher block = ExchangeDocsTest.block(page, "answer: " + name);
        String expected = example(answer);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, page.substring(0, block.start(2)) + expected + page.substring(block.end(2)));
        } else {
            assertThat(block.group(2)).as(name).isEqualTo(expected);
        }
    }

    private String example(Gateway.Answer answer) throws IOException {
        String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer.json());
        json = json.replace(gateway.base(), "https://gateway.example.nl/fhir")
                .replace(triage.service.ura(), "90000001")
                .replace(practice.ura(), "90000002")
                .replace(onCall.ura(), "90000003")
                .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)\"", "\"2026-11-22T12:00:00+01:00\"")
                .replaceAll("\"source\" : \"#[^\"]*\"", "\"source\" : \"#1\"")
                .replaceAll("\\d{1,2} [a-z]+ \\d{4} \\d\\d:\\d\\d", "22 november 2026 12:00");
        Map<String, String> ids = new LinkedHashMap<>();
        return IDS.matcher(json)
                        .replaceAll(found -> ids.computeIfAbsent(
                                found.group(), one -> "00000000-0000-4000-8000-%012d".formatted(ids.size() + 1)))
                + "\n";
    }

    @Test
    void showsWhatWorks() throws IOException {
        values.put("patient", Triage.patient(gateway, practice));
        values.put("number", UUID.randomUUID().toString());
        values.put(
                "start",
                Instant.now().minusSeconds(300).truncatedTo(ChronoUnit.SECONDS).toString());
        values.put("end", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        values.put("practice", practice.ura());
        values.put("oncall", onCall.ura());
        Gateway.Answer report = triage.service.post("Composition/$triage-report", request("report"));
        holds("report", report);
        holds("escalate", triage.service.post(Triage.reference(report, "report") + "/$escalate", request("escalate")));
    }

    @Test
    void namesErrorsThatExistWithTheirStatus() throws IOException {
        assertThat(ExchangeDocsTest.errors(Files.readString(PAGE))).isGreaterThanOrEqualTo(8);
    }
}
