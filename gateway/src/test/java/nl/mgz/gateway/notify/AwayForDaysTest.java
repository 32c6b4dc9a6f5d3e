package nl.mgz.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.http.Receiver;
import nl.mgz.gateway.http.Sharing;
import nl.mgz.gateway.http.Telling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An endpoint that is away for days: when it counts as lost, and how what happened meanwhile comes after all. */
class AwayForDaysTest {

    private static final AtomicInteger NEXT = new AtomicInteger(97_300_000);

    private final Gateway gateway = Gateway.shared();
    private final Receiver receiver = new Receiver();
    private final String subscriber = String.valueOf(NEXT.incrementAndGet());
    private final String patient = People.create(gateway, "Onbereikbaar");

    @AfterEach
    void hangUp() {
        receiver.close();
    }

    private String subscribed() {
        Sharing.withCareOrganisations(gateway, patient, subscriber);
        return Telling.subscribe(gateway, subscriber, "summary-updated", receiver);
    }

    private void change() {
        People.idOf(gateway.post("Condition", People.condition(patient, "Epilepsie")));
    }

    private SubscriptionStore.Standing standing(String subscription) {
        return new SubscriptionStore(gateway.bean(JdbcTemplate.class))
                .find(UUID.fromString(subscription))
                .orElseThrow()
                .standing();
    }

    /** What was wrong eight days ago is wrong since then; what is well stays well. */
    private void eightDaysPass(String subscription) {
        write("update mgz_subscription set failing = failing - interval '8 days' where id = ?::uuid", subscription);
        gateway.bean(Upkeep.class).giveUp();
    }

    private void write(String sql, String subscription) {
        new TransactionTemplate(new DataSourceTransactionManager(gateway.bean(DataSource.class)))
                .executeWithoutResult(status -> gateway.bean(JdbcTemplate.class).update(sql, subscription));
    }

    private DeadLetters.Line line(String subscription) {
        return new DeadLetters(gateway.bean(DataSource.class))
                .lines().stream()
                        .filter(one -> one.subscription().equals(subscription))
                        .findFirst()
                        .orElseThrow();
    }

    private void awaitUndelivered(String subscription, int count) {
        Receiver.await(
                () -> line(subscription).waiting() + line(subscription).dead() == count,
                () -> line(subscription).toString());
    }

    @Nested
    class WhatHappensAfterThat {

        private final String subscription = subscribed();

        WhatHappensAfterThat() {
            receiver.down();
            change();
            awaitUndelivered(subscription, 1);
            Receiver.await(() -> standing(subscription).failing() != null, () -> "nobody tried");
            eightDaysPass(subscription);
            assertThat(standing(subscription).status()).isEqualTo("error");
            change();
            change();
            awaitUndelivered(subscription, 3);
        }

        @Test
        void isADeadLetterTooAndComesWithTheReplay() {
            gateway.bean(Upkeep.class).giveUp();
            assertThat(line(subscription).dead()).isEqualTo(3);
            receiver.up();
            assertThat(gateway.post(
                                    "Subscription/" + subscription + "/$replay",
                                    "{\"resourceType\":\"Parameters\"}",
                                    Gateway.AS,
                                    subscriber)
                            .text())
                    .contains("\"valueInteger\":3");
            assertThat(receiver.awaitTaken(3)).extracting(Receiver.Got::number).containsExactly(1L, 2L, 3L);
            assertThat(standing(subscription).status()).isEqualTo("active");
        }

        @Test
        void comesWithAReplayThatIsQuickerThanTheDeadLetters() {
            receiver.up();
            new DeadLetters(gateway.bean(DataSource.class)).replay(subscription, Set.of(), Instant.now());
            assertThat(receiver.awaitTaken(3)).extracting(Receiver.Got::number).containsExactly(1L, 2L, 3L);
        }

        @Test
        void isThereForWhoAsks() {
            gateway.bean(Upkeep.class).giveUp();
            assertThat(numbers(gateway.get("Subscription/" + subscription + "/$events", Gateway.AS, subscriber)
                            .json()))
                    .containsExactly("1", "2", "3");
        }

        private List<String> numbers(JsonNode bundle) {
            List<String> all = new ArrayList<>();
            bundle.findValues("part")
                    .forEach(part -> part.forEach(one -> {
                        if ("event-number".equals(one.path("name").asText())) {
                            all.add(one.path("valueString").asText());
                        }
                    }));
            return all;
        }
    }

