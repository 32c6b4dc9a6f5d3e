package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.notify.DeadLetters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** From a change to the system of who wanted to know, over real HTTP. */
class NotificationsTest {

    private static final AtomicInteger NEXT = new AtomicInteger(97_000_000);

    private final Gateway gateway = Gateway.shared();
    private final Receiver receiver = new Receiver();
    private final String subscriber = newUra();

    private static String newUra() {
        return String.valueOf(NEXT.incrementAndGet());
    }

    @AfterEach
    void hangUp() {
        receiver.close();
    }

    /** A patient of the usual organisation whose record the subscriber may see. */
    private String shared() {
        String patient = People.create(gateway, "Bericht");
        Sharing.withCareOrganisations(gateway, patient, subscriber);
        return patient;
    }

    private String condition(String patient) {
        return People.idOf(gateway.post("Condition", People.condition(patient, "Epilepsie")));
    }

    private String subscribe(String topic) {
        return Telling.subscribe(gateway, subscriber, topic, receiver);
    }

    private JsonNode status(String subscription) {
        return gateway.get("Subscription/" + subscription + "/$status", Gateway.AS, subscriber)
                .json();
    }

    private Gateway.Answer mine(String path) {
        return gateway.get(path, Gateway.AS, subscriber);
    }

    private static String part(JsonNode parts, String name) {
        for (JsonNode one : parts) {
            if (name.equals(one.path("name").asText())) {
                return one.path(one.has("valueString") ? "valueString" : "valueCode")
                        .asText();
            }
        }
        return "";
    }

    private JsonNode undelivered(String subscription) {
        return mine("Subscription/" + subscription + "/$undelivered").json().path("parameter");
    }

    private long waiting(String subscription) {
        long count = 0;
        for (JsonNode one : undelivered(subscription)) {
            count += "waiting".equals(part(one.path("part"), "state")) ? 1 : 0;
        }
        return count;
    }

    /** A Task of the usual organisation for the subscriber. */
    private String task(String patient) {
        return People.idOf(gateway.post("Task", taskJson(patient, "3457005")));
    }

    private String taskJson(String patient, String code) {
        return """
                {"resourceType":"Task","status":"requested","intent":"order",
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"%s"}]},
                 "for":{"reference":"Patient/%s"},"authoredOn":"2026-11-20T10:00:00+01:00",
                 "requester":%s,"owner":%s}""".formatted(code, patient, Sharing.organization(Gateway.USUAL), Sharing.organization(subscriber));
    }

    @Nested
    class WhatHappened {

        @Test
        void isToldWithAPointerAndNothingElse() {
            String patient = shared();
            String id = subscribe("summary-updated");
            condition(patient);
            Receiver.Got got = receiver.awaitTaken(1).get(0);
            assertThat(got.path()).isEqualTo("/fhir/berichten");
            assertThat(got.number()).isEqualTo(1);
            assertThat(got.focus()).isEqualTo(gateway.base() + "/Patient/" + patient);
            assertThat(got.status("subscription")).isEqualTo(gateway.base() + "/Subscription/" + id);
            assertThat(got.status("topic")).isEqualTo(Telling.TOPIC + "summary-updated");
            assertThat(got.status("status")).isEqualTo("active");
            assertThat(got.bundle().path("type").asText()).isEqualTo("history");
            assertThat(got.bundle().path("entry")).hasSize(1);
            assertThat(got.bundle().toString()).doesNotContain("Epilepsie", "Bericht", "N88");
        }

        @Test
        void isOnRecordWhenItIsTold() {
            String patient = shared();
            subscribe("summary-updated");
            condition(patient);
            receiver.awaitTaken(1);
            assertThat(gateway.bean(JdbcTemplate.class)
                            .queryForList(
                                    "select event from mgz_audit_event where patient_id = ? and ura = ?"
                                            + " and event like '%\"interaction\":\"notification\"%'",
                                    String.class, patient, subscriber))
                    .singleElement()
                    .asString()
                    .contains("\"topic\":\"summary-updated\"", "\"rule\":\"D3\"")
                    .doesNotContain("\"person\"");
        }

