package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The report of a triage, from the answers of a triagist to who reads it. */
class TriageReportTest {

    private static final String URGENCY = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-nts-urgency";

    private final Gateway gateway = Gateway.shared();
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);
    private final String patient = Triage.patient(gateway, practice);
    private final Triage triage = new Triage(gateway).of(patient);
    private final Stored stored = new Stored(gateway);

    private static void is(Gateway.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    private static void refused(Gateway.Answer answer, int status, String code) {
        is(answer, status);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    }

    private static JsonNode named(Gateway.Answer answer, String name) {
        return StreamSupport.stream(answer.json().path("parameter").spliterator(), false)
                .filter(one -> name.equals(one.path("name").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + answer.text()));
    }

    private static List<String> recipients(Gateway.Answer answer) {
        List<String> all = new ArrayList<>();
        answer.json().path("parameter").forEach(one -> {
            if ("recipient".equals(one.path("name").asText())) {
                all.add(one.path("part")
                        .path(0)
                        .path("valueIdentifier")
                        .path("value")
                        .asText());
            }
        });
        return all;
    }

    @Nested
    class WithConsent {

        private WithConsent() {
            Triage.permitted(gateway, patient);
            // A yes needs a relation: the service takes part in the care.
            People.idOf(gateway.post("CareTeam", Sharing.careTeam(patient, List.of(triage.service.ura()))));
        }

        @Test
        void becomesContactFindingsAndReportInOneTransaction() {
            Gateway.Answer answer = triage.answering(
                            "temperature", "\"valueQuantity\":{\"value\":40.1,\"code\":\"Cel\"}")
                    .answering("breathing", "\"valueCode\":\"normal\"")
                    .answering("second-contact", "\"valueBoolean\":false")
                    .send();
            is(answer, 200);
            assertThat(named(answer, "proposed").path("valueCode").asText()).isEqualTo("U3");
            JsonNode report = named(answer, "return").path("resource");
            assertThat(report.path("type").path("coding").path(0).path("code").asText())
                    .isEqualTo("11591000146107");
            assertThat(report.path("section")).hasSize(4);
            String contact = report.path("encounter").path("reference").asText();
            JsonNode encounter = triage.service.get(contact).json();
            assertThat(encounter.path("status").asText()).isEqualTo("finished");
            assertThat(encounter.path("reasonCode").path(0).path("text").asText())
                    .isEqualTo("Koorts");
            List<JsonNode> findings = triage.service
                    .get("Observation?encounter=" + contact + "&patient=" + patient)
                    .matches();
            assertThat(findings).hasSize(11);
            assertThat(findings.toString()).contains("8310-5", "proposed-urgency", "final-urgency", "gp-next-day");
        }

        @Test
        void hasTheReturnReportAsItsText() {
            Gateway.Answer answer = triage.with("urgency", "valueCode", "U2")
                    .answering("worried", "\"valueBoolean\":true")
                    .with("reason", "valueString", "Begeleider kent haar & zag haar <zo> nooit")
                    .with("followUp", "valueString", "Wij bellen om 18.00 uur terug")
                    .send();
            is(answer, 200);
            String text = named(answer, "return")
                    .path("resource")
                    .path("text")
                    .path("div")
                    .asText();
            assertThat(text)
                    .contains(
                            "Terugkoppeling triage",
                            "begeleider, bij de cliënt",
                            "Koorts",
                            "Sinds vanmorgen koorts en suf.",
                            "Niet-pluisgevoel bij wie belt of bij de triagist: ja",
                            "U2 (voorstel: U3, Niet-pluisgevoel; tabel base 1.0.0, regel B19 (voorbeeld, geen NTS))",
                            "Reden: Begeleider kent haar &amp; zag haar &lt;zo&gt; nooit",
                            "Paracetamol, drinken",
                            "Eigen huisarts, volgende werkdag",
                            "Wij bellen om 18.00 uur terug");
            assertThat(text).doesNotContain("Veldkamp");
        }

        @Test
        void goesToThePracticeAndTheCareOrganisation() {
            Gateway.Answer answer = triage.send();
            is(answer, 200);
            assertThat(recipients(answer)).containsExactlyInAnyOrder(practice.ura(), Gateway.USUAL);
            String report = Triage.reference(answer, "report");
            assertThat(answer.text()).doesNotContain("\"warning\"");
            is(practice.get(report), 200);
            is(gateway.get(report), 200);
            assertThat(practice.get(report).json().path("section")).hasSize(4);
        }

        @Test
        void tellsBothOnceByTheTopicOfReports() {
            try (Receiver atPractice = new Receiver();
                    Receiver atCare = new Receiver()) {
                Telling.register(gateway, practice.ura(), atPractice.url());
                String subscription = Telling.subscription(
                        Telling.TOPIC + "triage-report", atPractice.url() + "/berichten", "patient=Patient/" + patient);
                People.idOf(practice.post("Subscription", subscription));
                Telling.subscribe(gateway, Gateway.USUAL, "triage-report", atCare, "patient=Patient/" + patient);
                Receiver.await(() -> !atPractice.all().isEmpty(), () -> "no handshake");
                String report = triage.numbered().sent();
                assertThat(triage.sent()).isEqualTo(report);
                assertThat(atPractice.awaitTaken(1).get(0).focus()).endsWith("Composition/" + report);
                assertThat(atCare.awaitTaken(1).get(0).focus()).endsWith("Composition/" + report);
                assertThat(atPractice.quiet()).hasSize(1);
                assertThat(atCare.quiet()).hasSize(1);
            }
        }
    }

    @Nested
    class WithoutConsent {

        @Test
        void tellsTheSenderNothingOfWhoCaresForThePatient() {
            Gateway.Answer answer = triage.send();
            is(answer, 200);
            assertThat(recipients(answer)).isEmpty();
            assertThat(answer.text()).doesNotContain(practice.ura()).doesNotContain(Gateway.USUAL);
            assertThat(named(answer, "warning").path("valueString").asText()).contains("recipient");
        }

        @Test
        void goesToWhomTheSenderNamesAndOpensTheReportAndNothingElseToThem() {
            String own = People.idOf(gateway.post("Condition", People.condition(patient, "Epilepsie")));
            Gateway.Answer answer = triage.to(practice.ura()).send();
            is(answer, 200);
            String report = Triage.reference(answer, "report");
            JsonNode seen = practice.get(report).json();
            assertThat(seen.path("section")).hasSize(4);
            assertThat(seen.path("text").path("div").asText()).contains("Terugkoppeling triage");
            is(practice.get(seen.path("encounter").path("reference").asText()), 200);
            String other = triage.service.store(
                    "Observation", Records.observation("Patient/" + patient, "Niet bij dit verslag"));
            is(practice.get("Observation/" + other), 404);
            is(practice.get("Condition/" + own), 404);
            is(gateway.get(report), 404);
        }

        @Test
        void staysWithTheReceiverUntilItHasTakenIt() {
            Gateway.Answer answer = triage.to(practice.ura()).send();
            String report = Triage.reference(answer, "report");
            String task = named(answer, "recipient")
                    .path("part")
                    .path(1)
                    .path("valueReference")
                    .path("reference")
                    .asText();
            Gateway.Answer read = practice.get(task);
            is(read, 200);
            ObjectNode taken = Consult.changed(read.json(), "in-progress");
            is(practice.put(task, taken.toString(), "W/\"1\""), 200);
            ObjectNode done = Consult.changed(practice.get(task).json(), "completed");
            is(practice.put(task, done.toString(), "W/\"2\""), 200);
            is(practice.get(report), 200);
            assertThat(triage.service.get(task).json().path("status").asText()).isEqualTo("completed");
        }

        @Test
        void isRefusedWhereARecipientCouldNotFetchIt() {
            triage.to("89999999");
            refused(stored.nothingBy(triage::send), 422, "triage-report-invalid");
        }
    }

    @Nested
    class Urgent {

        @Test
        void isRefusedWhereItDepartsFromTheProposalAndNobodySaysWhy() {
            triage.answering("worried", "\"valueBoolean\":true").with("urgency", "valueCode", "U5");
            refused(stored.nothingBy(triage::send), 422, "triage-report-invalid");
            triage.with("reason", "valueString", "   ");
            assertThat(stored.nothingBy(triage::send).status()).isIn(400, 422);
            is(
                    triage.with("reason", "valueString", "Was eerder ongerust, nu niet meer")
                            .send(),
                    200);
        }

        @Test
        void takesTheProposalOfTheSendersOwnSystemBeforeTheExamples() {
            Gateway.Answer answer = triage.answering("worried", "\"valueBoolean\":true")
                    .with("proposed", "valueCode", "U4")
                    .with("urgency", "valueCode", "U4")
                    .send();
            is(answer, 200);
            assertThat(named(answer, "proposed").path("valueCode").asText()).isEqualTo("U4");
            assertThat(answer.text()).contains("systeem van de triagedienst");
        }

        @Test
        void needsNoReasonWhereNobodyProposed() {
            Gateway.Answer answer = triage.send();
            is(answer, 200);
            assertThat(answer.text()).doesNotContain("\"proposed\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "urgency,valueCode,U6",
        "urgency,valueCode,",
        "outcome,valueCode,home",
        "plan,valueString,",
        "objective,valueString,",
        "caller,valueString,",
        "start,valueDateTime,2026-03-02",
        "end,valueDateTime,2031-01-01T10:00:00Z",
        "patient,valueString,Condition/1",
        "gender,valueCode,male"
    })
    void isRefusedWhereAnAnswerIsMissingOrCannotBe(String name, String type, String value) {
        triage.with(name, type, value);
        is(stored.nothingBy(triage::send), 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mood|\"valueBoolean\":true",
                "worried|\"valueCode\":\"yes\"",
                "breathing|\"valueCode\":\"fast\"",
                "temperature|\"valueQuantity\":{\"value\":104,\"code\":\"[degF]\"}",
                "temperature|\"valueBoolean\":true"
            })
    void isRefusedWhereAnAnswerIsNoneToItsQuestion(String question, String value) {
        triage.answering(question, value);
        refused(stored.nothingBy(triage::send), 400, "parameter-invalid");
    }

    @Nested
    class Again {

        @Test
        void isTheSameReportByItsNumber() {
            triage.numbered();
            String report = triage.sent();
            assertThat(stored.nothingBy(triage::send).status()).isEqualTo(200);
            assertThat(triage.sent()).isEqualTo(report);
        }

        @Test
        void isOneReportAlsoWhenSixteenComeAtOnce() {
            triage.numbered();
            Set<String> reports = new HashSet<>();
            Together.send(16, client -> triage.send()).forEach(answer -> reports.add(Triage.id(answer, "report")));
            assertThat(reports).hasSize(1);
        }

        @Test
        void isRefusedUnderANumberOfAnotherPatient() {
            triage.numbered().sent();
            triage.of(People.create(gateway, "Ander"));
            refused(stored.nothingBy(triage::send), 409, "in-use");
        }

        @Test
        void isAnotherReportWhereAnotherOrganisationUsesTheNumber() {
            String report = triage.numbered().sent();
            Organisation other = new Organisation(gateway, OrganizationKind.TRIAGE);
            Gateway.Answer answer = other.post("Composition/$triage-report", triage.body());
            is(answer, 200);
            assertThat(Triage.id(answer, "report")).isNotEqualTo(report);
        }
    }

    @Nested
    class ByBsn {

        @Test
        void findsThePatientAndAnswersTheSameForOneWhoIsNotThere() {
            String bsn = People.newBsn();
            String known = People.idOf(gateway.post("Patient", People.patient(bsn, "Smit", "1950-05-05")));
            String body = triage.with("patient", "", null).body();
            Gateway.Answer found = triage.service.post("Composition/$triage-report", by(body, bsn, "1950-05-05"));
            is(found, 200);
            assertThat(named(found, "return")
                            .path("resource")
                            .path("subject")
                            .path("reference")
                            .asText())
                    .isEqualTo("Patient/" + known);
            Gateway.Answer born = triage.service.post("Composition/$triage-report", by(body, bsn, "1951-05-05"));
            Gateway.Answer nobody =
                    triage.service.post("Composition/$triage-report", by(body, People.newBsn(), "1950-05-05"));
            refused(born, 422, "reference-unresolved");
            assertThat(nobody.text()).isEqualTo(born.text());
            Gateway.Answer noId =
                    triage.of("11111111-0000-4000-8000-000000000000").send();
            assertThat(noId.text()).isEqualTo(born.text());
        }

        private static String by(String body, String bsn, String born) {
            return body.replaceFirst(
                    "\\[",
                    "[{\"name\":\"identifier\",\"valueIdentifier\":{\"system\":\"http://fhir.nl/fhir/NamingSystem/bsn\","
                            + "\"value\":\"" + bsn + "\"}},{\"name\":\"birthDate\",\"valueDate\":\"" + born + "\"},");
        }
    }

    @Nested
    class SentAsATransaction {

        private ObjectNode observation(String urn, String code, String urgency, String note) {
            return Records.post(urn, """
                    {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},
                     "effectiveDateTime":"2026-03-02T22:35:00+01:00",
                     "code":{"coding":[{"system":"https://mgz-gateway.nl/fhir/CodeSystem/mgz-triage-observation","code":"%s"}]},
                     "valueCodeableConcept":{"coding":[{"system":"%s","code":"%s"}]}%s}""".formatted(patient, code, URGENCY, urgency, note));
        }

        private String bundle(String note, String... letters) {
            String line = Records.urn();
            String proposed = Records.urn();
            String decided = Records.urn();
            StringBuilder sections = new StringBuilder();
            for (String letter : letters) {
                sections.append(sections.isEmpty() ? "" : ",")
                        .append("{\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"" + letter
                                + "\"}]},\"entry\":[{\"reference\":\"" + line + "\"},{\"reference\":\"" + proposed
                                + "\"},{\"reference\":\"" + decided + "\"}]}");
            }
            String encounter = Records.encounter("Patient/" + patient)
                    .replaceFirst("\\}$", ",\"serviceProvider\":" + Sharing.organization(triage.service.ura()) + "}");
            return Records.transaction(
                    Records.post(encounter),
                    Records.post(line, Records.observation("Patient/" + patient, "Koorts")),
                    observation(proposed, "proposed-urgency", "U3", ""),
                    observation(decided, "final-urgency", "U4", note),
                    Records.post("""
                            {"resourceType":"Composition","status":"final","title":"Contactverslag",
                             "extension":[{"url":"https://mgz-gateway.nl/fhir/StructureDefinition/mgz-NtsUrgency",
                              "valueCoding":{"system":"%s","code":"U4"}}],
                             "type":{"coding":[{"system":"http://snomed.info/sct","code":"11591000146107"}]},
                             "subject":{"reference":"Patient/%s"},"date":"2026-03-02T22:40:00+01:00",
                             "author":[{"display":"Triagist"}],"section":[%s]}""".formatted(URGENCY, patient, sections)));
        }

        private static final String WHY = ",\"note\":[{\"text\":\"Koorts is gezakt\"}]";

        @Test
        void isHeldToTheSameRules() {
            String[] soep = {"255362007", "260224007", "129265001", "129271007"};
            is(triage.service.post("", bundle(WHY, soep)), 200);
            refused(stored.nothingBy(() -> triage.service.post("", bundle("", soep))), 422, "triage-report-invalid");
            refused(
                    stored.nothingBy(() -> triage.service.post("", bundle(WHY, "255362007", "129271007"))),
                    422,
                    "triage-report-invalid");
        }
    }

    /** What fails at the last statement, when all else was written, leaves nothing: no resource, no row, nobody told. */
    @Test
    void leavesNothingWhereTheEndOfItFails() throws SQLException {
        JdbcTemplate jdbc = gateway.bean(JdbcTemplate.class);
        triage.to(practice.ura()).numbered();
        try (Receiver receiver = new Receiver();
                Connection superuser =
                        DriverManager.getConnection(Gateway.SharedDatabase.get().superuserUrl());
                Statement statement = superuser.createStatement()) {
            Telling.register(gateway, practice.ura(), receiver.url());
            People.idOf(practice.post(
                    "Subscription",
                    Telling.subscription(
                            Telling.TOPIC + "triage-report",
                            receiver.url() + "/berichten",
                            "patient=Patient/" + patient)));
            statement.execute("create function fails() returns trigger language plpgsql as"
                    + " $$ begin raise exception 'no'; end $$");
            statement.execute(
                    "create trigger fails before insert on mgz_triage_report for each row when (new.author_ura = '"
                            + triage.service.ura() + "') execute function fails()");
            long events = count(jdbc, "mgz_event");
            try {
                Gateway.Answer answer = stored.nothingBy(triage::send);
                assertThat(answer.status()).as(answer.text()).isGreaterThanOrEqualTo(500);
                assertThat(count(jdbc, "mgz_event")).isEqualTo(events);
            } finally {
                statement.execute("drop trigger fails on mgz_triage_report");
                statement.execute("drop function fails()");
            }
            is(triage.send(), 200);
            assertThat(receiver.awaitTaken(1)).hasSize(1);
        }
    }

    private static long count(JdbcTemplate jdbc, String table) {
        return jdbc.queryForObject("select count(*) from " + table, Long.class);
    }

    @ParameterizedTest
    @CsvSource({"PHARMACY", "AUDITOR", "OPERATOR", "PRIVACY"})
    void isNotForWhoWritesNoReports(OrganizationKind kind) {
        Organisation other = new Organisation(gateway, kind);
        refused(stored.nothingBy(() -> other.post("Composition/$triage-report", triage.body())), 403, "not-allowed");
    }
}