    /** F5 and F7 of the fault register: the backlog and what was given up can be seen, and rung for. */
    @Test
    void whatWaitsAndWhatWasGivenUpIsCounted() {
        String subscription = subscribed();
        double waiting = gauge("mgz_notify_waiting");
        double dead = gauge("mgz_notify_dead");
        receiver.down();
        change();
        change();
        awaitUndelivered(subscription, 2);
        assertThat(gauge("mgz_notify_waiting")).isGreaterThanOrEqualTo(waiting + 2);
        assertThat(gauge("mgz_notify_oldest_seconds")).isPositive();
        Receiver.await(() -> standing(subscription).failing() != null, () -> "nobody tried");
        eightDaysPass(subscription);
        assertThat(gauge("mgz_notify_dead")).isEqualTo(dead + 2);
        receiver.up();
        new DeadLetters(gateway.bean(DataSource.class)).replay(subscription, Set.of(), Instant.now());
        receiver.awaitTaken(2);
        assertThat(gauge("mgz_notify_dead")).isEqualTo(dead);
    }

    /** As it is scraped. */
    private double gauge(String name) {
        gateway.bean(Upkeep.class).count();
        return gateway.get("http://localhost:" + gateway.managementPort() + "/actuator/prometheus")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** Seven days count from the first time that it was not reached after it was there. */
    @Nested
    class OneThatIsThere {

        private void assertStaysAfterDays(String subscription) {
            eightDaysPass(subscription);
            assertThat(standing(subscription).status()).isEqualTo("active");
            assertThat(standing(subscription).failing()).isNull();
        }

        private void outage(String subscription) {
            receiver.down();
            change();
            Receiver.await(() -> standing(subscription).failing() != null, () -> "nobody tried");
        }

        @Test
        void staysThoughItRefusesWhatWaited() {
            String subscription = subscribed();
            outage(subscription);
            receiver.answer(got -> 500);
            receiver.up();
            Receiver.await(
                    () -> line(subscription).dead() == 1,
                    () -> line(subscription).toString());
            assertStaysAfterDays(subscription);
        }

        @Test
        void staysWhereWhatWaitedMayNotBeToldAnyMore() {
            People.idOf(gateway.post("CareTeam", Sharing.careTeam(patient, List.of(subscriber))));
            String consent = People.idOf(gateway.post("Consent", Sharing.permit(patient)));
            String subscription = Telling.subscribe(gateway, subscriber, "summary-updated", receiver);
            outage(subscription);
            String withdrawn = Sharing.permit(patient)
                    .replaceFirst("\\{", "{\"id\":\"" + consent + "\",")
                    .replaceFirst("\"status\" ?: ?\"active\"", "\"status\":\"inactive\"");
            assertThat(gateway.put("Consent/" + consent, withdrawn, "If-Match", "W/\"1\"")
                            .status())
                    .isEqualTo(200);
            Receiver.await(
                    () -> line(subscription).waiting() == 0,
                    () -> line(subscription).toString());
            assertStaysAfterDays(subscription);
        }

        @Test
        void countsAnewAfterASuccess() {
            String subscription = subscribed();
            outage(subscription);
            receiver.up();
            receiver.awaitTaken(1);
            Receiver.await(() -> standing(subscription).failing() == null, () -> "still failing");
            assertStaysAfterDays(subscription);
            Instant second = Instant.now();
            outage(subscription);
            assertThat(standing(subscription).failing()).isAfterOrEqualTo(second);
        }

        @Test
        void staysThoughItRefusesHeartbeats() {
            Sharing.withCareOrganisations(gateway, patient, subscriber);
            Telling.register(gateway, subscriber, receiver.url());
            String heartbeat = "\"channel\":{\"extension\":[{\"url\":"
                    + "\"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-heartbeat-period\","
                    + "\"valueUnsignedInt\":60}],";
            String subscription = People.idOf(gateway.post(
                    "Subscription",
                    Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url(), null)
                            .replace("\"channel\":{", heartbeat),
                    Gateway.AS,
                    subscriber));
            Receiver.await(
                    () -> "active".equals(standing(subscription).status()) && inSeconds(subscription) > 0,
                    () -> "no handshake");
            receiver.answer(got -> 500);
            write("update mgz_subscription set signal = now() where id = ?::uuid", subscription);
            Receiver.await(
                    () -> receiver.all().stream().anyMatch(got -> "heartbeat".equals(got.kind()))
                            && inSeconds(subscription) > 30
                            && inSeconds(subscription) <= 60,
                    () -> inSeconds(subscription) + " s to the next one");
            assertStaysAfterDays(subscription);
        }

        /** To its next sign of life. */
        private double inSeconds(String subscription) {
            Double seconds = gateway.bean(JdbcTemplate.class)
                    .queryForObject(
                            "select coalesce(extract(epoch from signal - now()), 0) from mgz_subscription where id = ?::uuid",
                            Double.class,
                            subscription);
            return seconds == null ? 0 : seconds;
        }
    }
}