        @Test
        void beginsWithAHandshake() {
            subscribe("summary-updated");
            assertThat(receiver.all()).extracting(Receiver.Got::kind).containsExactly("handshake");
        }

        @Test
        void isToldOnceForAllThatOnePushBrought() {
            String patient = shared();
            subscribe("summary-updated");
            ObjectNode[] entries = new ObjectNode[5];
            for (int i = 0; i < entries.length; i++) {
                entries[i] = Records.post(People.condition(patient, "Probleem " + i));
            }
            assertThat(gateway.post("", Records.transaction(entries)).status()).isEqualTo(200);
            receiver.awaitTaken(1);
            assertThat(receiver.quiet()).hasSize(1);
        }

        @Test
        void inACarePlanIsTold() {
            String patient = shared();
            subscribe("careplan-changed");
            People.idOf(gateway.post(
                    "Goal",
                    "{\"resourceType\":\"Goal\",\"lifecycleStatus\":\"active\",\"description\":{\"text\":\"Zelf koken\"},"
                            + "\"subject\":{\"reference\":\"Patient/" + patient + "\"}}"));
            assertThat(receiver.awaitTaken(1).get(0).focus()).endsWith("/Patient/" + patient);
        }

        @Test
        void toATaskIsToldToWhoWasAsked() {
            String patient = People.create(gateway, "Vraag");
            subscribe("consultation-requested");
            String task = task(patient);
            // Nobody consented to anything: the open Task is the ground.
            assertThat(receiver.awaitTaken(1).get(0).focus()).isEqualTo(gateway.base() + "/Task/" + task);
            assertThat(mine("Task/" + task).status()).isEqualTo(200);
        }

        @Test
        void afterwardsToATaskIsAnotherTopic() {
            String patient = People.create(gateway, "Vraag");
            subscribe("consultation-changed");
            String task = task(patient);
            assertThat(describe(task, "1", Gateway.USUAL).status()).isEqualTo(200);
            receiver.awaitTaken(1);
            assertThat(receiver.quiet())
                    .extracting(Receiver.Got::focus)
                    .containsExactly(gateway.base() + "/Task/" + task);
        }

        private Gateway.Answer describe(String task, String version, String who) {
            return Consult.patch(
                    gateway,
                    task,
                    version,
                    "[{\"op\":\"add\",\"path\":\"/description\",\"value\":\"Graag vandaag\"}]",
                    who);
        }

        @Test
        void toATaskIsToldToTheOtherSideAndNotToWhoChangedIt() {
            String asker = newUra();
            String patient = People.create(gateway, "Vraag");
            Sharing.withCareOrganisations(gateway, patient, asker);
            subscribe("consultation-changed");
            try (Receiver other = new Receiver()) {
                Telling.subscribe(gateway, asker, "consultation-changed", other);
                String task = new Consult(gateway, "meekijkconsult", patient)
                        .by(asker)
                        .ask(subscriber);
                assertThat(Consult.patchStatus(gateway, task, "1", "accepted", subscriber)
                                .status())
                        .isEqualTo(200);
                assertThat(other.awaitTaken(1).get(0).focus()).endsWith("/Task/" + task);
                assertThat(receiver.quiet()).isEmpty();
                assertThat(describe(task, "2", asker).status()).isEqualTo(200);
                receiver.awaitTaken(1);
                assertThat(other.quiet()).hasSize(1);
            }
        }

