package nl.mgz.gateway.consent.mitz;

import static nl.mgz.gateway.consent.mitz.MitzAnswer.BUSY;
import static nl.mgz.gateway.consent.mitz.MitzAnswer.DENY;
import static nl.mgz.gateway.consent.mitz.MitzAnswer.ERROR;
import static nl.mgz.gateway.consent.mitz.MitzAnswer.INDETERMINATE;
import static nl.mgz.gateway.consent.mitz.MitzAnswer.NOT_APPLICABLE;
import static nl.mgz.gateway.consent.mitz.MitzAnswer.PERMIT;
import static nl.mgz.gateway.consent.mitz.MitzAnswer.TIMEOUT;
import static nl.mgz.gateway.consent.mitz.MitzAnswer.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import nl.mgz.gateway.Cases;
import nl.mgz.gateway.consent.mitz.ClosedQuestion.User;
import nl.mgz.gateway.http.LogCapture;
import nl.mgz.gateway.identity.crypto.TestAuthority;
import nl.mgz.gateway.identity.crypto.TlsContexts;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Over real HTTPS on loopback, with certificates of an authority made for the test. */
class MitzClientTest {

    /** Longer than a busy machine needs; what is to come late says so. */
    private static final Duration CONNECT = Duration.ofSeconds(20);

    private static final Duration WHOLE = Duration.ofSeconds(20);
    private static final String OK_STATUS = status("urn:oasis:names:tc:xacml:1.0:status:ok");

    private final TestAuthority authority = new TestAuthority("Test CA", Instant.now());

    @TempDir
    Path folder;

    private TestMitz mitz;

    @BeforeEach
    void start() throws IOException {
        TestAuthority.write(folder.resolve("authorities.pem"), authority.certificate());
        authority.of("90000123").write(folder, "gateway");
        server(authority, "localhost", "mitz");
        mitz = new TestMitz(context("mitz"));
    }

    @AfterEach
    void stop() {
        mitz.close();
    }

    private void server(TestAuthority issuer, String host, String file) {
        issuer.draft()
                .names(new GeneralName(GeneralName.dNSName, host))
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .issue()
                .write(folder, file);
    }

    private SSLContext context(String name) {
        return TlsContexts.client(
                folder.resolve(name + ".pem"), folder.resolve(name + ".key"), folder.resolve("authorities.pem"));
    }

    private MitzAnswer ask() {
        return ask(Questions.complete(), mitz.endpoint(), context("gateway"), WHOLE);
    }

    private static MitzAnswer ask(ClosedQuestion.Complete question, URI endpoint, SSLContext tls, Duration whole) {
        return new MitzClient(endpoint, tls, CONNECT, whole).ask(question);
    }

    private static String status(String code) {
        return "<Status><StatusCode Value=\"" + code + "\"/></Status>";
    }

    private static String soap(String header, String body) {
        return "<s:Envelope xmlns:s=\"" + Xacml.SOAP + "\">" + header + "<s:Body>" + body + "</s:Body></s:Envelope>";
    }

    private static String response(String results) {
        return soap("", "<Response xmlns=\"" + Xacml.CORE + "\">" + results + "</Response>");
    }

    private static String result(String decision, String rest) {
        return "<Result><Decision>" + decision + "</Decision>" + rest + "</Result>";
    }

    private static String echo(String id, String value) {
        return "<Attributes Category=\"c\"><Attribute AttributeId=\"" + id + "\" IncludeInResult=\"true\">"
                + "<AttributeValue DataType=\"t\">" + value + "</AttributeValue></Attribute></Attributes>";
    }

    private static String echoOf(String bsn) {
        return echo(
                Xacml.PATIENT,
                "<x:InstanceIdentifier xmlns:x=\"urn:hl7-org:v3\" root=\"" + Xacml.BSN + "\" extension=\"" + bsn
                        + "\"/>");
    }

    @Nested
    class AnAnswer {

        @Test
        void thatIsOnePermitIsConsent() {
            mitz.says(200, response(result("Permit", OK_STATUS + echoOf(Questions.DIGITS))));
            assertThat(ask()).isEqualTo(PERMIT);
            mitz.says(200, "<?xml version=\"1.0\"?>\n" + response("\n " + result("Permit", "") + "\n"));
            assertThat(ask()).as("status and echo are optional").isEqualTo(PERMIT);
        }

