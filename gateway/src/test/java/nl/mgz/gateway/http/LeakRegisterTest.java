package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ways in which servers of this kind are known to leak, tried one by one. A is a practice that holds a record with a
 * canary in everything; B is a triage service in a relation with the patient that may see a part, or nothing. Every byte that B
 * receives, headers included, is searched for the canary and for the ids of what is hidden.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeakRegisterTest {

    private static final String A = "92000001";
    private static final String B = "92000002";
    private static final String SECURITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

    private final String canary = "kanarie" + UUID.randomUUID().toString().substring(0, 8);
    private final Set<String> hiddenIds = new HashSet<>();

    private Gateway gateway;
    private ClientTokens a;
    private ClientTokens b;
    private String patient;
    private String open;
    private String hidden;
    private String encounter;
    private String observation;
    private String deleted;
    private String document;
    private String absent;
    private String closed;

    @BeforeAll
    void aRecordWithACanary() throws Exception {
        gateway = Gateway.shared();
        a = gateway.client("leak-a", A, OrganizationKind.GP, "system/*.cruds", Purpose.TREAT);
        b = gateway.client("leak-b", B, OrganizationKind.TRIAGE, "system/*.cruds", Purpose.TREAT);
        patient = created(a("POST", "Patient", People.patient(People.newBsn(), "Lekkerkerker", "1961-04-03")));
        created(a("POST", "CareTeam", Sharing.careTeam(patient, List.of(A, B))));
        created(a("POST", "Consent", Sharing.consent(patient, "active", """
                {"type":"permit","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]}""")));
        open = created(a("POST", "Condition", People.condition(patient, "Griep")));
        encounter = hidden("Encounter", Records.encounter("Patient/" + patient));
        hidden = hidden(
                "Condition", labelled(People.condition(patient, canary), "R").put("recordedDate", "2020-01-02"));
        ObjectNode seen = Records.tree(Records.observation("Patient/" + patient, "zichtbaar"));
        seen.putObject("encounter").put("reference", "Encounter/" + encounter);
        observation = created(a("POST", "Observation", seen.toString()));
        deleted = hidden("Condition", People.condition(patient, canary));
        assertThat(a("DELETE", "Condition/" + deleted, null).status()).isLessThan(300);
        document = created(a("POST", "Composition", document().toString()));
        absent = UUID.randomUUID().toString();
        // Of this one B may see nothing at all.
        closed = created(a("POST", "Patient", People.patient(People.newBsn(), canary, "1961-04-03")));
        created(a("POST", "CareTeam", Sharing.careTeam(closed, List.of(A, B))));
        created(a("POST", "Condition", People.condition(closed, canary)));
        hiddenIds.add(closed);
    }

    private String hidden(String type, ObjectNode resource) {
        String id = created(a("POST", type, resource.toString()));
        hiddenIds.add(id);
        return id;
    }

    private String hidden(String type, String resource) {
        return hidden(type, labelled(resource, "R"));
    }

    private static ObjectNode labelled(String resource, String level) {
        ObjectNode tree = Records.tree(resource);
        tree.withObjectProperty("meta")
                .withArrayProperty("security")
                .addObject()
                .put("system", SECURITY)
                .put("code", level);
        return tree;
    }

    private ObjectNode document() {
        return Records.tree("""
                {"resourceType":"Composition","status":"final",
                 "type":{"coding":[{"system":"http://loinc.org","code":"11488-4"}]},
                 "subject":{"reference":"Patient/%s"},"date":"2026-03-02","title":"Verslag",
                 "author":[{"display":"Huisarts"}],
                 "section":[
                  {"title":"Klachten","entry":[{"reference":"Condition/%s"}]},
                  {"title":"%s","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">%s</div>"},
                   "entry":[{"reference":"Condition/%s"}]}]}""".formatted(patient, open, canary, canary, hidden));
    }

    private static String created(Gateway.Answer answer) {
        return People.idOf(answer);
    }

    private Gateway.Answer a(String method, String path, String body, String... headers) {
        return as(a, method, path, body, headers);
    }

    /** What B asks, after the canary was looked for in all that it got. */
    private Gateway.Answer b(String method, String path, String body, String... headers) {
        Gateway.Answer answer = as(b, method, path, body, headers);
        String everything = answer.headers() + "\n" + answer.text();
        // A link to itself repeats what B asked for.
        if (!path.contains(canary)) {
            assertThat(everything).as(method + " " + path).doesNotContain(canary);
        }
        for (String id : hiddenIds) {
            boolean named = path.contains(id) || (body != null && body.contains(id));
            if (!named && !id.equals(encounter)) {
                assertThat(everything).as(method + " " + path).doesNotContain(id);
            }
        }
        return answer;
    }

    private Gateway.Answer as(ClientTokens tokens, String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        try {
            all.addAll(List.of("Authorization", "Bearer " + tokens.bearer()));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (body != null && !all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/fhir+json"));
        }
        return gateway.send(
                method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
    }

    /** All that is sent, but the moment and the number of the request. A tag of what is absent could only be one of what is there. */
    private static String bytes(Gateway.Answer answer) {
        return answer.status() + " " + headers(answer) + "\n" + answer.text();
    }

    private static Map<String, List<String>> headers(Gateway.Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(answer.headers());
        // Of the connection and not of the answer (RFC 9110, 7.6.1): the container ends one after a number of requests.
        headers.keySet().removeAll(List.of("date", "x-request-id", "connection", "keep-alive"));
        return headers;
    }

    /** What B gets for what is hidden is what it gets for what is not there. */
    private void looksAbsent(String method, String path, String body, String... headers) {
        Gateway.Answer forHidden = b(method, path, body, headers);
        Gateway.Answer forAbsent = b(
                method,
                path.replace(hidden, absent).replace(deleted, absent),
                body == null ? null : body.replace(hidden, absent).replace(deleted, absent),
                headers);
        assertThat(bytes(forHidden)).isEqualTo(bytes(forAbsent));
        assertThat(forHidden.status()).isGreaterThanOrEqualTo(400);
    }

    private void isUntouched() {
        Gateway.Answer now = a("GET", "Condition/" + hidden, null);
        assertThat(now.status()).isEqualTo(200);
        assertThat(now.text()).contains(canary);
        assertThat(now.json().path("meta").path("versionId").asText()).isEqualTo("1");
    }

    private String changed() {
        return People.condition(patient, "Overschreven").replaceFirst("\\{", "{\"id\":\"" + hidden + "\",");
    }

    @Test
    void l1_aTransactionThatChangesWhatIsHiddenLosesNothing() {
        String put = Records.put("Condition/" + hidden, "W/\"1\"", changed()).toString();
        looksAbsent("POST", "", "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + put + "]}");
        isUntouched();
        String fresh = created(b("POST", "Condition", People.condition(patient, "Van B")));
        assertThat(b("GET", "Condition/" + fresh, null).status()).isEqualTo(200);
    }

    @Test
    void l2_aPatchReturnsNoRepresentation() {
        looksAbsent(
                "PATCH",
                "Condition/" + hidden,
                "[{\"op\":\"replace\",\"path\":\"/code/text\",\"value\":\"x\"}]",
                "Content-Type",
                "application/json-patch+json",
                "If-Match",
                "W/\"1\"",
                "Prefer",
                "return=representation");
        isUntouched();
    }

    @Test
    void l2_aPatchThatRefersToWhatIsHiddenRefersToNothing() {
        String own = created(b("POST", "Condition", People.condition(patient, "Van B")));
        looksAbsent(
                "PATCH",
                "Condition/" + own,
                "[{\"op\":\"add\",\"path\":\"/evidence\",\"value\":[{\"detail\":[{\"reference\":\"Condition/" + hidden
                        + "\"}]}]}]",
                "Content-Type",
                "application/json-patch+json",
                "If-Match",
                "W/\"1\"");
    }

    @Test
    void l3_l4_aConditionalCreateFindsOnlyOnesOwn() {
        String identifier = "urn:leak|" + UUID.randomUUID();
        hidden("RelatedPerson", Records.tree(withIdentifier(identifier).replace("Buurvrouw", canary)));
        String person = withIdentifier(identifier);
        Gateway.Answer first = b(
                "POST",
                "RelatedPerson",
                person,
                "If-None-Exist",
                "identifier=" + identifier,
                "Prefer",
                "return=representation");
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        Gateway.Answer again = b("POST", "RelatedPerson", person, "If-None-Exist", "identifier=" + identifier);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Location")).contains(People.idOf(first));
        // In a transaction as by itself, and where what is hidden would match alone.
        String other = "urn:leak|" + UUID.randomUUID();
        hidden("RelatedPerson", Records.tree(withIdentifier(other).replace("Buurvrouw", canary)));
        ObjectNode entry = Records.post(withIdentifier(other));
        entry.withObjectProperty("request").put("ifNoneExist", "identifier=" + other);
        Gateway.Answer inOne = b("POST", "", Records.transaction(entry), "Prefer", "return=representation");
        assertThat(inOne.json()
                        .path("entry")
                        .path(0)
                        .path("response")
                        .path("status")
                        .asText())
                .startsWith("201");
        String free = "urn:leak|" + UUID.randomUUID();
        Gateway.Answer control = b(
                "POST",
                "RelatedPerson",
                withIdentifier(free),
                "If-None-Exist",
                "identifier=" + free,
                "Prefer",
                "return=representation");
        assertThat(without(first, identifier)).isEqualTo(without(control, free));
    }

    /** An answer to a create without its ids and moments. */
    private static String without(Gateway.Answer answer, String identifier) {
        String all = bytes(answer).replace(identifier.substring(identifier.indexOf('|') + 1), "VALUE");
        return all.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.+]+", "MOMENT")
                .replaceAll("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} [0-9:]{8} GMT", "MOMENT");
    }

    /** Labelled, so that B does not see A's. */
    private String withIdentifier(String identifier) {
        ObjectNode person = labelled(
                "{\"resourceType\":\"RelatedPerson\",\"name\":[{\"text\":\"Buurvrouw\"}],"
                        + "\"patient\":{\"reference\":\"Patient/" + patient + "\"}}",
                "R");
        String[] parts = identifier.split("\\|");
        person.withArrayProperty("identifier")
                .addObject()
                .put("system", parts[0])
                .put("value", parts[1]);
        return person.toString();
    }

    @Test
    void f22_conditionalCreatesAtOneMomentMakeOneResource() {
        String identifier = "urn:leak|" + UUID.randomUUID();
        String person = withIdentifier(identifier);
        List<Gateway.Answer> answers =
                Together.send(32, i -> a("POST", "RelatedPerson", person, "If-None-Exist", "identifier=" + identifier));
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(a("GET", "RelatedPerson?patient=" + patient + "&identifier=" + identifier, null)
                        .matches())
                .hasSize(1);
    }

    @Test
    void l5_nobodyChangesOrDeletesWhatAnotherHolds() {
        looksAbsent("PUT", "Condition/" + hidden, changed(), "If-Match", "W/\"1\"");
        looksAbsent("DELETE", "Condition/" + hidden, null);
        isUntouched();
        assertThat(b("DELETE", "Condition/" + open, null).status()).isEqualTo(404);
        assertThat(a("GET", "Condition/" + open, null).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$meta", "$meta-add", "$meta-delete", "$graphql?query={id}", "$diff", "$reindex-dryrun"})
    void l6_l7_operationsThatAreNotServedTellNothing(String operation) {
        looksAbsent("GET", "Condition/" + hidden + "/" + operation, null);
        looksAbsent("POST", "Condition/" + hidden + "/" + operation, "{\"resourceType\":\"Parameters\"}");
        assertThat(b("GET", "Condition/$meta", null).status()).isGreaterThanOrEqualTo(400);
        isUntouched();
    }

    @Test
    void l8_anOlderVersionWithoutTheLabelIsHiddenToo() {
        String id = created(a("POST", "Condition", People.condition(patient, "Eerst gewoon")));
        assertThat(b("GET", "Condition/" + id, null).status()).isEqualTo(200);
        ObjectNode second = labelled(People.condition(patient, canary), "R").put("id", id);
        assertThat(a("PUT", "Condition/" + id, second.toString(), "If-Match", "W/\"1\"")
                        .status())
                .isEqualTo(200);
        hiddenIds.add(id);
        for (String path : List.of("", "/_history/1", "/_history/2", "/_history")) {
            Gateway.Answer answer = b("GET", "Condition/" + id + path, null);
            assertThat(bytes(answer)).isEqualTo(bytes(b("GET", "Condition/" + absent + path, null)));
        }
        // And an earlier version of what is open is its holder's business.
        String another = created(a("POST", "Condition", People.condition(patient, "Eerst")));
        ObjectNode later = Records.tree(People.condition(patient, "Later")).put("id", another);
        a("PUT", "Condition/" + another, later.toString(), "If-Match", "W/\"1\"");
        assertThat(b("GET", "Condition/" + another + "/_history/2", null).status())
                .isEqualTo(200);
        assertThat(b("GET", "Condition/" + another + "/_history/1", null).status())
                .isEqualTo(404);
        Gateway.Answer history = b("GET", "Condition/" + another + "/_history", null);
        assertThat(history.text()).contains("Later").doesNotContain("Eerst");
    }

    @Test
    void l9_l10_hiddenDeletedAndAbsentAreOne() {
        for (String path : List.of("", "/_history", "/_history/1", "/_history/2")) {
            looksAbsent("GET", "Condition/" + hidden + path, null);
            looksAbsent("GET", "Condition/" + deleted + path, null);
        }
        looksAbsent("GET", "Condition/" + hidden, null, "If-None-Match", "W/\"1\"");
        looksAbsent("GET", "Condition/" + hidden + "?_summary=count", null);
        looksAbsent("GET", "Condition/" + hidden + "?_elements=id", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_has:Observation:encounter:code=255362007",
                "_filter=code eq N88",
                "_security=R",
                "_tag=x",
                "_profile=x",
                "_text=griep",
                "_content=griep",
                "_list=1",
                "_sort=_security",
                "mgz-holder=92000001"
            })
    void l11_parametersThatInferAreNotServed(String parameter) {
        assertThat(b("GET", "Condition?patient=" + patient + "&" + parameter, null)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void l11_aChainAsksNothingOfWhatIsHidden() {
        Gateway.Answer holders =
                a("GET", "Observation?patient=" + patient + "&encounter:Encounter.status=finished", null);
        assertThat(holders.matches()).as(holders.text()).hasSize(1);
        Gateway.Answer chained =
                b("GET", "Observation?patient=" + patient + "&encounter:Encounter.status=finished", null);
        assertThat(chained.status()).isEqualTo(200);
        assertThat(chained.matches()).isEmpty();
        assertThat(b("GET", "Condition?patient.family=" + canary.substring(0, 4), null)
                        .matches())
                .isEmpty();
    }

    @Test
    void l12_aPageIsItsAskersAndEndsWithTheConsent() {
        String person = created(a("POST", "Patient", People.patient(People.newBsn(), "Bladeraar", "1961-04-03")));
        created(a("POST", "CareTeam", Sharing.careTeam(person, List.of(A, B))));
        String consent = created(a("POST", "Consent", Sharing.permit(person)));
        for (int i = 0; i < 5; i++) {
            created(a("POST", "Condition", People.condition(person, "Klacht " + i)));
        }
        Gateway.Answer first = b("GET", "Condition?patient=" + person + "&_count=2", null);
        assertThat(first.matches()).as(first.text()).hasSize(2);
        String next = link(first, "next");
        assertThat(next).doesNotContain(person);
        assertThat(b("GET", next, null).matches()).hasSize(2);
        assertThat(a("GET", next, null).status()).isEqualTo(400);
        assertThat(gateway.get(next).status()).isEqualTo(400);
        ObjectNode withdrawn =
                Records.tree(Sharing.permit(person)).put("status", "inactive").put("id", consent);
        assertThat(a("PUT", "Consent/" + consent, withdrawn.toString(), "If-Match", "W/\"1\"")
                        .status())
                .isEqualTo(200);
        Gateway.Answer after = b("GET", next, null);
        assertThat(after.matches()).isEmpty();
        assertThat(after.json().path("total").asInt()).isZero();
    }

    private static String link(Gateway.Answer answer, String relation) {
        for (JsonNode link : answer.json().path("link")) {
            if (relation.equals(link.path("relation").asText())) {
                return link.path("url").asText();
            }
        }
        throw new AssertionError("no link " + relation + " in " + answer.text());
    }

    @Test
    void l13_l15_pagesAndTotalsAreOfWhatMayBeSeen() {
        String person = created(a("POST", "Patient", People.patient(People.newBsn(), "Geteld", "1961-04-03")));
        created(a("POST", "CareTeam", Sharing.careTeam(person, List.of(A, B))));
        created(a("POST", "Consent", Sharing.consent(person, "active", "{\"type\":\"permit\"}")));
        for (int i = 0; i < 8; i++) {
            String condition = People.condition(person, i % 2 == 0 ? "Klacht" : canary);
            created(a(
                    "POST",
                    "Condition",
                    i % 2 == 0 ? condition : labelled(condition, "R").toString()));
        }
        String search = "Condition?patient=" + person;
        Gateway.Answer page = b("GET", search + "&_count=3", null);
        assertThat(page.matches()).as(page.text()).hasSize(3);
        assertThat(page.json().path("total").asInt()).isEqualTo(4);
        assertThat(b("GET", link(page, "next"), null).matches()).hasSize(1);
        assertThat(b("GET", search + "&_summary=count", null)
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(4);
        assertThat(b("GET", search + "&_total=accurate", null)
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(4);
        Gateway.Answer batch = b("POST", "", Records.batch(Records.get(search + "&_summary=count")));
        assertThat(batch.json()
                        .path("entry")
                        .path(0)
                        .path("resource")
                        .path("total")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void l14_aDocumentLosesTheSectionWithItsTitle() {
        Gateway.Answer read = b("GET", "Composition/" + document, null);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json().path("section")).hasSize(1);
        assertThat(read.text()).contains("Klachten");
        assertThat(a("GET", "Composition/" + document, null).json().path("section"))
                .hasSize(2);
    }

    @Test
    void l16_whatComesAlongIsDecidedToo() {
        String search = "Observation?patient=" + patient + "&_include=Observation:encounter";
        assertThat(a("GET", search, null).resources("include")).hasSize(1);
        assertThat(b("GET", search, null).resources("include")).isEmpty();
        b("GET", "Patient?_id=" + patient + "&_revinclude=Condition:patient&_revinclude=Encounter:patient", null);
        Gateway.Answer everything = b("GET", "Patient/" + patient + "/$everything", null);
        assertThat(everything.text()).contains("Griep", "zichtbaar");
        b("POST", "", Records.batch(Records.get("Condition?patient=" + patient), Records.get("Condition/" + hidden)));
        b("GET", "Observation/$lastn?patient=" + patient + "&code=255362007&max=10", null);
        assertThat(b("GET", "$graphql?query={Patient(id:\"" + patient + "\"){id}}", null)
                        .status())
                .isGreaterThanOrEqualTo(400);
        assertThat(b("GET", "Patient/" + patient + "/$graphql?query={id}", null).status())
                .isGreaterThanOrEqualTo(400);
    }

    @Test
    void l17_aPatientOfWhomNothingMayBeSeenIsNobody() {
        for (String path :
                List.of("Patient/ID", "Patient/ID/$everything", "Patient/ID/$access-log", "Patient/ID/_history")) {
            assertThat(bytes(b("GET", path.replace("ID", closed), null)))
                    .as(path)
                    .isEqualTo(bytes(b("GET", path.replace("ID", absent), null)));
        }
        for (String search : List.of("Condition?patient=ID", "Condition?patient=ID&_summary=count", "Patient?_id=ID")) {
            Gateway.Answer of = b("GET", search.replace("ID", closed), null);
            Gateway.Answer none = b("GET", search.replace("ID", absent), null);
            assertThat(comparable(of, closed)).as(search).isEqualTo(comparable(none, absent));
        }
        assertThat(b("GET", "Patient?family=" + canary, null).matches()).isEmpty();
    }

    /** A Bundle has a number and a moment of its own. */
    private static String comparable(Gateway.Answer answer, String id) {
        ObjectNode bundle = (ObjectNode) answer.json();
        bundle.remove(List.of("id", "meta"));
        Map<String, List<String>> headers = headers(answer);
        headers.remove("last-modified");
        return answer.status() + " " + headers + bundle.toString().replace(id, "ID");
    }

    @Test
    void l17_writingAboutOneWithoutAGroundLooksLikeWritingAboutNobody() {
        String stranger = "92000003";
        ClientTokens c = gateway.client("leak-c", stranger, OrganizationKind.CARE, "system/*.cruds", Purpose.TREAT);
        Gateway.Answer known = as(c, "POST", "Condition", People.condition(closed, "Van een vreemde"));
        Gateway.Answer unknown = as(c, "POST", "Condition", People.condition(absent, "Van een vreemde"));
        assertThat(known.status()).isEqualTo(422);
        assertThat(bytes(known)).isEqualTo(bytes(unknown));
        String entry = Records.transaction(Records.post(People.condition(closed, "Van een vreemde")));
        assertThat(bytes(as(c, "POST", "", entry))).isEqualTo(bytes(as(c, "POST", "", entry.replace(closed, absent))));
    }

    @Test
    void l18_idsAreTheServersAndTellNothing() {
        assertThat(UUID.fromString(hidden)).isNotNull();
        String own = UUID.randomUUID().toString();
        String body = People.condition(patient, "Eigen nummer").replaceFirst("\\{", "{\"id\":\"" + own + "\",");
        assertThat(b("PUT", "Condition/" + own, body, "If-Match", "W/\"1\"").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:22/",
                "http://127.1/",
                "http://2130706433/",
                "http://[::1]:22/",
                "http://[::ffff:127.0.0.1]/",
                "http://169.254.169.254/latest/meta-data",
                "http://10.0.0.1/",
                "http://localhost:PORT@169.254.169.254/fhir",
                "http://localhost:PORT/fhir\\r\\nX-Injected: y",
                "file:///etc/passwd"
            })
    void l19_aSubscriptionPointsNowhereButToARegisteredPlace(String address) {
        try (Receiver receiver = new Receiver()) {
            Telling.register(gateway, B, receiver.url());
            String port = String.valueOf(java.net.URI.create(receiver.url()).getPort());
            Gateway.Answer refused = b(
                    "POST",
                    "Subscription",
                    Telling.subscription(Telling.TOPIC + "summary-updated", address.replace("PORT", port), null));
            assertThat(refused.status()).as(refused.text()).isBetween(400, 499);
            assertThat(receiver.all()).isEmpty();
            assertThat(b("GET", "Subscription", null).matches()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 127.0.0.1",
                "Authorization: Bearer x",
                "X: y\\r\\nHost: elders",
                "X: y\\nX-Injected: z"
            })
    void l19_aSubscriptionBringsNoHeaders(String header) {
        try (Receiver receiver = new Receiver()) {
            Telling.register(gateway, B, receiver.url());
            Gateway.Answer refused = b(
                    "POST",
                    "Subscription",
                    Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url(), null)
                            .replace(
                                    "\"type\":\"rest-hook\"",
                                    "\"type\":\"rest-hook\",\"header\":[\"" + header + "\"]"));
            assertThat(refused.status()).as(refused.text()).isBetween(400, 499);
            assertThat(receiver.all()).isEmpty();
            assertThat(b("GET", "Subscription", null).matches()).isEmpty();
        }
    }

    @Test
    void l19_anotherPlaceThanOnesOwnIsNotRegistered() {
        try (Receiver receiver = new Receiver()) {
            // By another name than B's own places have: one of those may have been at this port before.
            String place = receiver.url().replace("localhost", "127.0.0.1");
            Telling.register(gateway, A, place);
            Gateway.Answer refused =
                    b("POST", "Subscription", Telling.subscription(Telling.TOPIC + "summary-updated", place, null));
            assertThat(refused.code())
                    .as(refused.status() + " " + refused.text())
                    .isEqualTo("endpoint-not-registered");
        }
    }

    /** What is told of a change of which nothing may be seen. */
    @Test
    void l19_whatIsToldHoldsNothingOfWhatIsHidden() {
        String subscriber = "92000009";
        ClientTokens listening =
                gateway.client("leak-listening", subscriber, OrganizationKind.TRIAGE, "system/*.cruds", Purpose.TREAT);
        try (Receiver receiver = new Receiver()) {
            created(a("POST", "CareTeam", Sharing.careTeam(patient, List.of(A, B, subscriber))));
            created(a("POST", "CareTeam", Sharing.careTeam(closed, List.of(A, B, subscriber))));
            Telling.register(gateway, subscriber, receiver.url());
            created(as(
                    listening,
                    "POST",
                    "Subscription",
                    Telling.subscription(Telling.TOPIC + "summary-updated", receiver.url(), null)));
            created(a("POST", "Condition", People.condition(closed, canary)));
            hidden("Condition", labelled(People.condition(patient, canary), "R"));
            // Of this it is told: what came before it would have come by then.
            created(a("POST", "Condition", People.condition(patient, "Griep")));
            Receiver.await(
                    () -> receiver.all().stream()
                            .anyMatch(got -> got.bundle().toString().contains("Patient/" + patient)),
                    () -> "nothing was told");
            receiver.all()
                    .forEach(got -> assertThat(got.bundle().toString())
                            .doesNotContain(canary)
                            .doesNotContain(hiddenIds));
        }
    }

    @Test
    void l20_anAnswerIsNotOneOfAMomentAgo() {
        String person = created(a("POST", "Patient", People.patient(People.newBsn(), "Ogenblik", "1961-04-03")));
        created(a("POST", "CareTeam", Sharing.careTeam(person, List.of(A, B))));
        String consent = created(a("POST", "Consent", Sharing.permit(person)));
        created(a("POST", "Condition", People.condition(person, "Klacht")));
        String search = "Condition?patient=" + person;
        assertThat(b("GET", search, null).matches()).hasSize(1);
        ObjectNode withdrawn =
                Records.tree(Sharing.permit(person)).put("status", "inactive").put("id", consent);
        a("PUT", "Consent/" + consent, withdrawn.toString(), "If-Match", "W/\"1\"");
        assertThat(b("GET", search, null).matches()).isEmpty();
    }

    /** Whose condition it is, is a part of it: the index of conditions is one for all. */
    @Test
    void l21_twoOrganisationsWithOneConditionAreNotInEachOthersWay() {
        String identifier = "urn:leak|" + UUID.randomUUID();
        String person = withIdentifier(identifier);
        String theirs = withIdentifier(identifier).replace("Buurvrouw", canary);
        List<Gateway.Answer> answers = Together.send(
                16,
                i -> i % 2 == 0
                        ? a("POST", "RelatedPerson", theirs, "If-None-Exist", "identifier=" + identifier)
                        : b("POST", "RelatedPerson", person, "If-None-Exist", "identifier=" + identifier));
        assertThat(answers).extracting(Gateway.Answer::status).isSubsetOf(200, 201, 412);
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(2);
        String search = "RelatedPerson?patient=" + patient + "&identifier=" + identifier;
        // Each sees its own: what the other sent is labelled.
        assertThat(a("GET", search, null).matches()).hasSize(1);
        assertThat(b("GET", search, null).matches()).hasSize(1);
    }

    @Test
    void f23_ofTwoChangesToOneVersionOneIsRefused() {
        String id = created(a("POST", "Condition", People.condition(patient, "Begin")));
        List<Gateway.Answer> answers = Together.send(
                2,
                i -> a(
                        "PUT",
                        "Condition/" + id,
                        People.condition(patient, "Versie " + i).replaceFirst("\\{", "{\"id\":\"" + id + "\","),
                        "If-Match",
                        "W/\"1\""));
        assertThat(answers.stream().map(Gateway.Answer::status)).containsExactlyInAnyOrder(200, 412);
        assertThat(a("GET", "Condition/" + id, null)
                        .json()
                        .path("meta")
                        .path("versionId")
                        .asText())
                .isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET Condition/OPEN",
                "GET Condition/OPEN/_history",
                "GET Condition?patient=ID",
                "GET Condition?patient=ID&_summary=count",
                "GET Condition?patient=ID&_count=0",
                "GET Condition?patient=ID&_elements=code",
                "GET Goal?patient=ID",
                "GET Goal?patient=ABSENT",
                "GET Goal?patient=CLOSED&_summary=count",
                "GET Goal?patient=ABSENT&_summary=count",
                "GET Patient/ID/$everything",
                "GET Patient/ID/$care-plan",
                "GET Patient/ID/$summary",
                "GET Observation/$lastn?patient=ID&code=255362007",
                "GET Observation/$lastn?patient=ID&code=nergens",
                "GET Consent/$current-directives?patient=ID",
                "CONTEXT ID",
                "BATCH Condition?patient=ID",
                "BATCH Condition/OPEN",
                "BATCH Goal?patient=ABSENT",
                "BATCH Condition?patient=ID&_summary=count"
            })
    void everyAnswerAboutAPatientCarriesTheNotice(String asked) {
        String path = asked.substring(asked.indexOf(' ') + 1)
                .replace("ID", patient)
                .replace("OPEN", open)
                .replace("ABSENT", absent)
                .replace("CLOSED", closed);
        Gateway.Answer answer = switch (asked.substring(0, asked.indexOf(' '))) {
            case "CONTEXT" -> b("POST", "Patient/$triage-context", TriageScene.byId(path));
            case "BATCH" -> b("POST", "", Records.batch(Records.get(path)));
            default -> b("GET", path, null);
        };
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("X-Data-Notice")).isEqualTo("data-may-be-missing");
    }

    @Test
    void theNoticeIsTheSameWhateverIsThere() {
        String full = notice(b("GET", "Condition?patient=" + patient, null));
        String empty = notice(b("GET", "Condition?patient=" + absent, null));
        assertThat(full).isNotEmpty().isEqualTo(empty);
        assertThat(notice(b("GET", "Condition?patient=" + closed, null))).isEqualTo(empty);
        assertThat(b("GET", "Organization?name=nergens", null).header("X-Data-Notice"))
                .isEmpty();
    }

    private static String notice(Gateway.Answer answer) {
        return answer.resources("outcome").toString();
    }

    @Test
    void aReferenceToWhatIsHiddenIsOneToNothing() {
        ObjectNode about = Records.tree(Records.observation("Patient/" + patient, "x"));
        about.putObject("encounter").put("reference", "Encounter/" + encounter);
        Gateway.Answer refused = b("POST", "Observation", about.toString());
        about.putObject("encounter").put("reference", "Encounter/" + absent);
        assertThat(bytes(refused)).isEqualTo(bytes(b("POST", "Observation", about.toString())));
        assertThat(refused.code()).isEqualTo("reference-unresolved");
    }
}
