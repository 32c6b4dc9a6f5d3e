package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the gateway says no: with one code for one reason, and with nothing of anybody's record. */
class ErrorsTest {

    private final Gateway gateway = Gateway.shared();
    private final Stored stored = new Stored(gateway);
    private final Wire wire = new Wire(gateway);

    private static void refused(Gateway.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    }

    @Nested
    class NotFound {

        private final byte[] absent = notFound("Condition/" + UUID.randomUUID());

        private byte[] notFound(String path) {
            Gateway.Answer answer = gateway.get(path);
            refused(answer, 404, "not-found");
            return answer.bytes();
        }

        @Test
        void aDeletedResourceIsAnsweredAsOneThatNeverWas() {
            String patient = People.create(gateway, "Jansen");
            String id = People.idOf(gateway.post("Condition", People.condition(patient, "Griep")));
            assertThat(gateway.delete("Condition/" + id).status()).isBetween(200, 204);
            assertThat(notFound("Condition/" + id)).isEqualTo(absent);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "12",
                    "a_b",
                    "a*b",
                    "x123456789x123456789x123456789x123456789x123456789x123456789x123456789",
                    "%C3%A9"
                })
        void aMalformedIdIsAnsweredAsOneThatNeverWas(String id) {
            assertThat(notFound("Condition/" + id)).isEqualTo(absent);
        }

