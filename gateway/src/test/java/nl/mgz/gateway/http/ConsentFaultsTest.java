package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** When consents change while somebody reads, and when nobody can decide. */
class ConsentFaultsTest {

    private static final String READER = "96000002";

    private final Gateway gateway = Gateway.shared();
    private final ClientTokens reader =
            gateway.client("faults-reader", READER, OrganizationKind.TRIAGE, "system/*.cruds", Purpose.TREAT);

    private Gateway.Answer read(String path) {
        try {
            return gateway.send("GET", path, null, "Authorization", "Bearer " + reader.bearer());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private record Record(String patient, String consent) {}

    private Record shared(String canary) {
        String patient = People.create(gateway, "Storing");
        gateway.post("CareTeam", Sharing.careTeam(patient, List.of(READER)));
        String consent = People.idOf(gateway.post("Consent", Sharing.permit(patient)));
        for (int i = 0; i < 6; i++) {
            People.idOf(gateway.post("Condition", People.condition(patient, canary)));
        }
        return new Record(patient, consent);
    }

    private void withdraw(Record record) {
        ObjectNode withdrawn = Records.tree(Sharing.permit(record.patient()))
                .put("status", "inactive")
                .put("id", record.consent());
        assertThat(gateway.put("Consent/" + record.consent(), withdrawn.toString(), "If-Match", "W/\"1\"")
                        .status())
                .isEqualTo(200);
    }

    private record Delivered(String requestId, boolean data, int status) {}

    @Test
    void f10_nothingIsOnRecordAsShownAfterAWithdrawal() throws Exception {
        String canary = "wedloop" + System.nanoTime();
        Record record = shared(canary);
        String search = "Condition?patient=" + record.patient() + "&_count=2";
        ConcurrentLinkedQueue<Delivered> delivered = new ConcurrentLinkedQueue<>();
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(100);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Thread one = new Thread(() -> {
                while (!stop.get()) {
                    Gateway.Answer page = read(search);
                    delivered.add(delivered(page, canary));
                    reading.countDown();
                    String next = next(page);
                    if (next != null && !stop.get()) {
                        delivered.add(delivered(read(next), canary));
                    }
                }
            });
            one.setDaemon(true);
            readers.add(one);
            one.start();
        }
        assertThat(reading.await(120, TimeUnit.SECONDS)).isTrue();
        withdraw(record);
        Instant committed = commitOf(record);
        Thread.sleep(1_500);
        stop.set(true);
        for (Thread one : readers) {
            one.join(60_000);
        }
        List<Delivered> withData = delivered.stream().filter(Delivered::data).toList();
        assertThat(withData).hasSizeGreaterThan(50);
        for (Delivered one : withData) {
            assertThat(recorded(one.requestId()))
                    .as("an answer with data is on record before the withdrawal is committed")
                    .isBeforeOrEqualTo(committed);
        }
        assertThat(delivered).allMatch(one -> one.status() == 200 || one.status() == 503);
        assertThat(read(search).matches()).isEmpty();
    }

    private static Delivered delivered(Gateway.Answer answer, String canary) {
        return new Delivered(answer.header("X-Request-Id"), answer.text().contains(canary), answer.status());
    }

    private static String next(Gateway.Answer answer) {
        for (var link : answer.json().path("link")) {
            if ("next".equals(link.path("relation").asText())) {
                return link.path("url").asText();
            }
        }
        return null;
    }

    /** An upper bound: asked after the answer to the withdrawal came. */
    private Instant commitOf(Record record) {
        assertThat(gateway.get("Consent/" + record.consent())
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("inactive");
        return Instant.now();
    }

    private Instant recorded(String requestId) {
        return gateway.bean(JdbcTemplate.class)
                .queryForObject(
                        "select max(recorded) from mgz_audit_event where request_id = ?::uuid",
                        java.sql.Timestamp.class,
                        requestId)
                .toInstant();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"revoke select on mgz_patient_state from mgz_app", "revoke select on mgz_item from mgz_app"})
    void f28_withoutItsFactsNothingIsDecidedAndNothingShown(String fault) throws Exception {
        Record record = shared("kanarie28");
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute(fault);
            try {
                for (String path : List.of(
                        "Condition?patient=" + record.patient(),
                        "Patient/" + record.patient(),
                        "Patient/" + record.patient() + "/$everything")) {
                    Gateway.Answer answer = read(path);
                    assertThat(answer.status()).as(path + answer.text()).isEqualTo(503);
                    assertThat(answer.text()).doesNotContain("kanarie28").doesNotContain("Storing");
                }
            } finally {
                statement.execute(fault.replace("revoke", "grant").replace(" from ", " to "));
            }
        }
        assertThat(read("Condition?patient=" + record.patient()).matches()).hasSize(6);
    }

    @Test
    void f28_aDecisionThatFailsIsNoPermit() throws Exception {
        Record record = shared("kanarie28");
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update mgz_consent_fact set fact = '{\"broken' where resource_id = '" + record.consent() + "'");
            statement.execute("update mgz_patient_state set revision = revision + 1 where patient_id = '"
                    + record.patient() + "'");
        }
        Gateway.Answer answer = read("Condition?patient=" + record.patient());
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.text()).doesNotContain("kanarie28");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"period\":{\"start\":\"2026-01-01\"}}",
                "{\"type\":\"permit\",\"purpose\":[{\"system\":\"urn:elders\",\"code\":\"TREAT\"}]}",
                "{\"type\":\"permit\",\"period\":{\"start\":\"2027-01-01\",\"end\":\"2026-01-01\"}}",
                "{\"type\":\"permit\",\"provision\":[{\"type\":\"deny\",\"provision\":[{\"type\":\"permit\","
                        + "\"provision\":[{\"type\":\"deny\"}]}]}]}"
            })
    void aConsentByWhichNobodyCouldDecideIsRefusedWithTheReason(String provision) {
        String patient = People.create(gateway, "Onleesbaar");
        Gateway.Answer refused = gateway.post("Consent", Sharing.consent(patient, "active", provision));
        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(gateway.get("Consent?patient=" + patient).matches()).isEmpty();
    }

    @Test
    void oneThatGotInAllTheSameForbidsEverything() throws Exception {
        Record record = shared("kanarie5");
        assertThat(read("Condition?patient=" + record.patient()).matches()).hasSize(6);
        String unreadable = People.idOf(gateway.post("Consent", Sharing.permit(record.patient())));
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update mgz_consent_fact set fact = replace(fact, '\"type\":\"permit\"', '\"type\":\"maybe\"')"
                            + " where resource_id = '" + unreadable + "'");
            statement.execute("update mgz_patient_state set revision = revision + 1 where patient_id = '"
                    + record.patient() + "'");
        }
        assertThat(read("Condition?patient=" + record.patient()).matches()).isEmpty();
    }

    private static Connection owner() throws SQLException {
        return DriverManager.getConnection(Gateway.SharedDatabase.get().superuserUrl());
    }
}