        /** Of several who are asked one wins; the gateway tells the others, and who asked, that it cancelled theirs. */
        @Test
        void byTheGatewayItselfIsToldToBothSides() {
            String asker = newUra();
            String winner = newUra();
            String patient = People.create(gateway, "Vraag");
            Sharing.withCareOrganisations(gateway, patient, asker);
            subscribe("consultation-requested");
            subscribe("consultation-changed");
            try (Receiver other = new Receiver()) {
                Telling.subscribe(gateway, asker, "consultation-changed", other);
                Consult consult = new Consult(gateway, "meekijkconsult", patient)
                        .by(asker)
                        .amongSeveral(java.util.UUID.randomUUID().toString());
                String lost = consult.ask(subscriber);
                String won = consult.ask(winner);
                receiver.awaitTaken(1);
                assertThat(Consult.patchStatus(gateway, won, "1", "accepted", winner)
                                .status())
                        .isEqualTo(200);
                assertThat(receiver.awaitTaken(2).get(1).focus()).endsWith("/Task/" + lost);
                assertThat(other.awaitTaken(2))
                        .extracting(got -> got.focus().replaceFirst(".*/", ""))
                        .containsExactlyInAnyOrder(lost, won);
            }
        }

        @Test
        void isToldWhenItIsCancelledAndNoLongerSeen() {
            String patient = People.create(gateway, "Vraag");
            subscribe("consultation-requested");
            subscribe("consultation-changed");
            String task = task(patient);
            receiver.awaitTaken(1);
            assertThat(Consult.patchStatus(gateway, task, "1", "cancelled", Gateway.USUAL)
                            .status())
                    .isEqualTo(200);
            receiver.awaitTaken(2);
            assertThat(receiver.quiet())
                    .extracting(Receiver.Got::focus)
                    .containsExactly(gateway.base() + "/Task/" + task, gateway.base() + "/Task/" + task);
            assertThat(mine("Task/" + task).status()).isEqualTo(404);
        }

        @Test
        void isNotToldWhenItIsCancelledToWhoWasNeverToldOfIt() {
            String patient = People.create(gateway, "Vraag");
            subscribe("consultation-requested");
            subscribe("consultation-changed");
            assertThat(gateway.post("Consent", Sharing.refusalOf(patient, subscriber))
                            .status())
                    .isEqualTo(201);
            String task = task(patient);
            assertThat(mine("Task/" + task).status()).isEqualTo(404);
            assertThat(Consult.patchStatus(gateway, task, "1", "cancelled", Gateway.USUAL)
                            .status())
                    .isEqualTo(200);
            assertThat(receiver.quiet()).isEmpty();
        }

        @Test
        void isToldByCodeWhereThatWasAsked() {
            String patient = People.create(gateway, "Vraag");
            Telling.subscribe(
                    gateway,
                    subscriber,
                    "consultation-requested",
                    receiver,
                    "Task?code=http://snomed.info/sct|308292007");
            People.idOf(gateway.post("Task", taskJson(patient, "3457005")));
            String wanted = People.idOf(gateway.post("Task", taskJson(patient, "308292007")));
            receiver.awaitTaken(1);
            assertThat(receiver.quiet())
                    .extracting(Receiver.Got::focus)
                    .containsExactly(gateway.base() + "/Task/" + wanted);
        }

        @Test
        void inWhatAPatientChoseIsToldToWhoHasThePatientInCare() {
            String patient = People.create(gateway, "Keuze");
            gateway.post("CareTeam", Sharing.careTeam(patient, List.of(subscriber)));
            subscribe("consent-changed");
            People.idOf(gateway.post("Consent", Sharing.permit(patient)));
            assertThat(receiver.awaitTaken(1).get(0).focus()).endsWith("/Patient/" + patient);
        }

