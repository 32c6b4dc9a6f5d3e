package nl.mgz.bench.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * From a change to the answer of who is told of it, while changes come at a steady rate. One gateway, one subscription of a care
 * organisation on {@code summary-updated}, patients of the practice who show their problems to it.
 *
 * <p>The clock starts at {@code created} of the event's row, which the gateway takes just before it commits: so the commit itself is in
 * the figures. Where writers cannot reach the rate, nine of ten events are rows, inserted as the gateway's outbox inserts them, and one is
 * pushed: that wakes the gateway's workers, as every push would, who else look once a second. The output says which of both it was.
 *
 * <pre>NotificationBench --jar=FILE [--data=DIR] [--patients=200] [--rate=200] [--seconds=30] [--rounds=3] [--writers=auto|push|rows]</pre>
 */
public final class NotificationBench {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PEOPLE = 50;
    private static final int CONNECTIONS = 8;

    /** Of so many changes one is pushed where the others are rows: who pushes wakes the gateway's workers. */
    private static final int PUSHED = 10;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final String EVENT = """
            insert into mgz_event (created, topic, patient_id, focus, resources, author_ura, codes, ends, receivers)
            values (?, 'summary-updated', ?, ?, array [?], ?, '{}', false, null)
            """;

    private static final String TOLD = """
            select e.created, d.number from mgz_event e
              left join mgz_delivery d on d.event_id = e.id and d.subscription_id = ?::uuid
             where e.id > ? and e.topic = 'summary-updated'
            """;

    /** A patient of the practice, and a problem of that one that the subscriber may see. */
    private record Person(String id, String condition) {}

    private final Sandbox sandbox;
    private final Calls gp;
    private final Calls care;
    private final String practice;
    private final String subscriber;
    private final List<Person> people = new ArrayList<>();

    private NotificationBench(Sandbox sandbox) throws SQLException {
        this.sandbox = sandbox;
        this.gp = sandbox.as("gp");
        this.care = sandbox.as("care");
        this.practice = sandbox.ura("hp-kerkezijl");
        this.subscriber = sandbox.ura("ghz-vlierhoek");
    }

