package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Test;

/**
 * The requests of {@code docs/exchanges/triage-context.md} are sent as they stand there, and what it shows of the answer is what a
 * gateway gives. With {@code -Ddocs.update=true} the answers are written anew.
 */
class TriageContextPageTest {

    private static final Path PAGE = Path.of("../docs/exchanges/triage-context.md");

    private final Gateway gateway = Gateway.shared();
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);
    private final Organisation care = new Organisation(gateway, OrganizationKind.CARE);
    private final Organisation triage = new Organisation(gateway, OrganizationKind.TRIAGE);
    private final String bsn = People.newBsn();
    private final String mark = UUID.randomUUID().toString().substring(0, 8);

    @Test
    void tellsWhatIsSentAndWhatIsRead() throws IOException {
        String patient = scene();
        String page = Files.readString(PAGE);
        String byBsn = ExchangeDocsTest.block(page, "request: bsn").group(2).replace("999911120", bsn);
        String byId = ExchangeDocsTest.block(page, "request: patient")
                .group(2)
                .replace("00000000-0000-4000-8000-000000000001", patient);
        Gateway.Answer answer = TriageScene.context(triage, byBsn);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(TriageScene.context(triage, byId).status()).isEqualTo(200);
        holds(
                "(<!-- answer: part -->\\n```json\\n)(.*?)(```\\n)",
                ExchangeDocsTest.example(TriageScene.part(answer, "104605-1"), gateway, practice));
        holds("(<!-- answer: read -->\\n```text\\n)(.*?)(```\\n)", read(answer));
    }

    private void holds(String block, String expected) throws IOException {
        String masked = masked(expected);
        String page = Files.readString(PAGE);
        Matcher found = Pattern.compile(block, Pattern.DOTALL).matcher(page);
        assertThat(found.find()).as(block).isTrue();
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, page.substring(0, found.start(2)) + masked + page.substring(found.end(2)));
        } else {
            assertThat(found.group(2)).isEqualTo(masked);
        }
    }

    private String masked(String text) {
        LocalDate today = LocalDate.now(ZoneId.of("Europe/Amsterdam"));
        return text.replace(practice.ura(), "90000000")
                .replace(care.ura(), "90000001")
                .replace(triage.ura(), "90000002")
                .replace(" " + mark, "")
                .replaceAll("uiterlijk \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d", "uiterlijk 2026-11-25 17:00")
                .replace(today.toString(), "2026-11-22")
                .replace(today.minusDays(1).toString(), "2026-11-22")
                .replaceAll("\\(\\d\\d jaar\\)", "(65 jaar)");
    }

    /** Each part as its reader sees it; other tests' services are left out. */
    private String read(Gateway.Answer answer) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : TriageScene.parts(answer)) {
            text.append(part.path("title").asText()).append('\n');
            List<String> rows = TriageScene.rows(part);
            boolean onCall = part.path("code")
                    .path("coding")
                    .path(0)
                    .path("code")
                    .asText()
                    .equals("on-call");
            for (int i = 0; i < rows.size(); i++) {
                boolean ours =
                        rows.get(i).contains(mark) || (i > 0 && rows.get(i - 1).contains(mark));
                if (!onCall || ours) {
                    text.append("  ").append(rows.get(i)).append('\n');
                }
            }
            if (rows.isEmpty()) {
                text.append("  ")
                        .append(part.path("emptyReason").path("text").asText())
                        .append('\n');
            }
        }
        return text.toString();
    }

    private String scene() {
        String place = "Apeldoorn " + mark;
        String gp = practice.store(
                "Organization", TriageScene.organization(practice.ura(), "Praktijk De Brink", "055-5550202"));
        String patient = practice.store(
                "Patient",
                TriageScene.patient(bsn, place)
                        .replaceFirst(
                                "\\{",
                                "{\"generalPractitioner\":[" + TriageScene.reference("Organization/" + gp) + "],"));
        String person = care.store("Practitioner", TriageScene.practitioner("B. Begeleider", "06-55501111"));
        practice.store(
                "CareTeam",
                TriageScene.careTeam(
                        patient,
                        List.of(
                                TriageScene.reference("Practitioner/" + person),
                                Sharing.organization(care.ura()),
                                Sharing.organization(triage.ura()))));
        practice.store("Consent", TriageScene.permit(patient));
        care.store(
                "CarePlan",
                TriageScene.plan(
                                patient,
                                "communication-profile",
                                "Korte zinnen, één vraag tegelijk. Ja betekent niet altijd ja.",
                                "Laat haar aanwijzen waar het pijn doet")
                        .replace("\"Doen\"", "\"Pijn\""));
        care.store(
                "CarePlan",
                TriageScene.plan(patient, "crisis-agreements", "Bel eerst de woning", "Zus Samira komt altijd mee")
                        .replace("\"Doen\"", "\"Naar het ziekenhuis\""));
        care.store(
                "CarePlan",
                TriageScene.plan(patient, "daily-baseline", "Opgewekt, zingt, eet zelf", "Slaapt van tien tot zeven")
                        .replace("\"Doen\"", "\"Nacht\""));
        practice.store("Flag", TriageScene.flag(patient, "Bijt bij spanning"));
        practice.store("Consent", Records.treatmentDirective(patient));
        practice.store("Condition", People.condition(patient, "Epilepsie"));
        practice.store("MedicationStatement", TriageScene.medication(patient, "carbamazepine 200 mg"));
        practice.store("Observation", TriageScene.pulse(patient, "2026-02-03T10:00:00+01:00", 84));
        practice.store("Encounter", TriageScene.contact(patient, "Koorts"));
        String question = practice.store(
                "ServiceRequest", TriageScene.question(patient, practice.ura(), "Aanvallen nemen toe: dosis ophogen?"));
        practice.store("Task", TriageScene.task(patient, question, practice.ura(), care.ura()));
        TriageScene.onCall(care, "Aanrijdteam Veluwe " + mark, place, "");
        return patient;
    }
}