        @Test
        void inAnEmergencyIsToldToTheHolderAndThePractice() {
            String bsn = People.newBsn();
            String patient = People.idOf(gateway.post(
                    "Patient",
                    People.patient(bsn, "Nood", "1961-04-03")
                            .replace(
                                    "\"gender\"",
                                    "\"generalPractitioner\":[" + Sharing.organization(subscriber) + "],\"gender\"")));
            condition(patient);
            subscribe("break-glass");
            try (Receiver holder = new Receiver()) {
                Telling.subscribe(gateway, Gateway.USUAL, "break-glass", holder);
                assertThat(Acute.breakGlass(gateway, patient, Acute.physician(gateway))
                                .status())
                        .isEqualTo(200);
                assertThat(receiver.awaitTaken(1).get(0).focus()).endsWith("/Patient/" + patient);
                assertThat(holder.awaitTaken(1).get(0).focus()).endsWith("/Task/" + Acute.review(gateway, patient));
            }
        }
    }

    /** The app of a patient: what it is told of, and only while the patient lets it ask. */
    @Nested
    class ThePatient {

        private final String app = "app-" + subscriber;
        private final String authorization = Telling.bearer(
                gateway.client(app, subscriber, OrganizationKind.PATIENT_APP, "system/*.cruds", Purpose.PATRQT));

        private void lets(String patient) {
            gateway.bean(Partners.class).grant(app, patient, Instant.now().plusSeconds(600));
        }

        private Gateway.Answer asks(String topic, String filter) {
            Telling.register(gateway, subscriber, receiver.url());
            return gateway.post(
                    "Subscription",
                    Telling.subscription(Telling.TOPIC + topic, receiver.url() + "/berichten", filter),
                    "Authorization",
                    authorization);
        }

        @Test
        void isToldOfAnEmergency() {
            String patient = People.create(gateway, "Nood");
            condition(patient);
            lets(patient);
            People.idOf(asks("break-glass", "patient=Patient/" + patient));
            Receiver.await(() -> !receiver.all().isEmpty(), () -> "no handshake");
            assertThat(Acute.breakGlass(gateway, patient, Acute.physician(gateway))
                            .status())
                    .isEqualTo(200);
            receiver.awaitTaken(1);
            assertThat(receiver.quiet())
                    .extracting(Receiver.Got::focus)
                    .singleElement()
                    .asString()
                    .endsWith("/Patient/" + patient);
        }

        @Test
        void isToldNothingByAnAppThatMayNotAskAnyMore() {
            String patient = People.create(gateway, "Nood");
            condition(patient);
            lets(patient);
            People.idOf(asks("break-glass", "patient=Patient/" + patient));
            Receiver.await(() -> !receiver.all().isEmpty(), () -> "no handshake");
            gateway.bean(Partners.class).grant(app, patient, Instant.now().minusSeconds(1));
            Acute.breakGlass(gateway, patient, Acute.physician(gateway));
            assertThat(receiver.quiet()).isEmpty();
        }

