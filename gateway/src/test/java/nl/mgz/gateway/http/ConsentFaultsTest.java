package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** When consents change while somebody reads, and when nobody can decide. */
class ConsentFaultsTest {

    private static final String READER = "96000002";
    private static final String FIRST = "W/\"1\"";

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

    /** @return the moment at which the holder knows that it is withdrawn: it was committed before */
    private Instant withdraw(Record record) {
        ObjectNode withdrawn = Records.tree(Sharing.permit(record.patient()))
                .put("status", "inactive")
                .put("id", record.consent());
        Gateway.Answer answer = gateway.put("Consent/" + record.consent(), withdrawn.toString(), "If-Match", "W/\"1\"");
        Instant known = Instant.now();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return known;
    }

    private record Delivered(String requestId, boolean data, int status, Instant asked) {}

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
                    Instant asked = Instant.now();
                    Gateway.Answer page = read(search);
                    delivered.add(delivered(page, canary, asked));
                    reading.countDown();
                    String next = next(page);
                    if (next != null && !stop.get()) {
                        asked = Instant.now();
                        delivered.add(delivered(read(next), canary, asked));
                    }
                }
            });
            one.setDaemon(true);
            readers.add(one);
            one.start();
        }
        assertThat(reading.await(120, TimeUnit.SECONDS)).isTrue();
        Instant committed = withdraw(record);
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
        assertThat(delivered.stream().filter(one -> one.asked().isAfter(committed)))
                .as("asked after the withdrawal")
                .isNotEmpty()
                .noneMatch(Delivered::data);
        assertThat(delivered).allMatch(one -> one.status() == 200 || one.status() == 503);
        assertThat(read(search).matches()).isEmpty();
    }

    @Test
    void whatIsWrittenWhileConsentsChangeIsNeverSaidNotToBe() throws Exception {
        Record record = shared("wedloop" + System.nanoTime());
        int before = conditions(record.patient());
        AtomicBoolean stop = new AtomicBoolean();
        Thread changes = new Thread(() -> {
            for (int version = 1; !stop.get(); version++) {
                ObjectNode again = Records.tree(Sharing.permit(record.patient()))
                        .put("status", version % 2 == 1 ? "inactive" : "active")
                        .put("id", record.consent());
                gateway.put("Consent/" + record.consent(), again.toString(), "If-Match", "W/\"" + version + "\"");
            }
        });
        changes.start();
        AtomicInteger written = new AtomicInteger();
        ConcurrentLinkedQueue<Integer> others = new ConcurrentLinkedQueue<>();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread one = new Thread(() -> {
                for (int shot = 0; shot < 40; shot++) {
                    int status = gateway.post("Condition", People.condition(record.patient(), "Klacht"))
                            .status();
                    if (status == 201) {
                        written.incrementAndGet();
                    } else {
                        others.add(status);
                    }
                }
            });
            writers.add(one);
            one.start();
        }
        for (Thread one : writers) {
            one.join(120_000);
        }
        stop.set(true);
        changes.join(60_000);
        assertThat(conditions(record.patient()) - before)
                .as("told to be written: %d, told otherwise: %s", written.get(), others)
                .isEqualTo(written.get())
                .isPositive();
    }

    private int conditions(String patient) {
        Integer count = gateway.bean(JdbcTemplate.class)
                .queryForObject(
                        "select count(*) from mgz_resource_binding where resource_type = 'Condition' and patient_id = ?",
                        Integer.class,
                        patient);
        return count == null ? 0 : count;
    }

    private static Delivered delivered(Gateway.Answer answer, String canary, Instant asked) {
        return new Delivered(answer.header("X-Request-Id"), answer.text().contains(canary), answer.status(), asked);
    }

    private static String next(Gateway.Answer answer) {
        for (var link : answer.json().path("link")) {
            if ("next".equals(link.path("relation").asText())) {
                return link.path("url").asText();
            }
        }
        return null;
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

    /** In every way in which a Consent is written. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'period':{'start':'2026-01-01'}} | Consent.provision.type is missing",
                "{'type':'permit','purpose':[{'system':'urn:elders','code':'TREAT'}]}"
                        + " | Consent.provision.purpose[0].code is missing",
                "{'type':'permit','actor':[{'role':{'coding':[{'code':'IRCP'}]},'reference':{'display':'wie dan ook'}}]}"
                        + " | Consent.provision.actor[0].reference.reference is missing",
                "{'type':'permit','provision':[{'type':'deny','provision':[{'type':'permit','provision':[{'type':'deny'}]}]}]}"
                        + " | Consent.provision.provision[0].provision[0].provision is a fourth level"
            },
            quoteCharacter = '"')
    void aConsentByWhichNobodyCouldDecideIsRefusedWithTheReason(String written, String reason) {
        String provision = written.replace('\'', '"');
        String patient = People.create(gateway, "Onleesbaar");
        String id = People.idOf(gateway.post("Consent", Sharing.permit(patient)));
        String made = Sharing.consent(patient, "active", provision);
        String changed = Records.tree(made).put("id", id).toString();
        String patch = "[{\"op\":\"replace\",\"path\":\"/provision\",\"value\":" + provision + "}]";
        Map<String, Gateway.Answer> refused = Map.of(
                "POST",
                gateway.post("Consent", made),
                "PUT",
                gateway.put("Consent/" + id, changed, "If-Match", FIRST),
                "PATCH",
                gateway.send(
                        "PATCH",
                        "Consent/" + id,
                        patch.getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        "application/json-patch+json",
                        "If-Match",
                        FIRST),
                "POST in a transaction",
                gateway.post("", Records.transaction(Records.post(made))),
                "PUT in a transaction",
                gateway.post("", Records.transaction(Records.put("Consent/" + id, FIRST, changed))));
        refused.forEach((way, answer) -> {
            assertThat(answer.status()).as(way + answer.text()).isEqualTo(422);
            assertThat(answer.code()).as(way).isEqualTo("consent-invalid");
            assertThat(answer.text()).as(way).contains("Nobody could decide by this Consent: " + reason);
        });
        assertThat(gateway.get("Consent?patient=" + patient).matches())
                .as("what was there is there as it was")
                .singleElement()
                .satisfies(consent -> assertThat(
                                consent.path("meta").path("versionId").asText())
                        .isEqualTo("1"));
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