    public static void main(String[] args) throws Exception {
        // Of a round that failed, the others' work is of no use.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            System.exit(1);
        });
        Map<String, String> given = Sandbox.given(args);
        double rate = Double.parseDouble(given.getOrDefault("rate", "200"));
        double seconds = Double.parseDouble(given.getOrDefault("seconds", "30"));
        int rounds = Integer.parseInt(given.getOrDefault("rounds", "3"));
        boolean whole = true;
        try (Sandbox sandbox = Sandbox.start(given);
                Told told = new Told()) {
            say("%s", sandbox.holds());
            say("");
            NotificationBench bench = new NotificationBench(sandbox);
            bench.findPeople();
            String subscription = bench.subscribe(told);
            try {
                Load.Shot shot = bench.changes(given.getOrDefault("writers", "auto"), rate);
                whole &= bench.round("warming, not to be counted", shot, rate, seconds, subscription, told);
                for (int i = 1; i <= rounds; i++) {
                    whole &= bench.round("run " + i, shot, rate, seconds, subscription, told);
                }
            } finally {
                bench.end(subscription);
            }
        }
        // Of a run in which one was lost, or told twice, the figures mean nothing.
        System.exit(whole ? 0 : 1);
    }

    private void findPeople() throws Exception {
        for (String id : sandbox.column("select resource_id from mgz_resource_binding where resource_type = 'Patient'"
                + " and author_ura = '" + practice + "' order by md5(resource_id)")) {
            Sharing.with(gp, id, practice, subscriber);
            String condition = change(id);
            try {
                care.get("Condition/" + condition);
                people.add(new Person(id, condition));
            } catch (IOException e) {
                // This client said no before, and that counts still.
            }
            if (people.size() == PEOPLE) {
                return;
            }
        }
        if (people.isEmpty()) {
            throw new IOException("no client of the practice shows a problem to the care organisation");
        }
    }

    /** @return the id of a problem that was written down */
    private String change(String patient) throws IOException, InterruptedException {
        byte[] answer = gp.post("", """
                {"resourceType":"Bundle","type":"transaction","entry":[{"resource":
                 {"resourceType":"Condition",
                  "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
                  "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icpc-1-nl","code":"N88"}],"text":"Verandering %d"},
                  "subject":{"reference":"Patient/%s"}},
                 "request":{"method":"POST","url":"Condition"}}]}""".formatted(System.nanoTime(), patient));
        String location = JSON.readTree(answer)
                .path("entry")
                .path(0)
                .path("response")
                .path("location")
                .asText();
        return location.replaceFirst("^.*?Condition/", "").replaceFirst("/.*$", "");
    }

    /** As an operator puts the endpoint into the directory, and the organisation asks to be told there. */
    private String subscribe(Told told) throws Exception {
        sandbox.as("operator").post("Endpoint", """
                {"resourceType":"Endpoint","status":"active","name":"Berichten",
                 "connectionType":{"system":"http://terminology.hl7.org/CodeSystem/endpoint-connection-type","code":"hl7-fhir-rest"},
                 "managingOrganization":{"type":"Organization","identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%s"}},
                 "payloadType":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/endpoint-payload-type","code":"any"}]}],
                 "address":"%s"}""".formatted(subscriber, told.url()));
        byte[] answer = care.post("Subscription", """
                {"resourceType":"Subscription","status":"requested","reason":"Op de hoogte blijven",
                 "criteria":"https://mgz-gateway.nl/fhir/SubscriptionTopic/summary-updated",
                 "channel":{"type":"rest-hook","endpoint":"%s/berichten","payload":"application/fhir+json",
                  "_payload":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content","valueCode":"id-only"}]}}}""".formatted(told.url()));
        String id = JSON.readTree(answer).path("id").asText();
        told.awaitHandshake();
        // It is active a moment after its handshake was answered.
        for (int i = 0; i < 100; i++) {
            if (JSON.readTree(care.get("Subscription/" + id))
                    .path("status")
                    .asText()
                    .equals("active")) {
                return id;
            }
            Thread.sleep(100);
        }
        throw new IOException("the subscription does not become active");
    }

    /** What makes one change. */
    private Load.Shot changes(String how, double rate) throws Exception {
        Load.Shot push = number -> change(people.get(number % people.size()).id());
        boolean rows = how.equals("rows");
        if (how.equals("auto")) {
            Load.untilSteady(5, 0, push);
            double most = Load.round(CONNECTIONS, 5, push).perSecond();
            rows = most < 1.3 * rate;
            say("writers alone reach %.0f changes a second", most);
        }
        say(
                rows
                        ? "changes: one of ten a transaction with one Condition over HTTP, the others rows as the outbox inserts them"
                        : "changes: transactions with one Condition, by the practice over HTTP");
        Load.Shot row = rows();
        return rows ? number -> (number % PUSHED == 0 ? push : row).fire(number) : push;
    }

    private Load.Shot rows() throws SQLException {
        BlockingQueue<Connection> free = new ArrayBlockingQueue<>(CONNECTIONS);
        for (int i = 0; i < CONNECTIONS; i++) {
            Connection connection = DriverManager.getConnection(sandbox.database());
            connection.setAutoCommit(false);
            free.add(connection);
        }
        return number -> {
            Connection connection = free.take();
            try {
                insert(connection, people.get(number % people.size()));
            } finally {
                free.add(connection);
            }
        };
    }

    /** As the outbox does: the patient's row is held until the commit, so numbers grow in the order of commits. */
    private void insert(Connection connection, Person person) throws SQLException {
        try (PreparedStatement hold = connection.prepareStatement(
                        "select patient_id from mgz_patient_state where patient_id = ? for no key update");
                PreparedStatement insert = connection.prepareStatement(EVENT)) {
            hold.setString(1, person.id());
            hold.execute();
            insert.setTimestamp(1, Timestamp.from(Instant.now()));
            insert.setString(2, person.id());
            insert.setString(3, "Patient/" + person.id());
            insert.setString(4, person.condition());
            insert.setString(5, practice);
            insert.executeUpdate();
        }
        connection.commit();
    }

    private boolean round(String name, Load.Shot shot, double rate, double seconds, String subscription, Told told)
            throws Exception {
        quiet(subscription);
        long before = Long.parseLong(
                sandbox.column("select coalesce(max(id), 0) from mgz_event").get(0));
        long began = System.nanoTime();
        Load.open(rate, seconds, shot);
        double wrote = (System.nanoTime() - began) / 1e9;
        int made = (int) (rate * seconds);
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        quiet(subscription);
        double until = (System.nanoTime() - began) / 1e9;
        Arrived arrived = arrived(before, subscription, told);
        double[] sorted = arrived.took();
        say(
                "| %s | %d changes in %.1f s (%.0f a second) | p50 %.0f ms | p99 %.0f ms | lost %d | told twice %d"
                        + " | all told %.1f s after the last change | load %.1f |",
                name,
                made,
                wrote,
                made / wrote,
                Load.at(sorted, 0.5),
                Load.at(sorted, 0.99),
                made - sorted.length,
                arrived.twice(),
                until - wrote,
                load);
        return sorted.length == made && arrived.twice() == 0;
    }

    /**
     * What of a run came.
     *
     * @param took milliseconds, sorted
     */
    private record Arrived(double[] took, int twice) {}

    private Arrived arrived(long before, String subscription, Told told) throws SQLException {
        List<Double> took = new ArrayList<>();
        int twice = 0;
        try (Connection connection = DriverManager.getConnection(sandbox.database());
                PreparedStatement statement = connection.prepareStatement(TOLD)) {
            statement.setString(1, subscription);
            statement.setLong(2, before);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    long number = rows.getLong(2);
                    Instant answered = rows.wasNull() ? null : told.answered(number);
                    if (answered != null) {
                        Duration one = Duration.between(rows.getTimestamp(1).toInstant(), answered);
                        took.add(one.toNanos() / 1e6);
                        twice += told.times(number) > 1 ? 1 : 0;
                    }
                }
            }
        }
        return new Arrived(took.stream().mapToDouble(one -> one).sorted().toArray(), twice);
    }

    /** Until nothing waits any more, or too long. */
    private void quiet(String subscription) throws Exception {
        String waiting =
                "select (select count(*) from mgz_event where spread is null) + (select count(*) from mgz_delivery"
                        + " where state = 'waiting' and subscription_id = '" + subscription + "')";
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!sandbox.column(waiting).equals(Arrays.asList("0"))) {
            if (System.nanoTime() > end) {
                say("something still waits after %d minutes", PATIENCE.toMinutes());
                return;
            }
            Thread.sleep(50);
        }
        // The row says that it was delivered a moment after the answer.
        Thread.sleep(200);
    }

    /** So that a folder that is kept has no subscription that leads nowhere. */
    private void end(String subscription) throws IOException, InterruptedException {
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(sandbox.base() + "/Subscription/" + subscription))
                                .header(
                                        "Authorization",
                                        "Bearer " + sandbox.token("care").get())
                                .DELETE()
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