        @Test
        void thatIsAnyOtherDecisionIsNoConsentForItsOwnReason() {
            mitz.says(200, response(result("Deny", OK_STATUS)));
            assertThat(ask()).isEqualTo(DENY);
            mitz.says(200, response(result("NotApplicable", OK_STATUS)));
            assertThat(ask()).isEqualTo(NOT_APPLICABLE);
            mitz.says(
                    200, response(result("Indeterminate", status("urn:oasis:names:tc:xacml:1.0:status:syntax-error"))));
            assertThat(ask()).isEqualTo(INDETERMINATE);
        }

        @ParameterizedTest
        @EnumSource
        void opensOnlyAsPermit(MitzAnswer answer) {
            assertThat(answer.isPermit()).isEqualTo(answer == PERMIT);
        }

        @ParameterizedTest
        @MethodSource("nl.mgz.gateway.consent.mitz.MitzClientTest#unexpected")
        void thatIsNotExactlyOneDecisionIsNoConsent(String what, String body) {
            mitz.says(200, body);
            assertThat(ask()).as(what).isEqualTo(UNEXPECTED);
        }

        @ParameterizedTest
        @ValueSource(ints = {201, 204, 302, 400, 401, 403, 404, 500, 503})
        void ofAnotherStatusIsNoConsentWhateverItSays(int status) {
            mitz.answer = exchange -> {
                exchange.getResponseHeaders().set("Location", mitz.endpoint() + "/elsewhere");
                byte[] body = response(result("Permit", OK_STATUS)).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            };
            assertThat(ask()).isEqualTo(ERROR);
            assertThat(mitz.questions).hasSize(1);
        }

        @Test
        void toAnotherMessageIsNoConsent() {
            String addressed =
                    "<s:Header><a:RelatesTo xmlns:a=\"" + Xacml.ADDRESSING + "\">urn:uuid:%s</a:RelatesTo></s:Header>";
            String permit = "<Response xmlns=\"" + Xacml.CORE + "\">" + result("Permit", OK_STATUS) + "</Response>";
            mitz.says(200, soap(addressed.formatted("00000000-0000-0000-0000-000000000000"), permit));
            assertThat(ask()).isEqualTo(UNEXPECTED);
            mitz.answer = exchange -> {
                String id = exchange.getRequestHeaders().getFirst("X-Request-Id");
                byte[] body = soap(addressed.formatted(id), permit).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            };
            assertThat(ask()).isEqualTo(PERMIT);
        }