        @Test
        void aPatientsIdUnderAnotherTypeIsAnsweredAsOneThatNeverWas() {
            String patient = People.create(gateway, "Jansen");
            assertThat(notFound("Condition/" + patient)).isEqualTo(absent);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "99", "0", "abc", "99999999999999999999"})
        void aVersionOfAnAbsentResourceIsAnsweredTheSame(String version) {
            assertThat(notFound("Condition/" + UUID.randomUUID() + "/_history/" + version))
                    .isEqualTo(absent);
        }

        @ParameterizedTest
        @ValueSource(strings = {"2", "0", "abc", "99999999999999999999"})
        void aVersionThatIsNotThereIsAnsweredTheSame(String version) {
            String patient = People.create(gateway, "Jansen");
            assertThat(notFound("Patient/" + patient + "/_history/" + version)).isEqualTo(absent);
        }

        @Test
        void theHistoryOfAnAbsentResourceIsAnsweredTheSame() {
            assertThat(notFound("Condition/" + UUID.randomUUID() + "/_history")).isEqualTo(absent);
        }

        @ParameterizedTest
        @ValueSource(strings = {"W/\"1\"", "W/\"2\""})
        void aDeletedOneCannotBeToldFromAnAbsentOneByAPatch(String ifMatch) {
            String patient = People.create(gateway, "Jansen");
            String id = People.idOf(gateway.post("Condition", People.condition(patient, "Griep")));
            gateway.delete("Condition/" + id);
            Gateway.Answer ofDeleted = stored.nothingBy(() -> patch(id, ifMatch));
            Gateway.Answer ofAbsent = patch(UUID.randomUUID().toString(), ifMatch);
            assertThat(ofDeleted.status() + ofDeleted.text()).isEqualTo(ofAbsent.status() + ofAbsent.text());
        }

        @ParameterizedTest
        @ValueSource(strings = {"W/\"1\"", "W/\"2\""})
        void aDeletedOneCannotBeToldFromAnAbsentOneByAnUpdate(String ifMatch) {
            String patient = People.create(gateway, "Jansen");
            String id = People.idOf(gateway.post("Condition", People.condition(patient, "Griep")));
            gateway.delete("Condition/" + id);
            Gateway.Answer ofDeleted = stored.nothingBy(() -> put(id, patient, ifMatch));
            Gateway.Answer ofAbsent = put(UUID.randomUUID().toString(), patient, ifMatch);
            assertThat(ofDeleted.status() + ofDeleted.text()).isEqualTo(ofAbsent.status() + ofAbsent.text());
        }

        @ParameterizedTest
        @ValueSource(strings = {"W/\"1\"", "W/\"2\""})
        void aDeletedOneStaysDeletedWhenATransactionUpdatesIt(String ifMatch) {
            String patient = People.create(gateway, "Jansen");
            String id = People.idOf(gateway.post("Condition", People.condition(patient, "Griep")));
            gateway.delete("Condition/" + id);
            String resource = Records.tree(People.condition(patient, "Griep"))
                    .put("id", id)
                    .toString();
            String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:"
                    + UUID.randomUUID() + "\",\"resource\":" + resource
                    + ",\"request\":{\"method\":\"PUT\",\"url\":\"Condition/" + id + "\",\"ifMatch\":"
                    + "\"" + ifMatch.replace("\"", "\\\"") + "\"}}]}";
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("", bundle));
            assertThat(answer.status()).as(answer.text()).isEqualTo(404);
            assertThat(gateway.get("Condition/" + id).status()).isEqualTo(404);
        }

        private Gateway.Answer put(String id, String patient, String ifMatch) {
            String body = Records.tree(People.condition(patient, "Griep"))
                    .put("id", id)
                    .toString();
            return gateway.put("Condition/" + id, body, "If-Match", ifMatch);
        }

        private Gateway.Answer patch(String id, String ifMatch) {
            byte[] body = "{\"resourceType\":\"Parameters\"}".getBytes(StandardCharsets.UTF_8);
            return gateway.send(
                    "PATCH", "Condition/" + id, body, "Content-Type", "application/fhir+json", "If-Match", ifMatch);
        }

        @Test
        void anAnswerNamesNoIdAndNoSoftware() {
            assertThat(new String(absent, StandardCharsets.UTF_8)).doesNotContain("HAPI", "Condition", "nl.mgz");
        }
    }

    @Nested
    class NotServed {

        @ParameterizedTest
        @ValueSource(strings = {"Account", "Account/1", "Account?_id=1", "Foo", "Foo/1", "patient", "Patients/1"})
        void anUnknownType(String path) {
            refused(gateway.get(path), 404, "type-not-supported");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Patient/$nonsense", "Patient/1/$nonsense", "$nonsense", "Condition/$everything"})
        void anUnknownOperation(String path) {
            refused(gateway.post(path, "{\"resourceType\":\"Parameters\"}"), 405, "not-supported");
            refused(gateway.get(path), 405, "not-supported");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"Patient/_history", "Condition/_history?_count=1", "_history", "_history?_since=2026-01-01"})
        void theHistoryOfATypeOrOfAll(String path) {
            refused(gateway.get(path), 405, "not-supported");
        }

        @ParameterizedTest
        @ValueSource(strings = {"?_type=Patient", "?_id=1", "?_getpages=00000000-0000-0000-0000-000000000000"})
        void aSearchInAllTypes(String query) {
            Gateway.Answer answer = gateway.get(gateway.base() + query);
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
            assertThat(answer.code()).isIn("not-supported", "parameter-not-supported", "parameter-invalid");
        }

        @Test
        void aConditionalUpdate() {
            String ura = Records.newUra();
            String query = "Organization?identifier=http://fhir.nl/fhir/NamingSystem/ura|" + ura;
            String body = Records.organization(ura, "Praktijk");
            refused(stored.nothingBy(() -> gateway.put(query, body)), 405, "not-supported");
            refused(stored.nothingBy(() -> gateway.put(query, body, "If-Match", "W/\"1\"")), 405, "not-supported");
        }

        @Test
        void aConditionalDelete() {
            String patient = People.create(gateway, "Jansen");
            String query = "Patient?_id=" + patient;
            refused(stored.nothingBy(() -> gateway.delete(query)), 405, "not-supported");
            assertThat(gateway.get("Patient/" + patient).status()).isEqualTo(200);
        }

        @Test
        void aConditionalPatch() {
            String patient = People.create(gateway, "Jansen");
            byte[] patch = "{\"resourceType\":\"Parameters\"}".getBytes(StandardCharsets.UTF_8);
            Gateway.Answer answer = stored.nothingBy(() -> gateway.send(
                    "PATCH",
                    "Patient?_id=" + patient,
                    patch,
                    "Content-Type",
                    "application/fhir+json",
                    "If-Match",
                    "W/\"1\""));
            refused(answer, 405, "not-supported");
        }

        @Test
        void aConditionalCreateOnAnythingButAnIdentifier() {
            String body = Records.organization(Records.newUra(), "Praktijk");
            refused(
                    stored.nothingBy(() -> gateway.post("Organization", body, "If-None-Exist", "name=Praktijk")),
                    405,
                    "not-supported");
            refused(
                    stored.nothingBy(
                            () -> gateway.post("Organization", body, "If-None-Exist", "identifier=x|1&name=Praktijk")),
                    405,
                    "not-supported");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Patient?_id=1", "Patient", "Patient?identifier=x|1"})
        void aConditionalDeleteInATransaction(String url) {
            String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"request\":"
                    + "{\"method\":\"DELETE\",\"url\":\"" + url + "\"}}]}";
            refused(stored.nothingBy(() -> gateway.post("", bundle)), 405, "not-supported");
        }

        @ParameterizedTest
        @ValueSource(strings = {"searchset", "collection", "message", "history"})
        void aBundleThatIsNoTransactionBatchOrDocument(String type) {
            String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\"}";
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("", bundle));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
            assertThat(answer.code()).isEqualTo("not-supported");
        }
    }

    @Nested
    class Searches {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Patient?shoe-size=43",
                    "Patient?address=Doetinchem",
                    "Condition?_tag=x",
                    "Condition?_profile=x",
                    "Condition?_security=R",
                    "Condition?_text=griep",
                    "Condition?_content=griep",
                    "Condition?_list=1",
                    "Condition?_filter=code eq N88",
                    "Condition?_source=x",
                    "Condition?_sort=severity",
                    "Condition?_sort=-_profile",
                    "Patient?_has:Observation:patient:code=1234-5",
                    "Patient?_has:Condition:subject:_has:Encounter:subject:status=finished",
                    "Observation?subject.general-practitioner.name=Bakker",
                    "Observation?subject:Patient.organization.name=Bakker",
                    "Observation?encounter.patient.name=Jansen",
                    "Observation?subject._has:Condition:subject:code=N88",
                    "Condition?code:text=griep",
                    "Condition?code:missing=true",
                    "Condition?code:below=N",
                    "Patient?family:contains=an",
                    "Patient?name:phonetic=x"
                })
        void refusesAParameterThatIsNotServed(String search) {
            refused(gateway.get(search), 400, "parameter-not-supported");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Patient?birthdate=yesterday",
                    "Patient?birthdate=2020-13-45",
                    "Patient?birthdate=gt",
                    "Condition?onset-date=xx2020-01-01",
                    "Condition?_lastUpdated=never",
                    "Patient?_count=-1",
                    "Patient?_count=many",
                    "Patient?_count=99999999999",
                    "Patient?_offset=-1",
                    "Patient?_total=perhaps",
                    "Patient?_include=nonsense",
                    "Patient?_include=Condition:subject",
                    "Patient?family="
                })
        void refusesAValueThatHasNoMeaning(String search) {
            refused(gateway.get(search), 400, "parameter-invalid");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Patient?_include=*", "Condition?_include=Condition:severity", "Patient?_revinclude=*"})
        void refusesAnIncludeThatIsNotServed(String search) {
            Gateway.Answer answer = gateway.get(search);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.code()).isIn("parameter-invalid", "parameter-not-supported");
        }

        @Test
        void boundsAPageThatIsAskedTooLarge() {
            Gateway.Answer answer = gateway.get("Organization?_count=1000000000");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().path("entry").size()).isLessThanOrEqualTo(500);
        }

        @ParameterizedTest
        @ValueSource(strings = {"';drop table hfj_resource;--", "%", "_", "\\\\", "\"", "$1", "{d '2020'}"})
        void takesAQuoteOrAWildcardAsText(String text) {
            String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
            Gateway.Answer answer = gateway.get("Patient?family=" + encoded + "&_count=1");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.matches()).isEmpty();
        }
    }

    @Nested
    class BsnInAUrl {

        private static final String SYSTEM = "http://fhir.nl/fhir/NamingSystem/bsn|";

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        /** {@code BSN} stands for the number. */
        static Stream<String> urls() {
            return Stream.of(
                    "Patient?identifier=" + SYSTEM + "BSN",
                    "Patient?identifier=" + encoded(SYSTEM + "BSN"),
                    "Patient?identifier=" + encoded(encoded(SYSTEM + "BSN")),
                    "Patient?identifier=BSN",
                    "Patient?identifier=%7CBSN",
                    "Patient?identifier=x,BSN",
                    "Patient?family=Jansen&identifier=BSN",
                    "Patient?identifier:exact=BSN",
                    "Patient?%69dentifier=BSN",
                    "Patient?identifier=urn:oid:2.16.840.1.113883.2.4.6.3|BSN",
                    "Patient?identifier=HTTP://FHIR.NL/FHIR/NAMINGSYSTEM/BSN|BSN",
                    "Observation?subject:Patient.identifier=" + SYSTEM + "BSN",
                    "Observation?patient.identifier=BSN",
                    "Observation?subject:identifier=" + SYSTEM + "BSN",
                    "Patient/_search?identifier=" + SYSTEM + "BSN",
                    "Patient/1/$everything?identifier=BSN",
                    "Account?identifier=BSN",
                    "?identifier=" + SYSTEM + "BSN",
                    "Patient?identifier=" + SYSTEM + "BSN&x=%25zz");
        }

        @ParameterizedTest
        @MethodSource("urls")
        void isRefusedAndSaidNowhere(String url) {
            String bsn = People.newBsn();
            People.idOf(gateway.post("Patient", People.patient(bsn, "Jansen", "1961-04-03")));
            String path = url.replace("|BSN", "|" + bsn)
                    .replace("%7CBSN", "%7C" + bsn)
                    .replace("%257CBSN", "%257C" + bsn)
                    .replace("=BSN", "=" + bsn)
                    .replace(",BSN", "," + bsn);
            assertThat(path).contains(bsn);
            try (LogCapture log = LogCapture.atTrace()) {
                Gateway.Answer answer = gateway.get(path.startsWith("?") ? gateway.base() + path : path);
                refused(answer, 400, "bsn-in-url");
                assertThat(answer.text() + answer.headers()).doesNotContain(bsn);
                assertThat(log.linesWith(bsn)).isEmpty();
            }
        }

        @Test
        void theAnswerSaysWhatToDoInstead() {
            assertThat(gateway.get("Patient?identifier=" + People.newBsn()).text())
                    .contains("POST", "Patient/_search");
        }

        @Test
        void isRefusedOnAPostAsWell() {
            String bsn = People.newBsn();
            Gateway.Answer answer = gateway.send(
                    "POST",
                    "Patient/_search?identifier=" + bsn,
                    "family=Jansen".getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/x-www-form-urlencoded");
            refused(answer, 400, "bsn-in-url");
        }

        @Test
        void aNumberOfEightDigitsAsAUraMayStandInAUrl() {
            Gateway.Answer answer =
                    gateway.get("Organization?identifier=http://fhir.nl/fhir/NamingSystem/ura|" + Records.newUra());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }

    /** At the levels that the product has, nothing that is done with a BSN says it. */
    @Nested
    class BsnInTheLog {

        @Test
        void noPushAndNoSearchAndNoRefusalLeavesOne() {
            String bsn = People.newBsn();
            String wrong = (bsn.startsWith("9") ? "8" : "9") + bsn.substring(1);
            try (LogCapture log = LogCapture.asConfigured()) {
                gateway.post("Patient", People.patient(bsn, "Jansen", "1961-04-03"));
                gateway.post("Patient", People.patient(bsn, "Bakker", "1999-09-09"));
                gateway.post("Patient", People.patient(wrong, "Jansen", "1961-04-03"));
                gateway.post("Patient", People.patient(bsn, "Jansen", "no date"));
                gateway.post("", Records.push(bsn, "Jansen", "1961-04-03", "Griep"));
                gateway.postSearch("Patient", "identifier=http://fhir.nl/fhir/NamingSystem/bsn|" + bsn);
                gateway.postSearch("Patient", "identifier=" + bsn + "&nonsense=1");
                gateway.get("Patient/" + bsn);
                assertThat(log.linesWith(bsn)).isEmpty();
                assertThat(log.linesWith(wrong)).isEmpty();
            }
        }

        @Test
        void noRefusalRepeatsOne() {
            String bsn = People.newBsn();
            List.of(
                            gateway.post("Patient", People.patient(bsn, "Jansen", "no date")),
                            gateway.post("Patient", People.patient(bsn + "x", "Jansen", "1961-04-03")),
                            gateway.postSearch("Patient", "identifier=" + bsn + "&nonsense=1"),
                            gateway.get("Patient/" + bsn),
                            gateway.get("Foo/" + bsn))
                    .forEach(answer -> {
                        assertThat(answer.status()).isBetween(400, 499);
                        assertThat(answer.text() + answer.headers()).doesNotContain(bsn);
                    });
        }
    }

    @Nested
    class Headers {

        private Stream<Gateway.Answer> answers() {
            String patient = People.create(gateway, "Jansen");
            return Stream.of(
                    gateway.get("metadata"),
                    gateway.get("Patient/" + patient),
                    gateway.get("Patient/" + patient + "/_history"),
                    gateway.get("Patient?_id=" + patient),
                    gateway.get("Patient/" + patient + "/$everything"),
                    gateway.get("Patient/" + UUID.randomUUID()),
                    gateway.get("Account"),
                    gateway.get("Patient?identifier=" + People.newBsn()),
                    gateway.post("Patient", "not json"),
                    gateway.post("Patient", People.patient(People.newBsn(), "Jansen", "1961-04-03")),
                    gateway.post("Patient", "{\"resourceType\":\"Patient\",\"nonsense\":1}"),
                    gateway.delete("Patient/" + patient));
        }

        @Test
        void noAnswerIsKeptInACache() {
            assertThat(answers())
                    .allSatisfy(
                            answer -> assertThat(answer.header("Cache-Control")).isEqualTo("no-store"));
        }

        @Test
        void noAnswerTellsWhichSoftwareGaveIt() {
            assertThat(answers()).allSatisfy(answer -> {
                assertThat(answer.headers()).doesNotContainKeys("x-powered-by", "server", "X-Powered-By", "Server");
                assertThat(answer.headers().toString().toLowerCase(Locale.ROOT)).doesNotContain("hapi", "tomcat");
            });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "GET /fhir/Patient?name=<script> HTTP/1.1",
                    "GET /fhir/../../etc/passwd HTTP/1.1",
                    "GET /fhir/Patient/%00 HTTP/1.1",
                    "GET /fhir/Patient%2F1 HTTP/1.1",
                    "GET /fhir/Patient;x=1/1 HTTP/1.1",
                    "GET /elsewhere HTTP/1.1",
                    "NONSENSE /fhir/Patient HTTP/1.1",
                    "TRACE /fhir/Patient HTTP/1.1"
                })
        void evenARequestThatNoClientSendsGetsNoNameAndNoStack(String line) {
            String answer = wire.raw(line);
            assertThat(answer)
                    .matches("(?s)HTTP/1.1 [45].*")
                    .doesNotContainIgnoringCase("tomcat", "apache", "hapi", "spring");
            assertThat(answer.toLowerCase(Locale.ROOT))
                    .doesNotContain("\r\nserver:", "x-powered-by", "exception", "\tat ");
        }
    }
}
