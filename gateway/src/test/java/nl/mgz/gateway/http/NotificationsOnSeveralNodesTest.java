package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What holds while several nodes deliver, and when one of them is killed. It prints what it measured. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NotificationsOnSeveralNodesTest {

    /** A measurement wants 1,000. */
    private static final int EVENTS = Integer.getInteger("notify.events", 300);

    private static final int PATIENTS = 8;
    private static final String SUBSCRIBER = "97700001";

    @TempDir
    static Path folder;

    private static SandboxDatabase database;
    private static Gateway writer;
    private static final List<String> patients = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        database = SandboxDatabase.start(folder.resolve("db"));
        // It takes changes and delivers nothing.
        writer = Gateway.start(database, Map.of("mgz.notify.workers", 0));
        for (int i = 0; i < PATIENTS; i++) {
            String patient = People.create(writer, "Knoop");
            Sharing.withCareOrganisations(writer, patient, SUBSCRIBER);
            patients.add(patient);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        writer.close();
        database.close();
    }

    private static String subscribe(Receiver receiver) {
        Telling.register(writer, SUBSCRIBER, receiver.url());
        String id = People.idOf(writer.post(
                "Subscription",
                Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url(), null),
                Gateway.AS,
                SUBSCRIBER));
        return id;
    }

    private static JdbcTemplate jdbc() {
        return writer.bean(JdbcTemplate.class);
    }

    private static void change(int count) {
        Together.send(8, client -> {
            Gateway.Answer last = null;
            for (int i = client; i < count; i += 8) {
                last = writer.post("Condition", People.condition(patients.get(i % PATIENTS), "Verandering " + i));
                People.idOf(last);
            }
            return last;
        });
    }

    /** Each patient's events arrive, first time each, in the order in which they were committed. */
    private static void assertNothingLostAndInOrder(Receiver receiver, String subscription) {
        List<Receiver.Got> taken = receiver.taken();
        Map<Long, String> numbers = new TreeMap<>();
        jdbc().query(
                        "select d.number, e.id, e.patient_id from mgz_delivery d join mgz_event e on e.id = d.event_id"
                                + " where d.subscription_id = ?::uuid order by e.id",
                        row -> {
                            numbers.put(row.getLong(1), row.getString(3) + " " + row.getLong(2));
                        },
                        subscription);
        Set<Long> seen = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        for (Receiver.Got got : taken) {
            if (seen.add(got.number())) {
                String[] event = numbers.get(got.number()).split(" ");
                assertThat(got.focus()).endsWith("/Patient/" + event[0]);
                Long before = last.put(event[0], Long.parseLong(event[1]));
                assertThat(before == null || before < Long.parseLong(event[1]))
                        .as("event %s of one patient after %s", event[1], before)
                        .isTrue();
            }
        }
        assertThat(seen).hasSize(EVENTS);
        assertThat(numbers.keySet()).isEqualTo(new java.util.TreeSet<>(seen));
    }

    @Test
    @Order(1)
    void twoNodesDeliverInOrderThoughSomeDeliveriesFail() {
        try (Receiver receiver = new Receiver();
                Gateway one = Gateway.start(database, Map.of("mgz.notify.attempts", 100));
                Gateway other = Gateway.start(database, Map.of("mgz.notify.attempts", 100))) {
            String subscription = subscribe(receiver);
            receiver.answer(got -> got.isEvent() && ThreadLocalRandom.current().nextInt(50) == 0 ? 500 : 200);
            long begun = System.nanoTime();
            change(EVENTS);
            double written = (System.nanoTime() - begun) / 1e9;
            Receiver.await(() -> distinct(receiver) == EVENTS, () -> distinct(receiver) + " of " + EVENTS);
            double all = (System.nanoTime() - begun) / 1e9;
            assertNothingLostAndInOrder(receiver, subscription);
            List<Double> took = jdbc().queryForList(
                            "select extract(epoch from d.done - e.created) * 1000 from mgz_delivery d"
                                    + " join mgz_event e on e.id = d.event_id where d.subscription_id = ?::uuid and d.attempts = 0"
                                    + " order by 1",
                            Double.class,
                            subscription);
            System.out.printf(
                    "MEASURED two nodes: %d changes in %.1f s, all told after %.1f s (%.0f a second); change to answer,"
                            + " not refused: p50 %.0f ms, p99 %.0f ms; %d requests%n",
                    EVENTS,
                    written,
                    all,
                    EVENTS / all,
                    took.get(took.size() / 2),
                    took.get(took.size() * 99 / 100),
                    receiver.all().size());
            end(subscription);
        }
    }

    private static void end(String subscription) {
        assertThat(writer.delete("Subscription/" + subscription, Gateway.AS, SUBSCRIBER)
                        .status())
                .isIn(200, 204);
    }

    private static long distinct(Receiver receiver) {
        return receiver.taken().stream().map(Receiver.Got::number).distinct().count();
    }

    /** On a busy machine a receiver that answers late is no reason to tell it twice: only the kill is. */
    private static final Map<String, Object> PATIENT = Map.of("mgz.notify.timeout", "30s");

    @Test
    @Order(2)
    void aNodeThatIsKilledLosesNothing() throws Exception {
        try (Receiver receiver = new Receiver()) {
            String subscription = subscribe(receiver);
            change(EVENTS);
            Process first = node("first");
            try {
                Receiver.await(
                        () -> distinct(receiver) >= EVENTS / 3, () -> distinct(receiver) + " came: " + output("first"));
            } finally {
                first.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            long before = distinct(receiver);
            assertThat(before).isBetween((long) EVENTS / 3, (long) EVENTS - 1);
            long begun = System.nanoTime();
            try (Gateway second = Gateway.start(database, PATIENT)) {
                long up = System.nanoTime();
                Receiver.await(() -> distinct(receiver) == EVENTS, () -> distinct(receiver) + " of " + EVENTS);
                double rest = (System.nanoTime() - up) / 1e9;
                assertNothingLostAndInOrder(receiver, subscription);
                int twice = receiver.taken().size() - EVENTS;
                System.out.printf(
                        "MEASURED killed after %d of %d: the rest told in %.1f s by another node (%.0f a second, from a"
                                + " standing start of %.0f s); told twice: %d%n",
                        before, EVENTS, rest, (EVENTS - before) / Math.max(rest, 0.001), (up - begun) / 1e9, twice);
                // No more than the workers of one node had under way.
                assertThat(twice).isBetween(0, 4);
            }
        }
    }

    /** A gateway as a process of its own, which can be killed. */
    private static Process node(String name) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                NodeMain.class.getName()));
        Map<String, Object> settings = new HashMap<>(Gateway.settings(database));
        settings.putAll(PATIENT);
        settings.forEach((key, value) -> command.add("--" + key + "=" + value));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".txt").toFile())
                .start();
    }

    private static String output(String name) {
        try {
            return Files.readString(folder.resolve(name + ".txt"));
        } catch (IOException e) {
            return "no output";
        }
    }

    /** Its main method. */
    public static final class NodeMain {

        private NodeMain() {}

        public static void main(String[] arguments) {
            new org.springframework.boot.builder.SpringApplicationBuilder(nl.mgz.gateway.GatewayApplication.class)
                    .run(arguments);
        }
    }
}
