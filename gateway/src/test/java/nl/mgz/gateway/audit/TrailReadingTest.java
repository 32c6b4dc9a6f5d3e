package nl.mgz.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.http.Sharing;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.identity.Purpose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who may read the trail, as AuditEvents and as a patient's log, and what they get. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrailReadingTest {

    private static final ZoneId DUTCH = ZoneId.of("Europe/Amsterdam");

    private Gateway gateway;
    private String patient;
    private String logged;
    private String condition;
    private String other;

    @BeforeAll
    void start() {
        gateway = Gateway.shared();
        other = People.create(gateway, "Anders");
        // The log is asked for one, and that is in its log: the auditor's tests count the events of another.
        logged = story();
        patient = story();
        // Who answers for a record is in the team of who brought the client here, and the client agrees.
        List<String> inCare = List.of(ura(OrganizationKind.CARE), ura(OrganizationKind.GP));
        People.idOf(gateway.post("CareTeam", Sharing.careTeam(logged, inCare)));
        People.idOf(gateway.post("Consent", Sharing.permit(logged)));
    }

    private static String ura(OrganizationKind kind) {
        return "9990" + (1000 + kind.ordinal());
    }

    /** Made, given a condition, read, searched, and asked for by somebody who may not. */
    private String story() {
        String patient = People.create(gateway, "Inzage");
        condition = People.idOf(gateway.post("Condition", People.condition(patient, "Griep")));
        gateway.get("Condition/" + condition);
        gateway.get("Condition?patient=" + patient + "&code=geen");
        gateway.get("Patient/" + patient, "Authorization", as(OrganizationKind.AUDITOR, "system/*.cruds"));
        return patient;
    }

    private String as(OrganizationKind kind, String scopes) {
        try {
            return "Bearer "
                    + gateway.client("trail-" + kind + "-" + scopes.hashCode(), ura(kind), kind, scopes, Purpose.HCOMPL)
                            .bearer();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Gateway.Answer audit(String query) {
        return gateway.get(query, "Authorization", as(OrganizationKind.AUDITOR, "system/AuditEvent.rs"));
    }

    private List<String> actions(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> actions = new ArrayList<>();
        answer.matches().forEach(event -> actions.add(event.path("action").asText()));
        return actions;
    }

    @Nested
    class AnAuditor {

        @Test
        void findsAllThatHappenedToAPatientNewestFirst() {
            Gateway.Answer answer = audit("AuditEvent?patient=Patient/" + patient + "&_count=100");
            assertThat(actions(answer)
                            .subList(actions(answer).size() - 5, actions(answer).size()))
                    .as("the refused read, the search, the read, the condition, the patient")
                    .containsExactly("R", "E", "R", "C", "C");
            assertThat(answer.matches())
                    .allSatisfy(event -> assertThat(event.toString()).contains(patient));
            assertThat(answer.text()).doesNotContain(other);
        }

        @Test
        void findsByOutcomeAgentEntityAndDate() {
            String base = "AuditEvent?patient=" + patient;
            assertThat(actions(audit(base + "&outcome=4"))).containsExactly("R");
            assertThat(actions(audit(base + "&outcome=8,12"))).isEmpty();
            assertThat(actions(audit(base + "&agent:identifier=99999990&outcome=0")))
                    .hasSize(4);
            assertThat(actions(audit(
                            base + "&agent:identifier=http://fhir.nl/fhir/NamingSystem/ura%7C99999990&outcome=0")))
                    .hasSize(4);
            assertThat(actions(audit(base + "&agent:identifier=test-99999990&outcome=0")))
                    .hasSize(4);
            assertThat(actions(audit(base + "&agent:identifier=11111111"))).isEmpty();
            assertThat(actions(audit("AuditEvent?entity=Condition/" + condition)))
                    .containsExactly("R", "C");
            String tomorrow = LocalDate.now(DUTCH).plusDays(2).toString();
            assertThat(actions(audit(base + "&date=ge" + tomorrow))).isEmpty();
            assertThat(actions(audit(base + "&outcome=0&date=lt" + tomorrow))).hasSizeGreaterThanOrEqualTo(4);
        }

        @Test
        void turnsPages() {
            Gateway.Answer first = audit("AuditEvent?entity=Condition/" + condition + "&_count=1");
            assertThat(actions(first)).containsExactly("R");
            assertThat(first.json().path("total").asInt()).isEqualTo(2);
            String next = "";
            for (JsonNode link : first.json().path("link")) {
                if ("next".equals(link.path("relation").asText())) {
                    next = link.path("url").asText();
                }
            }
            assertThat(next).startsWith(gateway.base());
            assertThat(actions(audit(next.substring(gateway.base().length() + 1))))
                    .containsExactly("C");
        }

        @Test
        void readsOneEvent() {
            String id = audit("AuditEvent?entity=Condition/" + condition)
                    .matches()
                    .get(0)
                    .path("id")
                    .asText();
            Gateway.Answer one = audit("AuditEvent/" + id);
            assertThat(one.json().path("resourceType").asText()).isEqualTo("AuditEvent");
            assertThat(one.json().path("entity").toString()).contains(condition);
            assertThat(audit("AuditEvent/999999999999").status()).isEqualTo(404);
            assertThat(audit("AuditEvent/abc").status()).isEqualTo(404);
        }

        @Test
        void isOnRecordHimselfWithThePatientsThatHeSaw() {
            Gateway.Answer seen = audit("AuditEvent?entity=Condition/" + condition);
            List<String> patients = new JdbcTemplate(gateway.bean(javax.sql.DataSource.class))
                    .queryForList(
                            "select patient_id from mgz_audit_event where request_id = ?::uuid",
                            String.class,
                            seen.header("X-Request-Id"));
            assertThat(patients).containsExactly(patient);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "AuditEvent?action=R",
                    "AuditEvent?_has:Patient:x:y=1",
                    "AuditEvent?patient.family=Inzage",
                    "AuditEvent?_include=AuditEvent:patient",
                    "AuditEvent?_sort=date",
                    "AuditEvent?outcome=5",
                    "AuditEvent?entity=abc",
                    "AuditEvent?_count=x"
                })
        void isToldWhatIsNotServed(String query) {
            Gateway.Answer answer = audit(query);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.code()).startsWith("parameter-");
        }
    }

    @Nested
    class NobodyElse {

        @ParameterizedTest
        @EnumSource(
                value = OrganizationKind.class,
                mode = EnumSource.Mode.EXCLUDE,
                names = {"AUDITOR", "PRIVACY"})
        void readsTheTrail(OrganizationKind kind) {
            String bearer = as(kind, "system/*.cruds");
            assertThat(gateway.get("AuditEvent?patient=" + logged, "Authorization", bearer)
                            .status())
                    .isEqualTo(403);
            assertThat(gateway.get("AuditEvent/1", "Authorization", bearer).status())
                    .isEqualTo(403);
        }

        @ParameterizedTest
        @CsvSource({"POST,AuditEvent", "PUT,AuditEvent/1", "DELETE,AuditEvent/1", "PATCH,AuditEvent/1"})
        void writesIt(String method, String path) {
            byte[] body = method.equals("DELETE")
                    ? new byte[0]
                    : "{\"resourceType\":\"AuditEvent\",\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8);
            for (OrganizationKind kind : OrganizationKind.values()) {
                Gateway.Answer answer = gateway.send(
                        method,
                        path,
                        body,
                        "Content-Type",
                        "application/fhir+json",
                        "If-Match",
                        "W/\"1\"",
                        "Authorization",
                        as(kind, "system/*.cruds"));
                assertThat(answer.status()).as(kind + ": " + answer.text()).isBetween(400, 499);
            }
        }

        @Test
        void writesItInATransaction() {
            Gateway.Answer answer = gateway.post(
                    "",
                    "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":{\"resourceType\":\"AuditEvent\"},"
                            + "\"request\":{\"method\":\"POST\",\"url\":\"AuditEvent\"}}]}");
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        }

        @Test
        void withoutItsScopeReadsTheTrail() {
            assertThat(gateway.get(
                                    "AuditEvent?patient=" + logged,
                                    "Authorization",
                                    as(OrganizationKind.AUDITOR, "system/Patient.rs"))
                            .status())
                    .isEqualTo(403);
        }
    }

    @Nested
    class AnAccessLog {

        private Gateway.Answer log(OrganizationKind kind, String more) {
            return gateway.get(
                    "Patient/" + logged + "/$access-log" + more, "Authorization", as(kind, "system/AuditEvent.rs"));
        }

        @Test
        void isForTheOrganisationThatAnswersOnPaper() {
            Gateway.Answer fhir = log(OrganizationKind.CARE, "");
            assertThat(actions(fhir)).contains("C", "R", "E");
            assertThat(fhir.json().path("type").asText()).isEqualTo("searchset");
            String text = log(OrganizationKind.CARE, "?format=text").text();
            assertThat(text)
                    .startsWith("Wie heeft uw gegevens gezien?")
                    .contains("Testorganisatie 99999990", "gevraagd, maar niet gekregen");
            assertThat(log(OrganizationKind.GP, "?format=csv").text()).contains("Testorganisatie 99999990");
            Gateway.Answer pdf = log(OrganizationKind.PRIVACY, "?format=pdf");
            assertThat(pdf.header("Content-Type")).startsWith("application/pdf");
            assertThat(new String(pdf.bytes(), 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
        }

        @ParameterizedTest
        @EnumSource(
                value = OrganizationKind.class,
                names = {"CARE", "GP"})
        void ofAClientWhoIsNotInCareIsNotThere(OrganizationKind kind) {
            Gateway.Answer refused =
                    gateway.get("Patient/" + other + "/$access-log", "Authorization", as(kind, "system/AuditEvent.rs"));
            assertThat(refused.status()).isEqualTo(404);
        }

        @Test
        void isOfThePeriodThatIsAsked() {
            String today = LocalDate.now(DUTCH).toString();
            String tomorrow = LocalDate.now(DUTCH).plusDays(1).toString();
            assertThat(actions(log(OrganizationKind.CARE, "?start=" + today + "&end=" + tomorrow)))
                    .isNotEmpty();
            assertThat(actions(log(OrganizationKind.CARE, "?start=2020-01-01&end=2020-12-31")))
                    .isEmpty();
            assertThat(log(OrganizationKind.CARE, "?start=2020").status()).isEqualTo(400);
            assertThat(log(OrganizationKind.CARE, "?format=xls").status()).isEqualTo(400);
        }

        @ParameterizedTest
        @EnumSource(
                value = OrganizationKind.class,
                mode = EnumSource.Mode.EXCLUDE,
                names = {"CARE", "GP", "PRIVACY", "PATIENT_APP"})
        void isNotForOthers(OrganizationKind kind) {
            assertThat(log(kind, "").status()).isEqualTo(403);
        }

        @Test
        void isForAnAppThatWasGrantedThisPatientAndAsLongAsThat() {
            String client = "trail-" + OrganizationKind.PATIENT_APP + "-" + "system/AuditEvent.rs".hashCode();
            Gateway.Answer refused = log(OrganizationKind.PATIENT_APP, "");
            assertThat(refused.status()).isEqualTo(404);
            Gateway.Answer absent = gateway.get(
                    "Patient/2f1f8b8e-0000-4000-8000-000000000000/$access-log",
                    "Authorization",
                    as(OrganizationKind.PATIENT_APP, "system/AuditEvent.rs"));
            assertThat(refused.text()).as("as if it were not there").isEqualTo(absent.text());
            Partners partners = gateway.bean(Partners.class);
            partners.grant(client, logged, Instant.now().plusSeconds(60));
            assertThat(log(OrganizationKind.PATIENT_APP, "?format=text").text())
                    .contains("Wie heeft uw gegevens gezien?");
            partners.grant(client, logged, Instant.now().minusSeconds(1));
            assertThat(log(OrganizationKind.PATIENT_APP, "").status()).isEqualTo(404);
        }

        @Test
        void isOnRecordItself() {
            log(OrganizationKind.CARE, "");
            assertThat(log(OrganizationKind.CARE, "?format=text").text()).contains("overzicht");
            List<String> patients = new JdbcTemplate(gateway.bean(javax.sql.DataSource.class))
                    .queryForList(
                            "select patient_id from mgz_audit_event where request_id = ?::uuid",
                            String.class,
                            log(OrganizationKind.CARE, "?format=pdf").header("X-Request-Id"));
            assertThat(patients).containsExactly(logged);
        }
    }
}
