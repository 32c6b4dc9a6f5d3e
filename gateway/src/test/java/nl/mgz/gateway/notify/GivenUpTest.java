package nl.mgz.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.http.Receiver;
import nl.mgz.gateway.http.Sharing;
import nl.mgz.gateway.http.Telling;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What happens after days, with the days put into the database. */
class GivenUpTest {

    private static final String SUBSCRIBER = "97600001";

    private final Gateway gateway = Gateway.shared();

    private void change(String sql, Object... values) {
        new TransactionTemplate(gateway.bean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> gateway.bean(JdbcTemplate.class).update(sql, values));
    }

    private String state(String subscription) {
        return gateway.get("Subscription/" + subscription, Gateway.AS, SUBSCRIBER)
                .json()
                .path("status")
                .asText();
    }

    private DeadLetters.Line line(String subscription) {
        return new DeadLetters(gateway.bean(javax.sql.DataSource.class))
                .lines().stream()
                        .filter(one -> one.subscription().equals(subscription))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void anEndpointThatIsAwayForDaysIsGivenUpAndComesBackByAReplay() throws Exception {
        String patient = People.create(gateway, "Dagen");
        Sharing.withCareOrganisations(gateway, patient, SUBSCRIBER);
        try (Receiver receiver = new Receiver()) {
            String subscription = Telling.subscribe(gateway, SUBSCRIBER, "summary-updated", receiver);
            receiver.down();
            for (int i = 0; i < 3; i++) {
                People.idOf(gateway.post("Condition", People.condition(patient, "Dag " + i)));
            }
            while (line(subscription).waiting() < 3 || line(subscription).fault() == null) {
                Thread.sleep(50);
            }
            gateway.bean(Upkeep.class).giveUp();
            assertThat(state(subscription)).as("after some seconds").isEqualTo("active");
            change(
                    "update mgz_subscription set failing = ? where id = ?::uuid",
                    Timestamp.from(Instant.now().minus(Duration.ofDays(8))),
                    subscription);
            gateway.bean(Upkeep.class).giveUp();
            assertThat(state(subscription)).isEqualTo("error");
            assertThat(line(subscription).dead()).isEqualTo(3);
            gateway.bean(Upkeep.class).count();
            receiver.up();
            Gateway.Answer replayed = gateway.post(
                    "Subscription/" + subscription + "/$replay",
                    "{\"resourceType\":\"Parameters\"}",
                    Gateway.AS,
                    SUBSCRIBER);
            assertThat(replayed.text()).contains("\"valueInteger\":3");
            assertThat(receiver.awaitTaken(3)).extracting(Receiver.Got::number).isEqualTo(List.of(1L, 2L, 3L));
            assertThat(receiver.all())
                    .extracting(Receiver.Got::kind)
                    .filteredOn("handshake"::equals)
                    .hasSize(2);
        }
    }
}
