package nl.mgz.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.FhirEndpoint;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever asks too much is told to wait; on two nodes with low limits, each client with an organisation of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTest {

    private static final int CLIENT = 30;
    private static final int ORGANIZATION = 45;
    private static final int LOOKUPS = 10;
    private static final int PUSHES = 20;
    private static final int TOKENS = 12;

    /** Enough for the tokens that the tests themselves get. */
    private static final int ADDRESS = 120;

    private static final int STRANGERS = 20;

    private static final String SYSTEM = "http://fhir.nl/fhir/NamingSystem/bsn";

    private static Gateway one;
    private static Gateway other;
    private static int organizations;

    private String ura;

    @BeforeEach
    void anotherOrganisation() {
        ura = newUra();
    }

    private static String newUra() {
        return String.valueOf(95_000_000 + ++organizations);
    }

    @BeforeAll
    void start() {
        Map<String, Object> low = new HashMap<>();
        low.put("mgz.limits.client-per-minute", CLIENT);
        low.put("mgz.limits.organization-per-minute", ORGANIZATION);
        low.put("mgz.limits.bsn-lookups-per-minute", LOOKUPS);
        low.put("mgz.limits.bsn-pushes-per-minute", PUSHES);
        low.put("mgz.limits.tokens-per-minute", TOKENS);
        low.put("mgz.limits.tokens-per-minute-and-address", ADDRESS);
        low.put("mgz.limits.unauthenticated-per-minute", STRANGERS);
        one = Gateway.start(Gateway.SharedDatabase.get(), low);
        low.put("mgz.address.base", one.base());
        other = Gateway.start(Gateway.SharedDatabase.get(), low);
    }

    @AfterAll
    void stop() {
        one.close();
        other.close();
    }

    private static String[] as(String ura) {
        return as(ura, "limited-" + ura);
    }

    private static String[] as(String ura, String client) {
        try {
            return new String[] {
                "Authorization",
                "Bearer "
                        + one.client(client, ura, OrganizationKind.CARE, "system/*.cruds", Purpose.TREAT)
                                .bearer()
            };
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Gateway.Answer search(Gateway at, String form, String... as) {
        return at.send(
                "POST",
                "Patient/_search",
                form.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded",
                as[0],
                as[1]);
    }

    private static Gateway.Answer byBsn(Gateway at, String bsn, String... as) {
        return search(at, "identifier=" + SYSTEM + "|" + bsn, as);
    }

    /** @return how many of so many are let through, and the answers that are not */
    private static List<Gateway.Answer> refused(int times, java.util.function.IntFunction<Gateway.Answer> send) {
        List<Gateway.Answer> refused = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Gateway.Answer answer = send.apply(i);
            if (answer.status() == 429) {
                refused.add(answer);
            } else {
                assertThat(answer.status()).as(answer.text()).isLessThan(429);
            }
        }
        return refused;
    }

    private static void waitAsTold(Gateway.Answer refused) throws InterruptedException {
        Thread.sleep(Long.parseLong(refused.header("Retry-After")) * 1_000);
    }

    /** What came back in the meantime. */
    private static int since(long start, int perMinute) {
        return (int) ((System.nanoTime() - start) * perMinute / 60_000_000_000L) + 1;
    }

    private static void saysWhatToDo(Gateway.Answer refused) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("rate-limited");
        assertThat(refused.text()).contains("Retry-After");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
    }

    @Nested
    class AClient {

        @Test
        void isToldToWaitAndLetInWhenItHas() throws Exception {
            String[] as = as(ura);
            long start = System.nanoTime();
            List<Gateway.Answer> refused = refused(CLIENT + 15, i -> one.get("Patient/none", as));
            assertThat(refused).hasSizeBetween(15 - since(start, CLIENT), 15);
            saysWhatToDo(refused.get(0));
            assertThat(refused)
                    .allSatisfy(answer ->
                            assertThat(answer.bytes()).isEqualTo(refused.get(0).bytes()));
            waitAsTold(refused.get(refused.size() - 1));
            assertThat(one.get("Patient/none", as).status()).isEqualTo(404);
        }

        @Test
        void sharesItsLimitOverAllNodes() {
            String[] as = as(ura);
            long start = System.nanoTime();
            List<Gateway.Answer> refused =
                    refused(CLIENT + 15, i -> (i % 2 == 0 ? one : other).get("Patient/none", as));
            assertThat(refused).hasSizeBetween(15 - since(start, CLIENT), 15);
        }

        @Test
        void doesNotHinderAnother() {
            String[] as = as(ura);
            assertThat(refused(CLIENT + 10, i -> one.get("Patient/none", as))).isNotEmpty();
            assertThat(one.get("Patient/none", as(newUra())).status()).isEqualTo(404);
        }

        @Test
        void isRefusedOnRecord() throws Exception {
            String[] as = as(ura);
            Gateway.Answer refused =
                    refused(CLIENT + 10, i -> one.get("Patient/none", as)).get(0);
            assertThat(recorded(refused)).containsExactly("refusal");
        }

        @Test
        void isRefusedBeforeItsBodyIsRead() {
            String[] as = as(ura);
            refused(CLIENT + 5, i -> one.get("Patient/none", as));
            assertThat(one.post("Patient", "{{{", as).status()).isEqualTo(429);
        }
    }

    private static List<String> recorded(Gateway.Answer answer) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(Gateway.SharedDatabase.get().superuserUrl());
                PreparedStatement select =
                        connection.prepareStatement("select outcome from mgz_audit_event where request_id = ?")) {
            select.setObject(1, UUID.fromString(answer.header("X-Request-Id")));
            List<String> outcomes = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    outcomes.add(rows.getString(1));
                }
            }
            return outcomes;
        }
    }

    @Nested
    class AnOrganisation {

        @Test
        void hasALimitOverAllItsClients() {
            String[] first = as(ura, "first-" + ura);
            String[] second = as(ura, "second-" + ura);
            long start = System.nanoTime();
            List<Gateway.Answer> refused =
                    refused(ORGANIZATION + 10, i -> one.get("Patient/none", i % 2 == 0 ? first : second));
            assertThat(refused).hasSizeBetween(10 - since(start, ORGANIZATION), 10);
            saysWhatToDo(refused.get(0));
        }
    }

    @Nested
    class ASearchByBsn {

        @Test
        void stopsAnEnumerationAndTheBytesDoNotTell() throws Exception {
            List<String> bsns = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                bsns.add(People.newBsn());
            }
            Set<String> known = new TreeSet<>();
            for (int i = 0; i < 25; i += 2) {
                // In the name of many, so that the limit on those who push is not what is measured.
                one.post("Patient", People.patient(bsns.get(i), "Bekend", "1961-04-03"), as(newUra()));
                known.add(bsns.get(i));
            }
            String[] as = as(ura);
            long start = System.nanoTime();
            Set<String> answers = new TreeSet<>();
            List<Gateway.Answer> refused = refused(25, i -> {
                Gateway.Answer answer = byBsn(i % 2 == 0 ? one : other, bsns.get(i), as);
                if (answer.status() == 429) {
                    answers.add(known.contains(bsns.get(i)) ? "known" : "unknown");
                }
                return answer;
            });
            assertThat(25 - refused.size()).isBetween(LOOKUPS, LOOKUPS + since(start, LOOKUPS));
            assertThat(answers).as("the control: both were asked for").containsExactly("known", "unknown");
            assertThat(refused).allSatisfy(answer -> {
                saysWhatToDo(answer);
                assertThat(answer.bytes()).isEqualTo(refused.get(0).bytes());
                assertThat(names(answer)).isEqualTo(names(refused.get(0)));
            });
            waitAsTold(refused.get(refused.size() - 1));
            assertThat(byBsn(one, bsns.get(0), as).status()).isEqualTo(200);
        }

        private static Set<String> names(Gateway.Answer answer) {
            Set<String> names = new TreeSet<>(answer.headers().keySet());
            // Of the connection and not of the answer (RFC 9110, 7.6.1).
            names.removeAll(Set.of("connection", "keep-alive"));
            return names;
        }

        @Test
        void isOnRecordWhenRefused() throws Exception {
            String[] as = as(ura);
            Gateway.Answer refused =
                    refused(LOOKUPS + 5, i -> byBsn(one, People.newBsn(), as)).get(0);
            assertThat(recorded(refused)).containsExactly("refusal");
        }

        @Test
        void countsEachBsnThatItNames() {
            String[] as = as(ura);
            StringBuilder all = new StringBuilder("identifier=");
            for (int i = 0; i < LOOKUPS; i++) {
                all.append(i == 0 ? "" : ",").append(SYSTEM).append('|').append(People.newBsn());
            }
            assertThat(search(one, all + "," + SYSTEM + "|" + People.newBsn(), as)
                            .status())
                    .as("more than there ever are")
                    .isEqualTo(429);
            assertThat(search(one, all.toString(), as).status()).isNotEqualTo(429);
            assertThat(byBsn(one, People.newBsn(), as).status()).isEqualTo(429);
        }

        @Test
        void countsHoweverItIsWritten() {
            for (String form : List.of(
                    "identifier=BSN",
                    "identifier=urn:oid:2.16.840.1.113883.2.4.6.3|BSN",
                    "family=Jansen&identifier=" + SYSTEM + "|BSN",
                    "general-practitioner.identifier=BSN")) {
                String[] as = as(newUra());
                refused(LOOKUPS, i -> search(one, form.replace("BSN", People.newBsn()), as));
                assertThat(byBsn(one, People.newBsn(), as).status()).as(form).isEqualTo(429);
            }
        }

        @Test
        void isNotPossibleInAnOperation() {
            String known = People.newBsn();
            one.post("Patient", People.patient(known, "Bekend", "1961-04-03"), as(newUra()));
            String[] as = as(ura);
            Gateway.Answer ofKnown = lastOf(known, as);
            assertThat(ofKnown.status()).isBetween(400, 428);
            assertThat(lastOf(People.newBsn(), as).bytes()).isEqualTo(ofKnown.bytes());
        }

        private static Gateway.Answer lastOf(String bsn, String... as) {
            return one.send(
                    "POST",
                    "Observation/$lastn",
                    ("patient=x&category=y&subject:Patient.identifier=" + SYSTEM + "|" + bsn)
                            .getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/x-www-form-urlencoded",
                    as[0],
                    as[1]);
        }

        @Test
        void leavesOtherRequestsAlone() {
            String[] as = as(ura);
            assertThat(refused(LOOKUPS + 2, i -> byBsn(one, People.newBsn(), as)))
                    .isNotEmpty();
            assertThat(search(one, "family=Nergens", as).status()).isEqualTo(200);
            assertThat(byBsn(one, People.newBsn(), as(newUra())).status()).isEqualTo(200);
        }
    }

    @Nested
    class AWriteThatNamesABsn {

        private Gateway.Answer push(String bsn, String... as) {
            return one.post("Patient", People.patient(bsn, "Duwer", "1961-04-03"), as);
        }

        @Test
        void isRefusedAtItsLimitWithTheSameBytesForKnownAndUnknown() {
            String known = People.newBsn();
            push(known, as(newUra()));
            String[] as = as(ura);
            List<Gateway.Answer> refused = refused(PUSHES + 8, i -> push(i % 2 == 0 ? known : People.newBsn(), as));
            assertThat(refused).hasSizeGreaterThanOrEqualTo(2);
            saysWhatToDo(refused.get(0));
            assertThat(refused)
                    .allSatisfy(answer ->
                            assertThat(answer.bytes()).isEqualTo(refused.get(0).bytes()));
        }

        @Test
        void usesUpNoLookUpsWhenItIsAccepted() {
            String[] as = as(ura);
            assertThat(refused(LOOKUPS + 4, i -> push(People.newBsn(), as))).isEmpty();
            assertThat(byBsn(one, People.newBsn(), as).status()).isEqualTo(200);
        }

        @Test
        void countsAsALookUpWhenItIsRefused() {
            String known = People.newBsn();
            push(known, as(newUra()));
            String[] as = as(ura);
            refused(LOOKUPS, i -> one.post("Patient", People.patient(known, "Anders", "1999-09-09"), as));
            assertThat(byBsn(one, People.newBsn(), as).status()).isEqualTo(429);
        }

        @Test
        void countsWhenItIsAReference() {
            String[] as = as(ura);
            refused(LOOKUPS, i -> {
                String condition = People.condition("x", "Griep")
                        .replace(
                                "{\"reference\":\"Patient/x\"}",
                                "{\"identifier\":{\"system\":\"" + SYSTEM + "\",\"value\":\"" + People.newBsn()
                                        + "\"}}");
                Gateway.Answer answer = one.post("Condition", condition, as);
                assertThat(answer.code()).isIn("patient-unknown", "rate-limited");
                return answer;
            });
            assertThat(byBsn(one, People.newBsn(), as).status()).isEqualTo(429);
        }

        @Test
        void countsInATransactionAndInEachEntryOfABatch() {
            String[] as = as(ura);
            StringBuilder entries = new StringBuilder();
            for (int i = 0; i <= PUSHES; i++) {
                entries.append(i == 0 ? "" : ",")
                        .append("{\"fullUrl\":\"urn:uuid:")
                        .append(UUID.randomUUID())
                        .append("\",\"resource\":")
                        .append(People.patient(People.newBsn(), "Bundel", "1961-04-03"))
                        .append(",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}");
            }
            String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"TYPE\",\"entry\":[" + entries + "]}";
            Gateway.Answer whole = one.post("", bundle.replace("TYPE", "transaction"), as);
            assertThat(whole.status()).as("more than there ever are").isEqualTo(429);
            assertThat(whole.header("Retry-After")).isNotEmpty();
            Gateway.Answer batch = one.post("", bundle.replace("TYPE", "batch"), as(newUra()));
            assertThat(batch.status()).isEqualTo(200);
            int last = PUSHES;
            // What comes back while a batch is worked on may let the last one through; then none was refused by
            // mistake.
            assertThat(batch.json()
                            .path("entry")
                            .path(last)
                            .path("response")
                            .path("status")
                            .asText())
                    .startsWith(batch.text().contains("rate-limited") ? "429" : "201");
        }
    }

    @Nested
    class TheLoader {

        @Test
        void waitsWhereItIsToldToAndGoesOn() throws Exception {
            FhirContext context = FhirContext.forR4Cached();
            FhirEndpoint endpoint = new FhirEndpoint(context, one.base());
            var tokens = one.client("limited-" + ura, ura, OrganizationKind.CARE, "system/*.cruds", Purpose.TREAT);
            for (int i = 0; i < PUSHES + 4; i++) {
                String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":"
                        + "\"urn:uuid:" + UUID.randomUUID() + "\",\"resource\":"
                        + People.patient(People.newBsn(), "Lader", "1961-04-03")
                        + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";
                assertThat(endpoint.transaction(context.newJsonParser().parseResource(Bundle.class, bundle), tokens)
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    /** Over a socket of our own, so that requests come from another address of this machine. */
    private static String from(String address, Gateway at, String head, String body) {
        try (Socket socket = new Socket(
                InetAddress.getByName("127.0.0.1"),
                URI.create(at.base()).getPort(),
                InetAddress.getByName(address),
                0)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((head + "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int statusOf(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    @Nested
    class TheTokenEndpoint {

        private String ask(String address, Gateway at, String client) {
            String assertion = one.clientKey().assertion(client, "https://elsewhere.example", Map.of());
            return from(
                    address,
                    at,
                    "POST /oauth2/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded",
                    "grant_type=client_credentials&client_assertion_type="
                            + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
                            + assertion);
        }

        @Test
        void isLimitedForEachClientOnAllNodesTogether() {
            int asked = 0;
            String answer = ask("127.0.1.1", one, "a-client");
            while (statusOf(answer) == 401) {
                asked++;
                answer = ask("127.0.1.1", asked % 2 == 0 ? one : other, "a-client");
            }
            assertThat(statusOf(answer)).isEqualTo(429);
            assertThat(asked).isBetween(TOKENS, TOKENS + 6);
            assertThat(answer)
                    .contains("Retry-After: ", "application/json", "\"error\":\"temporarily_unavailable\"")
                    .contains("no-store");
            assertThat(statusOf(ask("127.0.1.1", one, "another-client"))).isEqualTo(401);
            assertThat(statusOf(ask("127.0.1.2", one, "a-client")))
                    .as("a stranger does not keep the client out")
                    .isEqualTo(401);
        }

        @Test
        void isLimitedForEachAddress() {
            long start = System.nanoTime();
            int asked = 0;
            while (statusOf(ask("127.0.1.3", one, "client-" + asked)) == 401) {
                asked++;
            }
            assertThat(asked).isBetween(ADDRESS, ADDRESS + since(start, ADDRESS));
            assertThat(statusOf(ask("127.0.1.4", one, "client-1"))).isEqualTo(401);
        }
    }

    @Nested
    class AStranger {

        private String ask(String address, String path, String header) {
            return from(address, one, "GET /fhir/" + path + " HTTP/1.1" + header, "");
        }

        private void flood(String address, String path, int usual) {
            int refused = 0;
            for (int i = 0; i < STRANGERS + 8; i++) {
                int status = statusOf(ask(address, path, ""));
                refused += status == 429 ? 1 : 0;
                assertThat(status).isIn(usual, 429);
            }
            assertThat(refused).isBetween(1, 8);
        }

        @Test
        void isLimitedByItsAddressAndNobodyElseIs() {
            flood("127.0.2.1", "Patient", 401);
            String answer = ask("127.0.2.1", "Patient", "\r\nAuthorization: Bearer nonsense");
            assertThat(statusOf(answer)).isEqualTo(429);
            assertThat(answer).contains("Retry-After: ", "rate-limited", "X-Request-Id");
            assertThat(statusOf(ask("127.0.2.2", "Patient", ""))).isEqualTo(401);
            assertThat(statusOf(ask("127.0.2.1", "Patient/none", "\r\nAuthorization: " + as(ura)[1])))
                    .as("who has a token at the same address")
                    .isEqualTo(404);
        }

        @Test
        void isLimitedForWhatAnybodyMaySeeToo() {
            flood("127.0.2.3", ".well-known/smart-configuration", 200);
        }
    }

    @Nested
    class WithoutTheCounters {

        @Test
        void nobodyIsLetThroughUncountedAndWhatAnybodyMaySeeIsShown() throws Exception {
            String[] as = as(ura);
            try (Connection superuser = DriverManager.getConnection(
                            Gateway.SharedDatabase.get().superuserUrl());
                    Statement statement = superuser.createStatement()) {
                superuser.setAutoCommit(false);
                statement.execute("lock table mgz_limit in access exclusive mode");
                Gateway.Answer answer = one.get("Patient/none", as);
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.code()).isEqualTo("unavailable");
                assertThat(answer.header("Retry-After")).isNotEmpty();
                assertThat(statusOf(from("127.0.3.1", one, "GET /fhir/.well-known/smart-configuration HTTP/1.1", "")))
                        .isEqualTo(200);
                assertThat(statusOf(from("127.0.3.1", one, "POST /oauth2/token HTTP/1.1", "")))
                        .isEqualTo(503);
                superuser.rollback();
            }
            assertThat(one.get("Patient/none", as).status()).isEqualTo(404);
        }
    }
}
