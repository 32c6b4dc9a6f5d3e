package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.refusal.ErrorCode;
import org.junit.jupiter.api.Test;

/**
 * The requests and answers in {@code docs/exchanges} are what a gateway takes and gives. With {@code -Ddocs.update=true} the answers
 * are written anew.
 */
class ExchangeDocsTest {

    private static final Path SUMMARY = Path.of("../docs/exchanges/summary.md");
    private static final Path CARE_PLAN = Path.of("../docs/exchanges/careplan.md");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern ERROR = Pattern.compile("(?m)^\\| (\\d{3}) \\| `([a-z-]+)` \\|");

    private final Gateway gateway = Gateway.shared();
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);

    static Matcher block(String page, String name) {
        Matcher block = Pattern.compile("(<!-- " + name + " -->\\n```json\\n)(.*?)(```\\n)", Pattern.DOTALL)
                .matcher(page);
        assertThat(block.find()).as(name).isTrue();
        return block;
    }

    /** The errors that a page's table names exist, with their status; gives how many. */
    static int errors(String page) {
        Matcher error = ERROR.matcher(page);
        int found = 0;
        while (error.find()) {
            int status = Integer.parseInt(error.group(1));
            String code = error.group(2);
            assertThat(Stream.of(ErrorCode.values()))
                    .as(code)
                    .anyMatch(one -> one.code().equals(code) && one.status() == status);
            found++;
        }
        return found;
    }

    /** The page as it must be; ids, addresses and moments are those of an example. */
    private void holds(Path page, String name, Gateway.Answer answer) throws IOException {
        String text = Files.readString(page);
        Matcher block = block(text, name);
        String expected = example(answer);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(page, text.substring(0, block.start(2)) + expected + text.substring(block.end(2)));
        } else {
            assertThat(block.group(2)).as(page + " " + name).isEqualTo(expected);
        }
    }

    private String example(Gateway.Answer answer) throws JsonProcessingException {
        return example(answer.json(), gateway, practice);
    }

    static String example(JsonNode answer, Gateway gateway, Organisation practice) throws JsonProcessingException {
        String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer);
        json = json.replace(gateway.base(), "https://gateway.example.nl/fhir")
                .replace(practice.ura(), "90000000")
                .replaceAll(
                        "\"(lastUpdated|timestamp|date)\" : \"[^\"]*\"", "\"$1\" : \"2026-11-22T12:00:00.000+01:00\"")
                .replaceAll("(fhir/NamingSystem/bsn\",\\s+\"value\" : )\"\\d+\"", "$1\"999911120\"");
        Map<String, String> ids = new LinkedHashMap<>();
        Matcher id = UUID.matcher(json);
        return id.replaceAll(found -> ids.computeIfAbsent(
                        found.group(), one -> "00000000-0000-4000-8000-%012d".formatted(ids.size() + 1)))
                + "\n";
    }

    @Test
    void thePushAndTheSummaryAreAsTheyAreToldThere() throws IOException {
        String push = block(Files.readString(SUMMARY), "request: push").group(2).replace("999911120", People.newBsn());
        Gateway.Answer first = practice.post("", push);
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        Gateway.Answer again = new Stored(gateway).nothingBy(() -> practice.post("", push));
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        String patient = Records.idOf(first, 0);
        holds(SUMMARY, "answer: summary", practice.get("Patient/" + patient + "/$summary?section=medication"));
    }

    @Test
    void theConflictIsAsItIsToldThere() throws IOException {
        String patient = practice.store("Patient", People.patient(People.newBsn(), "Veldkamp", "1961-04-03"));
        String plan = """
                {"resourceType":"CarePlan","status":"active","intent":"plan","title":"Crisisafspraken",
                 "category":[{"coding":[{"system":"https://mgz-gateway.nl/fhir/CodeSystem/mgz-careplan-kind","code":"crisis-agreements"}]}],
                 "subject":{"reference":"Patient/%s"},
                 "activity":[{"detail":{"status":"in-progress","description":"Bel de achterwacht."}}]}""".formatted(patient);
        String id = practice.store("CarePlan", plan);
        String changed = plan.replaceFirst("\\{", "{\"id\":\"" + id + "\",").replace("achterwacht", "huisarts");
        assertThat(practice.put("CarePlan/" + id, changed, "W/\"1\"").status()).isEqualTo(200);
        Gateway.Answer conflict = practice.put("CarePlan/" + id, changed, "W/\"1\"");
        assertThat(conflict.status()).isEqualTo(412);
        holds(CARE_PLAN, "answer: conflict", conflict);
    }

    @Test
    void theFormAndWhatItStatesAreAsTheyAreToldThere() throws IOException {
        String patient = practice.store("Patient", People.patient(People.newBsn(), "Veldkamp", "1961-04-03"));
        String form = block(Files.readString(CARE_PLAN), "request: form")
                .group(2)
                .replace("00000000-0000-4000-8000-000000000001", patient);
        practice.store("QuestionnaireResponse", form);
        Gateway.Answer current = practice.get("Consent/$current-directives?patient=Patient/" + patient);
        assertThat(current.status()).as(current.text()).isEqualTo(200);
        holds(CARE_PLAN, "answer: stated", current);
    }

    @Test
    void thePlanIsAsItIsToldThere() throws IOException {
        String patient = practice.store("Patient", People.patient(People.newBsn(), "Veldkamp", "1961-04-03"));
        practice.store("Consent", Records.treatmentDirective(patient));
        String request =
                block(Files.readString(CARE_PLAN), "request: care-plan").group(2);
        Gateway.Answer plan = practice.post("Patient/" + patient + "/$care-plan", request);
        assertThat(plan.status()).as(plan.text()).isEqualTo(200);
        holds(CARE_PLAN, "answer: care-plan", plan);
    }

    @Test
    void theTablesNameErrorsThatExistWithTheirStatus() throws IOException {
        assertThat(errors(Files.readString(SUMMARY))).isGreaterThanOrEqualTo(10);
        assertThat(errors(Files.readString(CARE_PLAN))).isGreaterThanOrEqualTo(5);
        assertThat(errors(Files.readString(SUMMARY.resolveSibling("triage-context.md"))))
                .isGreaterThanOrEqualTo(9);
    }
}