        @Test
        void thatNeverEndsIsCutOff() {
            mitz.answer = exchange -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] blanks = " ".repeat(8_000).getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 100_000; i++) {
                    exchange.getResponseBody().write(blanks);
                }
            };
            assertThat(ask()).isEqualTo(UNEXPECTED);
        }

        @Test
        void thatComesTooLateIsNoConsent() {
            mitz.answer = exchange -> pause(4_000);
            assertThat(within(Duration.ofMillis(300))).isEqualTo(TIMEOUT);
        }

        @Test
        void thatDripsIsNoConsentWhenTheTimeIsOver() {
            mitz.answer = exchange -> {
                exchange.sendResponseHeaders(200, 0);
                for (int i = 0; i < 40; i++) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                    pause(100);
                }
            };
            assertThat(within(Duration.ofMillis(300))).isEqualTo(TIMEOUT);
        }

        @Test
        void isNotWaitedForByMoreThanSome() throws Exception {
            CountDownLatch go = new CountDownLatch(1);
            mitz.answer = exchange -> awaitQuietly(go);
            MitzClient client = new MitzClient(mitz.endpoint(), context("gateway"), WHOLE, Duration.ofSeconds(20));
            ExecutorService threads = Executors.newCachedThreadPool();
            try {
                for (int i = 0; i < MitzClient.MOST_AT_ONCE; i++) {
                    threads.submit(() -> client.ask(Questions.complete()));
                }
                await().atMost(Duration.ofSeconds(15)).until(() -> mitz.questions.size() == MitzClient.MOST_AT_ONCE);
                assertThat(client.ask(Questions.complete())).isEqualTo(BUSY);
            } finally {
                go.countDown();
                threads.shutdownNow();
            }
        }

        private static void awaitQuietly(CountDownLatch latch) {
            try {
                latch.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private MitzAnswer within(Duration whole) {
            long start = System.nanoTime();
            MitzAnswer answer = ask(Questions.complete(), mitz.endpoint(), context("gateway"), whole);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            return answer;
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static Stream<List<String>> pairs() {
        String permit = result("Permit", OK_STATUS);
        return Stream.of(
                List.of("nothing", ""),
                List.of("no XML", "Permit"),
                List.of("half of it", response(permit).substring(0, 120)),
                List.of("HTML", "<html><body>Permit</body></html>"),
                List.of("a decision alone", "<Decision xmlns=\"" + Xacml.CORE + "\">Permit</Decision>"),
                List.of("a fault", soap("", "<s:Fault xmlns:s=\"" + Xacml.SOAP + "\">Permit</s:Fault>")),
                List.of("SOAP 1.1", response(permit).replace(Xacml.SOAP, "http://schemas.xmlsoap.org/soap/envelope/")),
                List.of("another XACML", response(permit).replace("wd-17", "wd-16")),
                List.of("no namespace", response(permit).replace(" xmlns=\"" + Xacml.CORE + "\"", "")),
                List.of("no result", response("")),
                List.of("two results", response(permit + permit)),
                List.of("two results that differ", response(permit + result("Deny", OK_STATUS))),
                List.of("a result and something else", response(permit + "<Other/>")),
                List.of("no decision", response("<Result>" + OK_STATUS + "</Result>")),
                List.of("two decisions", response(result("Permit", "<Decision>Permit</Decision>"))),
                List.of("an empty decision", response(result("", OK_STATUS))),
                List.of("another word", response(result("Allow", OK_STATUS))),
                List.of("another case", response(result("permit", OK_STATUS))),
                List.of("blanks around it", response(result(" Permit ", OK_STATUS))),
                List.of("a comment in it", response(result("Per<!-- -->mit", OK_STATUS))),
                List.of("a comment before it", response(result("<!-- -->Permit", OK_STATUS))),
                List.of("CDATA", response(result("<![CDATA[Permit]]>", OK_STATUS))),
                List.of("an element in it", response(result("<b>Permit</b>", OK_STATUS))),
                List.of("a decision deeper down", response("<Result><x>" + "<Decision>Permit</Decision></x></Result>")),
                List.of("a status that is not ok", response(result("Permit", status("urn:x:error")))),
                List.of("an obligation", response(result("Permit", OK_STATUS + "<Obligations/>"))),
                List.of("two bodies", response(permit).replace("</s:Envelope>", "<s:Body/></s:Envelope>")),
                List.of(
                        "two responses",
                        soap("", ("<Response xmlns=\"" + Xacml.CORE + "\">" + permit + "</Response>").repeat(2))),
                List.of("about another patient", response(result("Permit", OK_STATUS + echoOf("999911120")))),
                List.of(
                        "about two patients",
                        response(result("Permit", echoOf(Questions.DIGITS) + echoOf("999911120")))),
                List.of("an echo without a value", response(result("Permit", echo(Xacml.PATIENT, "")))),
                List.of(
                        "about other data",
                        response(result(
                                "Permit",
                                echo(
                                        "urn:ihe:iti:appc:2016:document-entry:event-code",
                                        "<CodedValue xmlns=\"urn:hl7-org:v3\" code=\"GGC012\""
                                                + " codeSystem=\"2.16.840.1.113883.2.4.3.111.5.10.1\"/>")))),
                List.of("a document type", "<!DOCTYPE s>" + response(permit)),
                List.of("an entity", "<!DOCTYPE s [<!ENTITY d \"Permit\">]>" + response(result("&d;", OK_STATUS))),
                List.of(
                        "laughs",
                        "<!DOCTYPE s [<!ENTITY a \"Permit\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
                                + response(result("&b;", OK_STATUS))),
                List.of("too long", response(permit) + " ".repeat(MitzClient.LARGEST)));
    }

    static Stream<Object[]> unexpected() {
        return pairs().map(List::toArray);
    }

    @Test
    void neitherReadsAFileNorFetchesForADocumentType() throws Exception {
        Path decision = Files.writeString(folder.resolve("decision"), "Permit");
        String entity = "<!DOCTYPE s [<!ENTITY d SYSTEM \"%s\">]>" + response(result("&d;", OK_STATUS));
        mitz.says(200, entity.formatted(decision.toUri()));
        assertThat(ask()).isEqualTo(UNEXPECTED);
        try (TestMitz elsewhere = new TestMitz(context("mitz"))) {
            mitz.says(200, "<!DOCTYPE s SYSTEM \"" + elsewhere.endpoint() + "\">" + response(result("Permit", "")));
            assertThat(ask()).isEqualTo(UNEXPECTED);
            assertThat(elsewhere.questions).isEmpty();
        }
    }

    @Nested
    class AConnection {

        @BeforeEach
        void permit() {
            mitz.says(200, response(result("Permit", OK_STATUS)));
        }

        @Test
        void thatIsClosedIsNoConsent() {
            mitz.answer = exchange -> exchange.close();
            assertThat(ask()).isEqualTo(ERROR);
            mitz.answer = exchange -> {
                exchange.sendResponseHeaders(200, 5_000);
                exchange.getResponseBody().write("<s:Env".getBytes(StandardCharsets.UTF_8));
                exchange.close();
            };
            assertThat(ask()).as("in the middle of an answer").isEqualTo(ERROR);
        }

        @Test
        void thatNobodyTakesIsNoConsent() {
            URI closed = mitz.endpoint();
            mitz.close();
            assertThat(ask(Questions.complete(), closed, context("gateway"), WHOLE))
                    .isEqualTo(ERROR);
        }

        @Test
        void toAServerOfAnotherAuthorityIsNoConsent() throws Exception {
            server(new TestAuthority("Test CA", Instant.now()), "localhost", "stranger");
            try (TestMitz stranger = new TestMitz(context("stranger"))) {
                stranger.answer = mitz.answer;
                assertThat(ask(Questions.complete(), stranger.endpoint(), context("gateway"), WHOLE))
                        .isEqualTo(ERROR);
                assertThat(stranger.questions).as("it never sees the BSN").isEmpty();
            }
        }

        @Test
        void toAServerOfAnotherNameIsNoConsent() throws Exception {
            server(authority, "mitz.example", "another");
            try (TestMitz another = new TestMitz(context("another"))) {
                another.answer = mitz.answer;
                assertThat(ask(Questions.complete(), another.endpoint(), context("gateway"), WHOLE))
                        .isEqualTo(ERROR);
                assertThat(another.questions).isEmpty();
            }
        }

        @Test
        void withoutAClientCertificateIsNoConsent() throws Exception {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext none = SSLContext.getInstance("TLS");
            none.init(null, trust.getTrustManagers(), null);
            assertThat(ask(Questions.complete(), mitz.endpoint(), none, WHOLE)).isEqualTo(ERROR);
            assertThat(mitz.questions).isEmpty();
        }

        @Test
        void withAClientCertificateOfAnotherAuthorityIsNoConsent() {
            new TestAuthority("Another CA", Instant.now()).of("90000123").write(folder, "stranger");
            assertThat(ask(Questions.complete(), mitz.endpoint(), context("stranger"), WHOLE))
                    .isEqualTo(ERROR);
            assertThat(mitz.questions).isEmpty();
        }
    }

    @Nested
    class AQuestion {

        @BeforeEach
        void permit() {
            mitz.says(200, response(result("Permit", OK_STATUS)));
        }

        @Test
        void hasTheShapeOfThePublishedExample() throws Exception {
            byte[] published = Files.readAllBytes(Cases.folder("mitz").resolve("xacml__example__example.xml"));
            assertThat(ask()).isEqualTo(PERMIT);
            assertThat(shape(mitz.questions.get(0))).isEqualTo(shape(published));
        }

        @Test
        void saysWhereItGoesAndWhichItIs() {
            ask();
            String sent = new String(mitz.questions.get(0), StandardCharsets.UTF_8);
            String id = mitz.exchanges.get(0).getRequestHeaders().getFirst("X-Request-Id");
            assertThat(sent)
                    .contains("<wsa:To>" + mitz.endpoint() + "</wsa:To>")
                    .contains("<wsa:MessageID>urn:uuid:" + id + "</wsa:MessageID>");
            assertThat(mitz.exchanges.get(0).getRequestHeaders().getFirst("Content-Type"))
                    .isEqualTo("application/soap+xml; charset=UTF-8");
            assertThat(mitz.exchanges.get(0).getRequestURI().toString()).doesNotContain(Questions.DIGITS);
        }

        @Test
        void underAMandateNamesBothPeople() {
            ask(
                    Questions.by(new User("01.015", "000095254", "000095255"))
                            .complete()
                            .orElseThrow(),
                    mitz.endpoint(),
                    context("gateway"),
                    WHOLE);
            Element sent = Xml.parse(mitz.questions.get(0)).orElseThrow();
            Map<String, String> people = new TreeMap<>();
            var identifiers = sent.getElementsByTagNameNS(Xacml.HL7, "InstanceIdentifier");
            for (int i = 0; i < identifiers.getLength(); i++) {
                Element one = (Element) identifiers.item(i);
                if (one.getAttribute("root").equals("2.16.528.1.1007.3.1")) {
                    people.put(
                            ((Element) one.getParentNode().getParentNode()).getAttribute("AttributeId"),
                            one.getAttribute("extension"));
                }
            }
            assertThat(people)
                    .isEqualTo(Map.of(
                            "urn:ihe:iti:xua:2017:subject:provider-identifier", "000095254",
                            "urn:nl:otv:names:tc:1.0:subject:mandated", "000095255"));
        }
    }

    /** Elements with their namespaces, attributes and texts in order; less blanks, prefixes, the message's id and address. */
    private static List<String> shape(byte[] xml) {
        List<String> lines = new ArrayList<>();
        shape(Xml.parse(xml).orElseThrow(), "", lines);
        return lines;
    }

    private static void shape(Element element, String path, List<String> lines) {
        Map<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Attr one = (Attr) element.getAttributes().item(i);
            if (!"http://www.w3.org/2000/xmlns/".equals(one.getNamespaceURI())) {
                attributes.put("{" + one.getNamespaceURI() + "}" + one.getLocalName(), one.getValue());
            }
        }
        String name = path + "/{" + element.getNamespaceURI() + "}" + element.getLocalName();
        boolean ofThisMessage = List.of("MessageID", "To").contains(element.getLocalName());
        StringBuilder text = new StringBuilder();
        for (Node one = element.getFirstChild(); one != null; one = one.getNextSibling()) {
            if (one.getNodeType() == Node.TEXT_NODE) {
                text.append(one.getNodeValue().strip());
            }
        }
        lines.add(name + attributes + (ofThisMessage ? "" : text.toString()));
        Xml.children(element).forEach(child -> shape(child, name, lines));
    }

    @Nested
    class TheStub {

        @Test
        void answersFromItsTable() throws Exception {
            Map<String, String> table = new ConcurrentHashMap<>();
            try (MitzStub stub = MitzStub.start(context("mitz"), 0, table)) {
                assertThat(askStub(stub)).isEqualTo(NOT_APPLICABLE);
                table.put(Questions.DIGITS, "Permit");
                assertThat(askStub(stub)).isEqualTo(PERMIT);
                table.put(Questions.DIGITS, "Deny");
                assertThat(askStub(stub)).isEqualTo(DENY);
            }
        }

        private MitzAnswer askStub(MitzStub stub) {
            return ask(Questions.complete(), stub.endpoint(), context("gateway"), WHOLE);
        }
    }

    @Test
    void noBsnIsLoggedOrPrintedWhateverHappens() throws Exception {
        try (LogCapture log = LogCapture.atTrace()) {
            for (Object[] one : unexpected().toList()) {
                mitz.says(200, (String) one[1]);
                ask();
            }
            mitz.says(500, response(result("Permit", echoOf(Questions.DIGITS))));
            ask();
            mitz.answer = exchange -> exchange.close();
            ask();
            assertThat(log.all()).isNotEmpty().noneMatch(line -> line.contains(Questions.DIGITS));
            assertThat(log.all()).noneMatch(line -> line.contains("000095254"));
        }
        ClosedQuestion.Complete question = Questions.complete();
        assertThat(Stream.of(question, Questions.published(), Xacml.groups(question), Xacml.byId(question)))
                .noneMatch(one -> one.toString().contains(Questions.DIGITS));
    }
}
