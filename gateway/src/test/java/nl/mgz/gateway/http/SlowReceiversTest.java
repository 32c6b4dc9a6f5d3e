package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F8 of the fault register: a receiver that hangs, trickles or resets keeps nobody else waiting, and loses nothing. */
class SlowReceiversTest {

    private static final AtomicInteger NEXT = new AtomicInteger(97_400_000);
    private static final int REQUESTS = 150;

    private final Gateway gateway = Gateway.shared();

    enum Fault {
        HANGS(Receiver::hang, "timeout"),
        TRICKLES(Receiver::trickle, "timeout"),
        RESETS(Receiver::reset, "no-answer");

        private final Consumer<Receiver> misbehave;
        private final String word;

        Fault(Consumer<Receiver> misbehave, String word) {
            this.misbehave = misbehave;
            this.word = word;
        }
    }

    private static String newUra() {
        return String.valueOf(NEXT.incrementAndGet());
    }

    private List<String> patients(int count, String subscriber) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String patient = People.create(gateway, "Traag");
            Sharing.withCareOrganisations(gateway, patient, subscriber);
            all.add(patient);
        }
        return all;
    }

    private void change(String patient) {
        People.idOf(gateway.post("Condition", People.condition(patient, "Epilepsie")));
    }

    private String fault(String subscription, String subscriber) {
        JsonNode status = gateway.get("Subscription/" + subscription + "/$status", Gateway.AS, subscriber)
                .json();
        for (JsonNode one : status.findPath("parameter")) {
            if ("error".equals(one.path("name").asText())) {
                return one.path("valueCodeableConcept").path("text").asText();
            }
        }
        return "";
    }

    /** Reads with a write among every five, one after the other. */
    private List<Double> requests(String patient) {
        List<Double> took = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            long begun = System.nanoTime();
            if (i % 5 == 0) {
                change(patient);
            } else {
                assertThat(gateway.get("Patient/" + patient).status()).isEqualTo(200);
            }
            took.add((System.nanoTime() - begun) / 1e6);
        }
        return took;
    }

    private static double p99(List<Double> took) {
        return took.stream().sorted().toList().get(took.size() * 99 / 100);
    }

    /** Requests before, while two receivers hold all workers that they can, and after: the slowest of a hundred is as slow. */
    @Test
    void leaveTheSlowestRequestsAsTheyWere() {
        String one = newUra();
        String other = newUra();
        List<String> ofOne = patients(4, one);
        List<String> ofOther = patients(4, other);
        String bystander = People.create(gateway, "Ander");
        try (Receiver hangs = new Receiver();
                Receiver trickles = new Receiver()) {
            Telling.subscribe(gateway, one, "summary-updated", hangs);
            Telling.subscribe(gateway, other, "summary-updated", trickles);
            requests(bystander);
            List<Double> without = requests(bystander);
            hangs.hang();
            trickles.trickle();
            ofOne.forEach(this::change);
            ofOther.forEach(this::change);
            Receiver.await(
                    () -> hangs.connections() > 0 && trickles.connections() > 0, () -> "nobody was sent anything");
            List<Double> with = requests(bystander);
            int tried = hangs.connections() + trickles.connections();
            hangs.up();
            trickles.up();
            without.addAll(requests(bystander));
            System.out.printf(
                    "MEASURED p99 of %d requests without: %.0f ms; of %d with a receiver that hangs and one that trickles: %.0f ms"
                            + " (%d connections held)%n",
                    without.size(), p99(without), with.size(), p99(with), tried);
            // One that waited for a receiver would take its time limit of two seconds. On a busy machine single ones
            // are slow.
            assertThat(p99(with)).isLessThan(3 * p99(without) + 250);
            hangs.awaitTaken(4);
            trickles.awaitTaken(4);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void loseNothingAndKeepNoOtherReceiverWaiting(Fault fault) {
        String subscriber = newUra();
        String second = newUra();
        List<String> patients = patients(3, subscriber);
        try (Receiver receiver = new Receiver();
                Receiver other = new Receiver()) {
            String subscription = Telling.subscribe(gateway, subscriber, "summary-updated", receiver);
            fault.misbehave.accept(receiver);
            patients.forEach(this::change);
            Receiver.await(
                    () -> fault(subscription, subscriber).equals(fault.word), () -> fault(subscription, subscriber));
            String patient = patients(1, second).get(0);
            Telling.subscribe(gateway, second, "summary-updated", other);
            change(patient);
            other.awaitTaken(1);
            receiver.up();
            assertThat(receiver.awaitTaken(3))
                    .extracting(got -> got.focus().replaceFirst(".*/", ""))
                    .containsExactlyInAnyOrderElementsOf(patients);
        }
    }

    /** By https the reset comes in the middle of the TLS handshake. */
    @Test
    void areToldApartWhereTheTlsHandshakeIsReset() {
        String subscriber = newUra();
        try (Receiver receiver = new Receiver()) {
            String address = receiver.url().replace("http://", "https://");
            receiver.reset();
            Telling.register(gateway, subscriber, address);
            String subscription = People.idOf(gateway.post(
                    "Subscription",
                    Telling.subscription(Telling.TOPIC + "summary-updated", address, null),
                    Gateway.AS,
                    subscriber));
            Receiver.await(
                    () -> List.of("tls", "no-answer").contains(fault(subscription, subscriber)),
                    () -> "no fault: " + fault(subscription, subscriber));
            assertThat(receiver.connections()).isPositive();
            assertThat(gateway.get("Subscription/" + subscription, Gateway.AS, subscriber)
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("requested");
            assertThat(gateway.delete("Subscription/" + subscription, Gateway.AS, subscriber)
                            .status())
                    .isIn(200, 204);
        }
    }
}
