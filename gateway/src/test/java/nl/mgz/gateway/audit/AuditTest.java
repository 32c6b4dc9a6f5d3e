package nl.mgz.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on record after a request, read as its operator would: in the table. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Gateway gateway;

    @BeforeAll
    void start() {
        gateway = Gateway.shared();
    }

    private record Line(String outcome, String patient, JsonNode event) {}

    private static List<Line> lines(Gateway.Answer answer) {
        return lines(answer.header("X-Request-Id"));
    }

    private static List<Line> lines(String request) {
        try (Connection connection = superuser();
                PreparedStatement select = connection.prepareStatement(
                        "select outcome, patient_id, event from mgz_audit_event where request_id = ? order by id")) {
            select.setObject(1, UUID.fromString(request));
            List<Line> lines = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    lines.add(new Line(rows.getString(1), rows.getString(2), JSON.readTree(rows.getString(3))));
                }
            }
            return lines;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection superuser() throws SQLException {
        return DriverManager.getConnection(Gateway.SharedDatabase.get().superuserUrl());
    }

    private static Line only(Gateway.Answer answer) {
        assertThat(lines(answer)).as(answer.text()).hasSize(1);
        return lines(answer).get(0);
    }

    @Nested
    class ARead {

        @Test
        void isOnRecordWithWhoAskedWhatForAndWhatWasShown() throws Exception {
            String patient = People.create(gateway, "Audit");
            String condition = People.idOf(gateway.post("Condition", People.condition(patient, "Griep")));
            Line line = only(gateway.get("Condition/" + condition));
            assertThat(line.outcome()).isEqualTo("permit");
            assertThat(line.patient()).isEqualTo(patient);
            JsonNode event = line.event();
            assertThat(event.path("interaction").asText()).isEqualTo("read");
            assertThat(event.path("organization").asText()).isEqualTo("99999990");
            assertThat(event.path("purpose").asText()).isEqualTo("TREAT");
            assertThat(event.path("client").asText()).isEqualTo("test-99999990");
            assertThat(event.path("resources").toString()).isEqualTo("[\"Condition/" + condition + "/_history/1\"]");
            assertThat(event.path("emergency").asBoolean(true)).isFalse();
            // Its own: no consent was needed.
            assertThat(event.path("rule").asText()).isEqualTo("O1");
            assertThat(event.path("status").asInt()).isEqualTo(200);
            assertThat(event.path("network").asText()).isNotEmpty();
        }

        @Test
        void ofSeveralPatientsIsOneEventForEach() throws Exception {
            String family = "Auditgroep" + System.nanoTime();
            String one = People.create(gateway, family);
            String two = People.create(gateway, family);
            List<Line> lines = lines(gateway.get("Patient?family=" + family));
            assertThat(lines).extracting(Line::patient).containsExactlyInAnyOrder(one, two);
        }

        @Test
        void thatFindsNothingIsOnRecordToo() {
            Line line = only(gateway.get("Patient?family=Nergens" + System.nanoTime()));
            assertThat(line.outcome()).isEqualTo("permit");
            assertThat(line.event().path("resources")).isEmpty();
            assertThat(line.event().path("parameters").toString()).contains("family");
            assertThat(line.event().toString())
                    .as("values of a search may name people")
                    .doesNotContain("Nergens");
        }

        @Test
        void byFormIsOnRecordWithItsParametersToo() {
            Line line = only(gateway.postSearch("Patient", "family=Nergens&birthdate=1950-01-01"));
            assertThat(line.event().path("interaction").asText()).isEqualTo("search-type");
            assertThat(line.event().path("parameters").toString()).isEqualTo("[\"birthdate\",\"family\"]");
        }

        @Test
        void ofEverythingNamesAllThatWasShown() throws Exception {
            String patient = People.create(gateway, "Alles");
            gateway.post("Condition", People.condition(patient, "Griep"));
            Line line = only(gateway.get("Patient/" + patient + "/$everything"));
            assertThat(line.event().path("interaction").asText()).isEqualTo("$everything");
            assertThat(line.event().path("resources")).hasSize(2);
        }
    }

    @Nested
    class AChange {

        @Test
        void isOnRecordWithTheVersionThatItMade() {
            String patient = People.create(gateway, "Wijziging");
            Gateway.Answer created = gateway.post("Condition", People.condition(patient, "Griep"));
            Line line = only(created);
            assertThat(line.patient()).isEqualTo(patient);
            assertThat(line.event().path("interaction").asText()).isEqualTo("create");
            assertThat(line.event().path("resources").get(0).asText())
                    .isEqualTo("Condition/" + People.idOf(created) + "/_history/1");
        }

        @Test
        void thatIsAnsweredWithoutABodyIsOnRecordToo() {
            String patient = People.create(gateway, "Zwijgzaam");
            Gateway.Answer created =
                    gateway.post("Condition", People.condition(patient, "Griep"), "Prefer", "return=minimal");
            assertThat(created.status()).isEqualTo(201);
            assertThat(only(created).patient()).isEqualTo(patient);
        }

        @Test
        void thatDeletesIsOnRecordForItsPatient() {
            String patient = People.create(gateway, "Verwijdering");
            String id = People.idOf(gateway.post("Condition", People.condition(patient, "Griep")));
            Line line = only(gateway.delete("Condition/" + id));
            assertThat(line.patient()).isEqualTo(patient);
            assertThat(line.event().path("interaction").asText()).isEqualTo("delete");
        }

        @Test
        void thatIsRefusedIsOnRecordAsARefusalAndNotAsAChange() {
            String patient = People.create(gateway, "Geweigerd");
            Gateway.Answer answer = gateway.post(
                    "Condition",
                    "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/" + patient + "\"},\"x\":1}");
            assertThat(answer.status()).isEqualTo(422);
            Line line = only(answer);
            assertThat(line.outcome()).isEqualTo("refusal");
            assertThat(line.event().path("resources")).isEmpty();
        }
    }

    @Nested
    class ARefusal {

        @Test
        void ofSomebodyUnknownIsOnRecord() {
            Line line = only(gateway.get("Patient/1", Gateway.AS, Gateway.NOBODY));
            assertThat(line.outcome()).isEqualTo("unauthenticated");
            assertThat(line.event().has("organization")).isFalse();
            assertThat(line.event().path("path").asText()).isEqualTo("/fhir/Patient/1");
        }

        @Test
        void atTheFrontDoorIsOnRecordWithTheOrganisation() throws Exception {
            String token = gateway.client(
                            "audit-patient-app",
                            "92000001",
                            OrganizationKind.PATIENT_APP,
                            "system/*.rs",
                            Purpose.PATRQT)
                    .bearer();
            Line line = only(gateway.get("Patient/1", "Authorization", "Bearer " + token));
            assertThat(line.outcome()).isEqualTo("refusal");
            assertThat(line.event().path("organization").asText()).isEqualTo("92000001");
        }

        @Test
        void ofWhatIsNotThereIsOnRecord() {
            assertThat(only(gateway.get("Patient/nobody")).outcome()).isEqualTo("refusal");
        }
    }

    @Test
    void aBsnIsNowhereInTheTrail() throws Exception {
        String bsn = People.newBsn();
        gateway.post("Patient", People.patient(bsn, "Geheim", "1961-04-03"));
        gateway.postSearch("Patient", "identifier=http://fhir.nl/fhir/NamingSystem/bsn%7C" + bsn);
        gateway.get("Patient?identifier=" + bsn);
        try (Connection connection = superuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from mgz_audit_event where event like '%" + bsn + "%'")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    @Test
    void thereAreAsManyDisclosuresOnRecordAsAnswersWithSomebodysData() throws Exception {
        List<String> patients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            patients.add(People.create(gateway, "Teller" + i));
        }
        ExecutorService clients = Executors.newFixedThreadPool(8);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            String patient = patients.get(i % 10);
            String path = switch (i % 5) {
                case 0 -> "Patient/" + patient;
                case 1 -> "Patient?_id=" + patient;
                case 2 -> "Patient/" + patient + "/$everything";
                case 3 -> "Patient/" + patient + "/_history";
                default -> "Patient/" + patient + "x";
            };
            answers.add(clients.submit(() -> {
                Gateway.Answer answer = gateway.get(path);
                return answer.text().contains("Teller") ? answer.header("X-Request-Id") : "";
            }));
        }
        List<String> shown = new ArrayList<>();
        for (Future<String> one : answers) {
            shown.add(one.get());
        }
        clients.shutdown();
        List<String> withData = shown.stream().filter(id -> !id.isEmpty()).toList();
        assertThat(withData).hasSize(2_400).doesNotHaveDuplicates();
        String ids = withData.stream().map(id -> "'" + id + "'").collect(Collectors.joining(","));
        assertThat(count("select count(*) from mgz_audit_event where request_id in (" + ids + ")"))
                .as("one event for each answer")
                .isEqualTo(withData.size());
        assertThat(count("select count(distinct request_id) from mgz_audit_event where outcome = 'permit'"
                        + " and patient_id is not null and request_id in (" + ids + ")"))
                .isEqualTo(withData.size());
    }

    @Nested
    class WhenTheTrailCannotBeWritten {

        @ParameterizedTest
        @CsvSource({"lock table mgz_audit_event in exclusive mode", "revoke insert on mgz_audit_event from mgz_app"})
        void nothingIsShownAndNothingIsChanged(String fault) throws Exception {
            String patient = People.create(gateway, "Kanarie");
            gateway.renewTokens();
            int before = count("select count(*) from hfj_resource");
            try (Connection connection = superuser();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute(fault);
                boolean held = fault.startsWith("lock");
                if (!held) {
                    connection.commit();
                }
                try {
                    long asked = System.nanoTime();
                    Gateway.Answer read = gateway.get("Patient/" + patient);
                    assertThat(read.status()).isEqualTo(503);
                    // By the limit on the wait for a lock, before anybody loses patience.
                    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(6));
                    assertThat(read.text()).contains("unavailable").doesNotContain("Kanarie");
                    Gateway.Answer search = gateway.get("Patient?family=Kanarie");
                    assertThat(search.status()).isEqualTo(503);
                    assertThat(search.text()).doesNotContain("Kanarie");
                    Gateway.Answer write = gateway.post("Condition", People.condition(patient, "Kanarie"));
                    assertThat(write.status()).as(write.text()).isEqualTo(503);
                    assertThat(gateway.get("Patient/1", Gateway.AS, Gateway.NOBODY)
                                    .status())
                            .isEqualTo(503);
                } finally {
                    connection.rollback();
                    if (!held) {
                        statement.execute("grant insert on mgz_audit_event to mgz_app");
                        connection.commit();
                    }
                }
            }
            assertThat(count("select count(*) from hfj_resource")).isEqualTo(before);
            assertThat(gateway.get("Patient/" + patient).status())
                    .as("and it recovers")
                    .isEqualTo(200);
        }
    }

    @Test
    void theApplicationCanChangeNoLine() throws Exception {
        String month =
                DateTimeFormatter.ofPattern("yyyy_MM").withZone(ZoneOffset.UTC).format(Instant.now());
        try (Connection connection = DriverManager.getConnection(
                        Gateway.SharedDatabase.get()
                                .settings()
                                .get("mgz.database.url")
                                .toString(),
                        "mgz_app",
                        "");
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "update mgz_audit_event set outcome = 'x'",
                    "delete from mgz_audit_event",
                    "truncate mgz_audit_event",
                    "delete from mgz_audit_event_" + month,
                    "insert into mgz_audit_event_" + month + " select * from mgz_audit_event limit 1",
                    "drop table mgz_audit_event_" + month,
                    "update mgz_audit_leaf set event_id = 1",
                    "delete from mgz_audit_leaf",
                    "delete from mgz_audit_checkpoint",
                    "update mgz_audit_checkpoint set note = ''",
                    "delete from mgz_audit_cosignature",
                    "insert into mgz_audit_erasure (before) values (now())",
                    "select mgz_audit_make_month(current_date)")) {
                org.assertj.core.api.Assertions.assertThatThrownBy(() -> statement.execute(sql))
                        .as(sql)
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
        }
    }

    private static int count(String sql) throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
