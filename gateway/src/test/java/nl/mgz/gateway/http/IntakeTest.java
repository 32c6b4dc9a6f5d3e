package nl.mgz.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may come in: bytes that could be read in two ways, or that cost more than they are worth, are refused before they are resources. */
class IntakeTest {

    private static final String JSON = "application/fhir+json";
    private static final String XML = "application/fhir+xml";
    private static final int MAX_BODY = 5 * 1024 * 1024;
    private static final int MAX_INFLATED = 20 * 1024 * 1024;

    private final Gateway gateway = Gateway.shared();
    private final Stored stored = new Stored(gateway);
    private final Wire wire = new Wire(gateway);

    private static String good() {
        return People.patient(People.newBsn(), "Jansen", "1961-04-03");
    }

    private static String goodXml() {
        return xml("");
    }

    private static String xml(String before) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + before + "<Patient xmlns=\"http://hl7.org/fhir\">"
                + "<name><use value=\"official\"/><family value=\"Jansen\"/></name><gender value=\"female\"/></Patient>";
    }

    private Gateway.Answer create(byte[] body, String type, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = type;
        return gateway.send("POST", "Patient", body, all);
    }

    private Gateway.Answer refused(int status, String code, Supplier<Gateway.Answer> request) {
        Gateway.Answer answer = stored.nothingBy(request);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.json()
                        .path("issue")
                        .path(0)
                        .path("details")
                        .path("text")
                        .asText())
                .isNotBlank();
        return answer;
    }

    private Gateway.Answer refused(int status, String code, byte[] body, String type, String... headers) {
        return refused(status, code, () -> create(body, type, headers));
    }

    private static byte[] replaced(String json, String text, byte... by) {
        int at = json.indexOf(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(json.substring(0, at).getBytes(UTF_8));
        out.writeBytes(by);
        out.writeBytes(json.substring(at + text.length()).getBytes(UTF_8));
        return out.toByteArray();
    }

    private static byte[] padded(String json, int length) {
        byte[] body = Arrays.copyOf(json.getBytes(UTF_8), length);
        Arrays.fill(body, json.getBytes(UTF_8).length, length, (byte) ' ');
        return body;
    }

    @Nested
    class Characters {

        static Stream<Arguments> brokenUtf8() {
            return Stream.of(
                    Arguments.of("a byte that never occurs", new byte[] {(byte) 0xFF}),
                    Arguments.of("a lone continuation", new byte[] {(byte) 0x80}),
                    Arguments.of("a sequence cut short", new byte[] {(byte) 0xC3}),
                    Arguments.of("an overlong slash", new byte[] {(byte) 0xC0, (byte) 0xAF}),
                    Arguments.of("a surrogate as bytes", new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}),
                    Arguments.of("beyond Unicode", new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("brokenUtf8")
        void refusesInvalidUtf8(String what, byte[] bytes) {
            refused(400, "not-utf8", replaced(good(), "Jansen", bytes), JSON);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("brokenUtf8")
        void refusesInvalidUtf8InXml(String what, byte[] bytes) {
            refused(400, "not-utf8", replaced(goodXml(), "Jansen", bytes), XML);
        }

        @Test
        void refusesLatin1EvenWhenTheHeaderNamesIt() {
            byte[] body = good().replace("Jansen", "Müller").getBytes(ISO_8859_1);
            refused(400, "not-utf8", body, JSON + "; charset=ISO-8859-1");
        }

        @Test
        void refusesUtf16() {
            refused(400, "not-utf8", good().getBytes(UTF_16), JSON);
        }

        @Test
        void refusesAByteOrderMark() {
            refused(400, "not-utf8", ("\uFEFF" + good()).getBytes(UTF_8), JSON);
        }

        @Test
        void refusesAByteOrderMarkInXml() {
            refused(400, "not-utf8", ("\uFEFF" + goodXml()).getBytes(UTF_8), XML);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud83dx"})
        void refusesHalfASurrogatePairWrittenAsAnEscape(String escape) {
            refused(400, "not-utf8", good().replace("Jansen", escape).getBytes(UTF_8), JSON);
        }

        @Test
        void refusesHalfASurrogatePairWrittenAsACharacterReference() {
            refused(
                    400,
                    "not-parseable",
                    goodXml().replace("Jansen", "&#xD800;").getBytes(UTF_8),
                    XML);
        }

        @Test
        void refusesANulByte() {
            refused(400, "nul-character", replaced(good(), "Jansen", (byte) 0), JSON);
        }

        @Test
        void refusesANulByteInXml() {
            refused(400, "nul-character", replaced(goodXml(), "Jansen", (byte) 0), XML);
        }

        @Test
        void refusesANulEscape() {
            refused(
                    400,
                    "nul-character",
                    good().replace("Jansen", "Jan\\u0000sen").getBytes(UTF_8),
                    JSON);
        }

        @Test
        void refusesANulEscapeInAKey() {
            refused(
                    400,
                    "nul-character",
                    good().replace("\"use\"", "\"u\\u0000se\"").getBytes(UTF_8),
                    JSON);
        }

        @Test
        void refusesANulCharacterReference() {
            refused(400, "not-parseable", goodXml().replace("Jansen", "&#0;").getBytes(UTF_8), XML);
        }

        @Test
        void takesACharacterOutsideTheBasicPlane() {
            Gateway.Answer created =
                    create(good().replace("Jansen", "J\\ud83d\\ude00nsen").getBytes(UTF_8), JSON);
            assertThat(gateway.get("Patient/" + People.idOf(created)).text()).contains("J\uD83D\uDE00nsen");
        }
    }

    @Nested
    class Structure {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"resourceType\":\"Patient\",\"gender\":\"male\",\"gender\":\"female\"}",
                    "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Jansen\",\"family\":\"Bakker\"}]}",
                    "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Jansen\",\"f\\u0061mily\":\"Bakker\"}]}",
                    "{\"resourceType\":\"Patient\",\"resourceType\":\"Condition\"}"
                })
        void refusesAKeyThatOccursTwice(String body) {
            refused(400, "json-duplicate-key", body.getBytes(UTF_8), JSON);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[]",
                    "\"Patient\"",
                    "null",
                    "12",
                    "true",
                    "not json",
                    "{\"resourceType\":Patient}",
                    "{'a':1}"
                })
        void refusesWhatIsNoJsonObject(String body) {
            refused(400, "not-parseable", body.getBytes(UTF_8), JSON);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'resourceType':'Bundle','type':'batch','entry':[[{'request':{}}]]}",
                    "{'resourceType':'Bundle','type':'transaction','entry':[[],{'request':{}}]}",
                    "{'resourceType':'Bundle','type':'batch','entry':[null,{'request':{}}]}",
                    "{'resourceType':'Bundle','type':'batch','entry':[{'request':{}},'x']}",
                    "{'resourceType':'Bundle','type':'batch','entry':[1]}",
                    "{'resourceType':'Patient','name':[[{'family':'Jansen'}]]}",
                    "{'resourceType':'Patient','name':[{'given':[['Jan']]}]}"
                })
        void refusesWhatParsersAndValidatorCountDifferently(String body) {
            refused(400, "not-parseable", body.replace('\'', '"').getBytes(UTF_8), JSON);
        }

        @Test
        void takesANullInAListOfPrimitives() {
            String given = "\"given\":[null,\"Jan\"],\"_given\":[{\"extension\":[{\"url\":"
                    + "\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\",\"valueCode\":\"unknown\"}]},null]";
            create(good().replaceFirst("\"family\"", given + ",\"family\"").getBytes(UTF_8), JSON);
        }

        @Test
        void refusesJsonThatIsNoResource() {
            refused(400, "not-parseable", "{}".getBytes(UTF_8), JSON);
        }

        @Test
        void refusesAnEmptyBody() {
            Gateway.Answer answer = stored.nothingBy(() -> create(new byte[0], JSON));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
            assertThat(answer.code()).isEqualTo("not-parseable");
        }

        @Test
        void refusesJsonThatEndsHalfway() {
            String whole = good();
            refused(400, "not-parseable", whole.substring(0, whole.length() / 2).getBytes(UTF_8), JSON);
        }

        @Test
        void refusesJsonWithoutItsLastBrace() {
            String whole = good();
            refused(400, "not-parseable", whole.substring(0, whole.length() - 1).getBytes(UTF_8), JSON);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "}", "{}", ",", "null", "// a comment"})
        void refusesAnythingAfterTheJson(String garbage) {
            refused(400, "not-parseable", (good() + garbage).getBytes(UTF_8), JSON);
        }

        @Test
        void refusesXmlThatEndsHalfway() {
            String whole = goodXml();
            refused(400, "not-parseable", whole.substring(0, whole.length() / 2).getBytes(UTF_8), XML);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "<Patient xmlns=\"http://hl7.org/fhir\"/>", "</Patient>"})
        void refusesAnythingAfterTheXml(String garbage) {
            refused(400, "not-parseable", (goodXml() + garbage).getBytes(UTF_8), XML);
        }

        @Test
        void refusesXmlThatSaysItIsJson() {
            refused(400, "not-parseable", goodXml().getBytes(UTF_8), JSON);
        }

        @Test
        void refusesJsonThatSaysItIsXml() {
            refused(400, "not-parseable", good().getBytes(UTF_8), XML);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"text/turtle", "application/x-turtle", "application/fhir+ndjson", "text/plain", "image/png"})
        void refusesAContentTypeThatIsNotServed(String type) {
            refused(415, "format-not-supported", good().getBytes(UTF_8), type);
        }
    }

    @Nested
    class Depth {

        /** Extensions in extensions: each level is an array and an object. */
        private static String patient(int extensions, String innermost) {
            String open = "\"extension\":[{\"url\":\"https://example.nl/nested\",";
            return "{\"resourceType\":\"Patient\"," + open.repeat(extensions) + innermost + "}]".repeat(extensions)
                    + ",\"gender\":\"female\"}";
        }

        @Test
        void takesSixtyFourLevels() {
            Gateway.Answer answer =
                    create(patient(31, "\"valueHumanName\":{\"family\":\"x\"}").getBytes(UTF_8), JSON);
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        }

        @Test
        void refusesSixtyFive() {
            refused(
                    400,
                    "json-too-deep",
                    patient(31, "\"valueHumanName\":{\"given\":[\"x\"]}").getBytes(UTF_8),
                    JSON);
        }

        @ParameterizedTest
        @ValueSource(ints = {1_000, 100_000})
        void refusesManyMoreWithoutAStackOverflow(int levels) {
            byte[] body = ("{\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}").getBytes(UTF_8);
            try (LogCapture log = LogCapture.asConfigured()) {
                refused(400, "json-too-deep", body, JSON);
                assertThat(log.linesWith("StackOverflow")).isEmpty();
            }
        }

        @Test
        void refusesManyMoreThatNeverClose() {
            refused(400, "json-too-deep", "{\"a\":".repeat(100_000).getBytes(UTF_8), JSON);
        }

        private static String xmlOf(int elements) {
            int extensions = elements - 2;
            return "<Patient xmlns=\"http://hl7.org/fhir\">"
                    + "<extension url=\"https://example.nl/nested\">".repeat(extensions) + "<valueString value=\"x\"/>"
                    + "</extension>".repeat(extensions) + "</Patient>";
        }

        @Test
        void takesSixtyFourLevelsOfXml() {
            // The same resource in JSON is about twice as deep: an element that repeats is an array and an object
            // there.
            Gateway.Answer answer = create(xmlOf(64).getBytes(UTF_8), XML);
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        }

        @Test
        void refusesSixtyFiveLevelsOfXml() {
            refused(400, "xml-too-deep", xmlOf(65).getBytes(UTF_8), XML);
        }

        @Test
        void refusesAHundredThousandLevelsOfXml() {
            String body = "<Patient xmlns=\"http://hl7.org/fhir\">" + "<a>".repeat(100_000) + "</a>".repeat(100_000)
                    + "</Patient>";
            try (LogCapture log = LogCapture.asConfigured()) {
                refused(400, "xml-too-deep", body.getBytes(UTF_8), XML);
                assertThat(log.linesWith("StackOverflow")).isEmpty();
            }
        }
    }

    @Nested
    class Size {

        @Test
        void takesABodyAtTheLimit() {
            Gateway.Answer answer = create(padded(good(), MAX_BODY), JSON);
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        }

        @Test
        void refusesOneByteMoreAndTheClientGetsToReadWhy() {
            refused(413, "body-too-large", padded(good(), MAX_BODY + 1), JSON);
        }

        @Test
        void refusesALengthThatIsDeclaredBeforeTheBodyComes() {
            String answer = wire.raw(
                    "POST /fhir/Patient HTTP/1.1", "Content-Type: " + JSON, "Content-Length: " + 200 * 1024 * 1024);
            assertThat(answer).startsWith("HTTP/1.1 413").contains("body-too-large");
        }

        @Test
        void refusesTooMuchInChunks() {
            refused(413, "body-too-large", () -> wire.postChunked("Patient", padded(good(), MAX_BODY + 1024), JSON));
        }

        @Test
        void takesAGoodBodyInChunks() {
            Gateway.Answer answer = wire.postChunked("Patient", good().getBytes(UTF_8), JSON);
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        }

        @Test
        void refusesAThousandAndOneEntries() {
            refused(413, "too-many-entries", () -> gateway.post("", bundle(1_001)));
        }

        @Test
        void refusesAThousandAndOneEntriesInXml() {
            String body = "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"transaction\"/>"
                    + "<entry><request><method value=\"GET\"/><url value=\"Patient?gender=other\"/></request></entry>"
                            .repeat(1_001)
                    + "</Bundle>";
            refused(413, "too-many-entries", () -> gateway.send("POST", "", body.getBytes(UTF_8), "Content-Type", XML));
        }

        @Test
        void doesNotCountAThousandEntriesAsTooMany() {
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("", bundle(1_000)));
            assertThat(answer.code()).as(answer.text()).isNotEqualTo("too-many-entries");
        }

        /** Each entry lacks its method: it is refused later, for another reason. */
        private static String bundle(int entries) {
            String entry = "{\"request\":{\"url\":\"Patient?gender=other\"}}";
            return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
                    + String.join(",", java.util.Collections.nCopies(entries, entry)) + "]}";
        }
    }

    @Nested
    class Compression {

        @Test
        void takesAGoodGzipBody() {
            Gateway.Answer answer = create(Wire.gzip(good().getBytes(UTF_8)), JSON, "Content-Encoding", "gzip");
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        }

        @Test
        void looksInsideTheGzip() {
            byte[] body = Wire.gzip(good().replace("Jansen", "\\u0000").getBytes(UTF_8));
            refused(400, "nul-character", body, JSON, "Content-Encoding", "gzip");
        }

        @Test
        void refusesABomb() {
            byte[] body = Wire.gzip(padded(good(), 60 * 1024 * 1024));
            assertThat(body.length).isLessThan(100_000);
            refused(413, "body-inflated-too-large", body, JSON, "Content-Encoding", "gzip");
        }

        @Test
        void refusesOneInflatedByteTooMany() {
            byte[] body = Wire.gzip(padded(good(), MAX_INFLATED + 1));
            refused(413, "body-inflated-too-large", body, JSON, "Content-Encoding", "gzip");
        }

        @Test
        void refusesGzipThatIsNone() {
            refused(400, "not-parseable", good().getBytes(UTF_8), JSON, "Content-Encoding", "gzip");
        }

        @Test
        void refusesGzipThatEndsHalfway() {
            byte[] whole = Wire.gzip(good().getBytes(UTF_8));
            refused(400, "not-parseable", Arrays.copyOf(whole, whole.length / 2), JSON, "Content-Encoding", "gzip");
        }

        @ParameterizedTest
        @ValueSource(strings = {"deflate", "br", "zstd", "gzip, gzip", "x-gzip"})
        void refusesAnotherContentEncoding(String encoding) {
            refused(415, "format-not-supported", good().getBytes(UTF_8), JSON, "Content-Encoding", encoding);
        }
    }

    @Nested
    class XmlDocumentTypes {

        @Test
        void refusesADoctype() {
            refused(400, "xml-doctype", xml("<!DOCTYPE Patient>").getBytes(UTF_8), XML);
        }

        @Test
        void refusesAnInternalEntity() {
            String body = xml("<!DOCTYPE Patient [<!ENTITY n \"Bakker\">]>").replace("Jansen", "&n;");
            refused(400, "xml-doctype", body.getBytes(UTF_8), XML);
        }

        @Test
        void refusesAnExternalEntityAndReadsNoFile() {
            String body = xml("<!DOCTYPE Patient [<!ENTITY n SYSTEM \"file:///etc/passwd\">]>");
            Gateway.Answer answer =
                    refused(400, "xml-doctype", body.replace("Jansen", "&n;").getBytes(UTF_8), XML);
            assertThat(answer.text()).doesNotContain("root:");
        }

        @Test
        void refusesAnExternalEntityAndCallsNobody() throws IOException {
            AtomicInteger calls = new AtomicInteger();
            HttpServer canary = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            canary.createContext("/", exchange -> {
                calls.incrementAndGet();
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            canary.start();
            try {
                String address = "http://127.0.0.1:" + canary.getAddress().getPort();
                refused(
                        400,
                        "xml-doctype",
                        xml("<!DOCTYPE Patient [<!ENTITY n SYSTEM \"" + address + "/entity\">]>")
                                .replace("Jansen", "&n;")
                                .getBytes(UTF_8),
                        XML);
                refused(
                        400,
                        "xml-doctype",
                        xml("<!DOCTYPE Patient SYSTEM \"" + address + "/dtd\">").getBytes(UTF_8),
                        XML);
                refused(
                        400,
                        "xml-doctype",
                        xml("<!DOCTYPE Patient [<!ENTITY % p SYSTEM \"" + address + "/parameter\"> %p;]>")
                                .getBytes(UTF_8),
                        XML);
                assertThat(calls).hasValue(0);
            } finally {
                canary.stop(0);
            }
        }

        @Test
        void refusesABillionLaughs() {
            StringBuilder entities = new StringBuilder("<!DOCTYPE Patient [<!ENTITY a0 \"ha\">");
            for (int i = 1; i < 10; i++) {
                entities.append("<!ENTITY a%d \"%s\">".formatted(i, ("&a" + (i - 1) + ";").repeat(10)));
            }
            String body = xml(entities.append("]>").toString()).replace("Jansen", "&a9;");
            refused(400, "xml-doctype", body.getBytes(UTF_8), XML);
        }

        @Test
        void answersInXmlToWhoAsksForXml() {
            Gateway.Answer answer = create(xml("<!DOCTYPE Patient>").getBytes(UTF_8), XML, "Accept", XML);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Content-Type")).contains("application/fhir+xml");
            assertThat(answer.text()).contains("<OperationOutcome", "xml-doctype");
        }
    }

    /** A form is for searches. It must not be a way around the checks above. */
    @Nested
    class Forms {

        private static final String FORM = "application/x-www-form-urlencoded";

        private void isRefused(Supplier<Gateway.Answer> request) {
            Gateway.Answer answer = stored.nothingBy(request);
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        }

        @Test
        void aResourceCannotComeAsAForm() {
            isRefused(() -> create(good().getBytes(UTF_8), FORM));
        }

        @Test
        void aResourceWithAKeyTwiceCannotComeAsAForm() {
            String body = "{\"resourceType\":\"Patient\",\"gender\":\"male\",\"gender\":\"female\"}";
            isRefused(() -> create(body.getBytes(UTF_8), FORM));
        }

        @Test
        void brokenUtf8CannotComeAsAForm() {
            isRefused(() -> create(replaced(good(), "Jansen", (byte) 0xFF), FORM));
        }

        @Test
        void aTransactionCannotComeAsAForm() {
            String push = Records.push(People.newBsn(), "Jansen", "1961-04-03", "Diabetes");
            isRefused(() -> gateway.send("POST", "", push.getBytes(UTF_8), "Content-Type", FORM));
        }

        @Test
        void aResourceCannotBePutAsAForm() {
            String id = People.create(gateway, "Jansen");
            byte[] body = gateway.get("Patient/" + id).bytes();
            isRefused(() -> gateway.send("PUT", "Patient/" + id, body, "Content-Type", FORM, "If-Match", "W/\"1\""));
        }

        @Test
        void aLargeFormIsRefused() {
            isRefused(() -> gateway.postSearch("Patient", "family=" + "x".repeat(6 * 1024 * 1024)));
        }

        @Test
        void aFormThatInflatesToMuchIsRefused() {
            byte[] body = Wire.gzip(("family=" + "x".repeat(30 * 1024 * 1024)).getBytes(UTF_8));
            isRefused(() ->
                    gateway.send("POST", "Patient/_search", body, "Content-Type", FORM, "Content-Encoding", "gzip"));
        }

        @Test
        void aSearchByFormIsAnswered() {
            Gateway.Answer answer = gateway.postSearch("Patient", "family=Jansen&_count=1");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }
}