        @Test
        void mayNotAskForAnotherPatientOrForAnythingElse() {
            String patient = People.create(gateway, "Nood");
            String other = People.create(gateway, "Ander");
            lets(patient);
            for (Gateway.Answer answer : List.of(
                    asks("break-glass", "patient=Patient/" + other),
                    asks("break-glass", null),
                    asks("summary-updated", "patient=Patient/" + patient))) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(403);
                assertThat(answer.code()).isEqualTo("not-allowed");
            }
        }
    }

    @Nested
    class NothingIsTold {

        @Test
        void toWhoMayNotSeeIt() {
            String visible = shared();
            subscribe("summary-updated");
            condition(People.create(gateway, "Geheim"));
            // Something that may be seen has the first number: nothing shows that there was something else.
            condition(visible);
            assertThat(receiver.awaitTaken(1).get(0).number()).isEqualTo(1);
            assertThat(receiver.quiet()).hasSize(1);
        }

        @Test
        void ofWhatIsTooConfidential() {
            String patient = shared();
            subscribe("summary-updated");
            People.idOf(
                    gateway.post(
                            "Condition",
                            People.condition(patient, "Zeer vertrouwelijk")
                                    .replaceFirst(
                                            "\\{\"resourceType\":\"Condition\",",
                                            "{\"resourceType\":\"Condition\",\"meta\":{\"security\":[{\"system\":"
                                                    + "\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"V\"}]},")));
            assertThat(receiver.quiet()).isEmpty();
        }

        @Test
        void whenConsentIsWithdrawnBeforeItArrives() {
            String patient = People.create(gateway, "Ingetrokken");
            gateway.post("CareTeam", Sharing.careTeam(patient, List.of(subscriber)));
            String consent = People.idOf(gateway.post("Consent", Sharing.permit(patient)));
            String subscription = subscribe("summary-updated");
            receiver.down();
            condition(patient);
            Receiver.await(() -> waiting(subscription) == 1, () -> "nothing waits");
            ObjectNode withdrawn = Records.tree(Sharing.permit(patient))
                    .put("status", "inactive")
                    .put("id", consent);
            assertThat(gateway.put("Consent/" + consent, withdrawn.toString(), "If-Match", "W/\"1\"")
                            .status())
                    .isEqualTo(200);
            receiver.up();
            assertThat(receiver.quiet()).isEmpty();
            // Nor does a hole in the numbers tell that there was something.
            condition(shared());
            assertThat(receiver.awaitTaken(1).get(0).number()).isEqualTo(1);
            assertThat(mine("Subscription/" + subscription + "/$events").text()).doesNotContain(patient);
        }

        @Test
        void ofWhatOneWroteOneself() {
            String patient = shared();
            subscribe("summary-updated");
            People.idOf(gateway.post("Condition", People.condition(patient, "Eigen"), Gateway.AS, subscriber));
            assertThat(receiver.quiet()).isEmpty();
        }

        @Test
        void ofWhatWasRolledBack() throws Exception {
            String patient = shared();
            subscribe("summary-updated");
            int before = eventsOf(patient);
            gateway.renewTokens();
            // The event is written before the trail is; then the trail cannot be written, and all of it is undone.
            try (Connection connection = DriverManager.getConnection(
                            Gateway.SharedDatabase.get()
                                    .settings()
                                    .get("mgz.database.url")
                                    .toString(),
                            "mgz_owner",
                            "");
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("lock table mgz_audit_event in exclusive mode");
                assertThat(gateway.post("Condition", People.condition(patient, "Terug"))
                                .status())
                        .isEqualTo(503);
                connection.rollback();
            }
            String other = People.create(gateway, "Ander");
            String condition = condition(other);
            ObjectNode mixed = Records.tree(People.condition(patient, "Gemengd"));
            mixed.putArray("evidence")
                    .addObject()
                    .putArray("detail")
                    .addObject()
                    .put("reference", "Condition/" + condition);
            assertThat(gateway.post(
                                    "",
                                    Records.transaction(
                                            Records.post(People.condition(patient, "Goed")),
                                            Records.post(mixed.toString())))
                            .status())
                    .isEqualTo(422);
            assertThat(receiver.quiet()).isEmpty();
            assertThat(eventsOf(patient)).isEqualTo(before);
        }

        private int eventsOf(String patient) {
            return gateway.bean(JdbcTemplate.class)
                    .queryForObject("select count(*) from mgz_event where patient_id = ?", Integer.class, patient);
        }

        @Test
        void toWhoDeletedItsSubscription() {
            String patient = shared();
            String subscription = subscribe("summary-updated");
            assertThat(gateway.delete("Subscription/" + subscription, Gateway.AS, subscriber)
                            .status())
                    .isIn(200, 204);
            condition(patient);
            assertThat(receiver.quiet()).isEmpty();
            assertThat(mine("Subscription/" + subscription).status()).isEqualTo(404);
        }

        @Test
        void atAnEndpointThatIsInTheDirectoryNoMore() {
            String patient = shared();
            String endpoint = Telling.register(gateway, subscriber, receiver.url() + "/oud");
            String id = People.idOf(gateway.post(
                    "Subscription",
                    Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url() + "/oud/x", null),
                    Gateway.AS,
                    subscriber));
            Receiver.await(() -> receiver.all().size() == 1, () -> "no handshake");
            assertThat(gateway.delete("Endpoint/" + endpoint, "Authorization", Telling.operator(gateway))
                            .status())
                    .isIn(200, 204);
            condition(patient);
            Receiver.await(
                    () -> status(id).toString().contains("endpoint-not-registered"),
                    () -> status(id).toString());
            assertThat(receiver.quiet()).isEmpty();
        }
    }

    @Nested
    class ADelivery {

        /** Of each patient, the events came in the order of their times. */
        private void assertOrder(List<Receiver.Got> got) {
            Map<String, Long> last = new HashMap<>();
            for (Receiver.Got one : got) {
                Long before = last.put(one.focus(), one.number());
                assertThat(before == null || before < one.number())
                        .as("%s after %s", one.number(), before)
                        .isTrue();
            }
        }

        /** F5: nothing is lost, nothing comes in another order, and others notice nothing. */
        @Test
        void waitsForAReceiverThatIsDown() {
            List<String> patients = List.of(shared(), shared(), shared());
            String subscription = subscribe("summary-updated");
            receiver.down();
            for (int i = 0; i < 12; i++) {
                condition(patients.get(i % 3));
            }
            Receiver.await(() -> waiting(subscription) == 12, () -> "not all wait");
            try (Receiver other = new Receiver()) {
                String second = newUra();
                String patient = People.create(gateway, "Ander");
                Sharing.withCareOrganisations(gateway, patient, second);
                Telling.subscribe(gateway, second, "summary-updated", other);
                condition(patient);
                other.awaitTaken(1);
            }
            receiver.up();
            List<Receiver.Got> got = receiver.awaitTaken(12);
            assertThat(receiver.quiet()).hasSize(12);
            assertOrder(got);
            assertThat(numbers(got)).hasSize(12);
        }

        private Set<Long> numbers(List<Receiver.Got> got) {
            Set<Long> numbers = new TreeSet<>();
            got.forEach(one -> numbers.add(one.number()));
            return numbers;
        }

        /** F6: who takes an event and dies before it says so gets it again, and knows it by its number. */
        @Test
        void isRepeatedWithItsNumberWhereNobodyKnowsWhetherItArrived() {
            String patient = shared();
            subscribe("summary-updated");
            AtomicInteger crashes = new AtomicInteger();
            receiver.answer(got -> got.isEvent() && crashes.incrementAndGet() <= 2 ? Receiver.CRASH : 200);
            condition(patient);
            receiver.awaitTaken(1);
            List<Receiver.Got> all =
                    receiver.all().stream().filter(Receiver.Got::isEvent).toList();
            assertThat(all).hasSize(3);
            assertThat(all).extracting(Receiver.Got::number).containsOnly(1L);
            assertThat(all)
                    .extracting(got -> got.bundle().path("id").asText())
                    .containsOnly(all.get(0).bundle().path("id").asText());
        }

        /** F7: one that is always refused is given up, and what comes after it flows. */
        @Test
        void isGivenUpWhenItIsRefusedAgainAndAgain() {
            String patient = shared();
            String subscription = subscribe("summary-updated");
            Map<Long, Integer> refused = new ConcurrentHashMap<>();
            receiver.answer(got -> got.isEvent() && got.number() == 2 ? refused(refused) : 200);
            for (int i = 0; i < 4; i++) {
                condition(patient);
            }
            List<Receiver.Got> got = receiver.awaitTaken(3);
            assertThat(got).extracting(Receiver.Got::number).containsExactly(1L, 3L, 4L);
            assertThat(refused).containsEntry(2L, 3);
            JsonNode dead = undelivered(subscription);
            assertThat(dead).hasSize(1);
            assertThat(part(dead.path(0).path("part"), "state")).isEqualTo("dead");
            assertThat(part(dead.path(0).path("part"), "fault")).isEqualTo("status-500");
            assertThat(part(dead.path(0).path("part"), "event-number")).isEqualTo("2");

            receiver.answer(one -> 200);
            Gateway.Answer replayed = gateway.post(
                    "Subscription/" + subscription + "/$replay",
                    "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"eventNumber\",\"valueString\":\"2\"}]}",
                    Gateway.AS,
                    subscriber);
            assertThat(replayed.text()).contains("\"valueInteger\":1");
            assertThat(receiver.awaitTaken(4).get(3).number()).isEqualTo(2);
        }

        private int refused(Map<Long, Integer> count) {
            count.merge(2L, 1, Integer::sum);
            return 500;
        }

        @Test
        void isSentAgainByAnOperatorToo() {
            String patient = shared();
            String subscription = subscribe("summary-updated");
            receiver.answer(got -> got.isEvent() ? 400 : 200);
            condition(patient);
            DeadLetters letters = new DeadLetters(gateway.bean(javax.sql.DataSource.class));
            Receiver.await(() -> line(letters, subscription).dead() == 1, () -> "not given up");
            assertThat(line(letters, subscription).fault()).isEqualTo("status-400");
            receiver.answer(got -> 200);
            assertThat(letters.replay(subscription, Set.of(), Instant.now())).isEqualTo(1);
            assertThat(receiver.awaitTaken(1).get(0).number()).isEqualTo(1);
        }

        private DeadLetters.Line line(DeadLetters letters, String subscription) {
            return letters.lines().stream()
                    .filter(one -> one.subscription().equals(subscription))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Nested
    class WhoMissedSomething {

        @Test
        void asksForItByNumber() {
            String patient = shared();
            String subscription = subscribe("summary-updated");
            for (int i = 0; i < 4; i++) {
                condition(patient);
            }
            receiver.awaitTaken(4);
            JsonNode all = mine("Subscription/" + subscription + "/$events?eventsSinceNumber=2&eventsUntilNumber=3")
                    .json();
            assertThat(numbers(all)).containsExactly("2", "3");
            assertThat(all.toString()).contains("query-event");
            assertThat(part(
                            status(subscription)
                                    .path("entry")
                                    .path(0)
                                    .path("resource")
                                    .path("parameter"),
                            "events-since-subscription-start"))
                    .isEqualTo("4");
        }

        @Test
        void getsWhatWaitsAndLaterTheSameNumbers() {
            String patient = shared();
            String subscription = subscribe("summary-updated");
            receiver.down();
            condition(patient);
            condition(patient);
            Receiver.await(() -> waiting(subscription) == 2, () -> "not all wait");
            Receiver.await(
                    () -> numbers(mine("Subscription/" + subscription + "/$events")
                                    .json())
                            .equals(List.of("1", "2")),
                    () -> mine("Subscription/" + subscription + "/$events").text());
            receiver.up();
            assertThat(receiver.awaitTaken(2)).extracting(Receiver.Got::number).containsExactly(1L, 2L);
        }

        private List<String> numbers(JsonNode bundle) {
            List<String> numbers = new ArrayList<>();
            for (JsonNode one : bundle.path("entry").path(0).path("resource").path("parameter")) {
                if ("notification-event".equals(one.path("name").asText())) {
                    numbers.add(part(one.path("part"), "event-number"));
                }
            }
            return numbers;
        }

        @Test
        void whoIsSomebodyElseGetsNothing() {
            String subscription = subscribe("summary-updated");
            String other = newUra();
            for (String path : List.of("", "/$status", "/$events", "/$undelivered")) {
                assertThat(gateway.get("Subscription/" + subscription + path, Gateway.AS, other)
                                .status())
                        .as(path)
                        .isEqualTo(404);
            }
            assertThat(gateway.post(
                                    "Subscription/" + subscription + "/$replay",
                                    "{\"resourceType\":\"Parameters\"}",
                                    Gateway.AS,
                                    other)
                            .status())
                    .isEqualTo(404);
            assertThat(gateway.delete("Subscription/" + subscription, Gateway.AS, other)
                            .status())
                    .isEqualTo(404);
            assertThat(gateway.get("Subscription", Gateway.AS, other).matches()).isEmpty();
            assertThat(mine("Subscription").matches()).hasSize(1);
            assertThat(mine("Subscription?status=error").matches()).isEmpty();
        }
    }

    @Nested
    class ASubscription {

        private Gateway.Answer post(String json) {
            return gateway.post("Subscription", json, Gateway.AS, subscriber);
        }

        /** F20: nobody has the gateway knock where the directory of the operator does not lead. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://127.0.0.1:22/",
                    "http://169.254.169.254/latest/meta-data",
                    "http://localhost:1/fhir",
                    "https://example.nl/fhir",
                    "http://[::1]:8080/fhir",
                    "http://localhost:%d/fhir-of-another",
                    "http://localhost:%d/fhir/../admin",
                    "http://localhost:%d/fhir/%%2e%%2e/admin",
                    "http://user@localhost:%d/fhir",
                    "http://localhost:%d@169.254.169.254/fhir",
                    "file:///etc/passwd",
                    "HTTP://LOCALHOST:%d/fhir"
                })
        void isRefusedForAnAddressThatIsNotRegistered(String address) {
            Telling.register(gateway, subscriber, receiver.url());
            int port = java.net.URI.create(receiver.url()).getPort();
            Gateway.Answer answer =
                    post(Telling.subscription(Telling.TOPIC + "summary-updated", address.formatted(port), null));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("endpoint-not-registered");
            assertThat(receiver.all()).isEmpty();
        }

        @Test
        void isRefusedForAnAddressThatTheOrganisationRegisteredItself() {
            People.idOf(gateway.post("Endpoint", Telling.endpoint(subscriber, receiver.url()), Gateway.AS, subscriber));
            Gateway.Answer answer = post(Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url(), null));
            assertThat(answer.code()).isEqualTo("endpoint-not-registered");
        }

        @Test
        void isRefusedForTheAddressOfAnother() {
            Telling.register(gateway, newUra(), receiver.url());
            assertThat(post(Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url(), null))
                            .code())
                    .isEqualTo("endpoint-not-registered");
        }

        @ParameterizedTest
        @CsvSource({
            "rest-hook,websocket,Subscription.channel.type",
            "id-only,full-resource,Subscription.channel.payload.extension",
            "application/fhir+json,application/fhir+xml,Subscription.channel.payload",
            "summary-updated,everything,Subscription.criteria",
            "requested,off,Subscription.status"
        })
        void isRefusedForWhatIsNotServed(String good, String bad, String place) {
            Telling.register(gateway, subscriber, receiver.url());
            Gateway.Answer answer = post(Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url(), null)
                    .replace(good, bad));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(answer.expressions()).contains(place);
        }

        @Test
        void isRefusedWithHeaders() {
            Telling.register(gateway, subscriber, receiver.url());
            Gateway.Answer answer = post(Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url(), null)
                    .replace("\"type\":\"rest-hook\"", "\"type\":\"rest-hook\",\"header\":[\"X: y\"]"));
            assertThat(answer.expressions()).contains("Subscription.channel.header");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Patient?name=Jansen", "Task?code=x", "patient=1&patient=2", "x"})
        void isRefusedWithAFilterThatIsNotServed(String filter) {
            Telling.register(gateway, subscriber, receiver.url());
            Gateway.Answer answer =
                    post(Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url(), filter));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        }

        @Test
        void isNotMadeInABundle() {
            Telling.register(gateway, subscriber, receiver.url());
            String json = Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url(), null);
            Gateway.Answer answer = gateway.post("", Records.transaction(Records.post(json)), Gateway.AS, subscriber);
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
            assertThat(mine("Subscription").matches()).isEmpty();
        }
    }
}
