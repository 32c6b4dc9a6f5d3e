package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import nl.mgz.gateway.dossier.Rebuild;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Answers that are made of pages are those that would be made of resources. */
class DossierTest {

    private final Gateway gateway = Gateway.shared();
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);
    private final Organisation care = new Organisation(gateway, OrganizationKind.CARE);
    private final JdbcTemplate sql = gateway.bean(JdbcTemplate.class);
    private final Rebuild pages = new Rebuild(gateway.bean(DataSource.class), FhirContext.forR4Cached());

    private String patient() {
        String patient = practice.store("Patient", People.patient(People.newBsn(), "Bladzijde", "1961-04-03"));
        practice.store("CareTeam", Sharing.careTeam(patient, List.of(practice.ura(), care.ura())));
        practice.store("Consent", Sharing.consent(patient, "active", """
                {"type":"permit","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]}"""));
        practice.store(
                "Condition",
                People.condition(patient, "Jicht {\\\"resourceType\\\":\\\"Basic\\\",\\\"id\\\":\\\"x\\\"}"));
        practice.store("Condition", Records.confidential(People.condition(patient, "Depressie")));
        practice.store("Observation", Records.observation("Patient/" + patient, "Hoofdpijn"));
        practice.store(
                "Observation",
                Records.observation("Patient/" + patient, "Glucose").replace("\"status\":\"final\",", """
                "status":"final","category":[{"coding":[{"code":"laboratory",
                 "system":"http://terminology.hl7.org/CodeSystem/observation-category"}]}],"""));
        practice.store("Encounter", Records.encounter("Patient/" + patient));
        // Never whole for who does not hold it: answers with it are of pages and a resource.
        practice.store("Composition", """
                {"resourceType":"Composition","status":"final",
                 "type":{"coding":[{"system":"http://loinc.org","code":"11488-4"}]},
                 "subject":{"reference":"Patient/%s"},"date":"2026-03-02","title":"Verslag",
                 "author":[{"display":"Huisarts"}],
                 "section":[{"title":"Klachten","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">Jicht</div>"}}]}""".formatted(patient));
        return patient;
    }

    private void change(String statement, Object... values) {
        new TransactionTemplate(new DataSourceTransactionManager(gateway.bean(DataSource.class)))
                .executeWithoutResult(status -> sql.update(statement, values));
    }

    /** As whoever asks for a form of the answer gets it: from resources. */
    private static String inAForm(String path) {
        return path + (path.contains("?") ? "&" : "?") + "_format=json";
    }

    private static void assertSame(Gateway.Answer paged, Gateway.Answer made) {
        assertThat(paged.status()).as(paged.text()).isEqualTo(200);
        assertThat(withoutItself(paged.json()).toPrettyString())
                .isEqualTo(withoutItself(made.json()).toPrettyString());
        assertThat(headers(paged)).isEqualTo(headers(made));
    }

    /** A Bundle's own moment, identity and address differ with each request. */
    private static JsonNode withoutItself(JsonNode answer) {
        if ("Bundle".equals(answer.path("resourceType").asText())) {
            ((ObjectNode) answer).remove(List.of("id", "meta", "link"));
        }
        answer.findParents("tag").forEach(DossierTest::inOneOrder);
        return answer;
    }

    /** Tags have no order. */
    private static void inOneOrder(JsonNode meta) {
        List<JsonNode> tags = new ArrayList<>();
        meta.path("tag").forEach(tags::add);
        tags.sort(Comparator.comparing(JsonNode::toString));
        ((ObjectNode) meta).putArray("tag").addAll(tags);
    }

    private static Map<String, List<String>> headers(Gateway.Answer answer) {
        Map<String, List<String>> headers = new HashMap<>(answer.headers());
        if ("Bundle".equals(answer.json().path("resourceType").asText())) {
            headers.remove("last-modified");
        }
        List.of("date", "x-request-id", "content-length", "transfer-encoding", "keep-alive", "connection")
                .forEach(headers::remove);
        return headers;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient/%s",
                "Condition?patient=%s",
                "Condition?patient=%s&_count=1",
                "Condition?patient=%s&_sort=-_lastUpdated",
                "Observation?subject=Patient/%s&date=ge2020-01-01",
                "Observation?patient=%s&date=ge2026-03-01&date=lt2026-04-01",
                "Observation?patient=%s&category=laboratory",
                "Observation?patient=%s&code=http://snomed.info/sct|255362007",
                "Condition?patient=%s&code=N88",
                "Encounter?patient=%s&status=finished",
                "CareTeam?patient=%s",
                "Composition?patient=%s",
                "Patient/%s/$everything",
                "Patient/%s/$everything?_count=3"
            })
    void saysWhatTheResourcesSay(String path) {
        String patient = patient();
        for (Organisation reader : List.of(practice, care)) {
            String asked = path.formatted(patient);
            assertSame(reader.get(asked), reader.get(inAForm(asked)));
        }
        if (path.contains("?patient")) {
            assertThat(practice.get(path.formatted(patient)).matches()).isNotEmpty();
        }
    }

    @Test
    void saysOfEachResourceWhatReadingItSays() {
        String patient = patient();
        List<JsonNode> all = care.get("Patient/" + patient + "/$everything").matches();
        assertThat(all).hasSizeGreaterThan(4);
        for (JsonNode one : all) {
            String path =
                    one.path("resourceType").asText() + "/" + one.path("id").asText();
            assertSame(care.get(path), care.get(inAForm(path)));
            assertThat(withoutItself(care.get(path).json())).isEqualTo(withoutItself(one));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Patient/%s/$summary", "Patient/%s/$care-plan", "Patient/%s/$summary?section=medication"})
    void aDocumentSaysTheSame(String path) {
        String asked = path.formatted(patient());
        for (Organisation reader : List.of(practice, care)) {
            sameDocument(reader.get(asked), reader.get(inAForm(asked)));
        }
    }

    @Test
    void aContextOfTriageSaysTheSame() {
        Organisation triage = new Organisation(gateway, OrganizationKind.TRIAGE);
        String patient = patient();
        practice.store(
                "CareTeam",
                TriageScene.careTeam(
                        patient, List.of(Sharing.organization(triage.ura()), Sharing.organization(practice.ura()))));
        practice.store("Consent", TriageScene.permit(patient));
        String body = TriageScene.byId(patient);
        sameDocument(
                triage.post("Patient/$triage-context", body),
                triage.post("Patient/$triage-context?_format=json", body));
    }

    private static void sameDocument(Gateway.Answer paged, Gateway.Answer made) {
        assertThat(paged.status()).as(paged.text()).isEqualTo(200);
        assertThat(withoutMoment(paged).toPrettyString())
                .isEqualTo(withoutMoment(made).toPrettyString());
        assertThat(headers(paged)).isEqualTo(headers(made));
        assertThat(paged.text()).doesNotContain("in-place-");
    }

    private static JsonNode withoutMoment(Gateway.Answer answer) {
        ObjectNode document = (ObjectNode) answer.json();
        document.remove("timestamp");
        ((ObjectNode) document.at("/entry/0/resource")).remove("date");
        document.findParents("tag").forEach(DossierTest::inOneOrder);
        return document;
    }

    @Test
    void isZippedForWhoAsksForThat() throws Exception {
        String patient = patient();
        Gateway.Answer zipped = care.get("Condition?patient=" + patient, "Accept-Encoding", "gzip");
        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(zipped.bytes())).readAllBytes();
        assertThat(new Gateway.Answer(200, Map.of(), plain).matches()).isNotEmpty();
    }

    @Test
    void isNeverOlderThanTheLastChange() {
        String patient = patient();
        String id = practice.store("Condition", People.condition(patient, "Eerst"));
        assertThat(care.get("Condition/" + id).text()).contains("Eerst");
        String changed = People.condition(patient, "Daarna").replaceFirst("\\{", "{\"id\":\"" + id + "\",");
        assertThat(practice.put("Condition/" + id, changed, "W/\"1\"").status()).isEqualTo(200);
        assertThat(care.get("Condition/" + id).text()).contains("Daarna").doesNotContain("Eerst");
        assertThat(practice.delete("Condition/" + id).status()).isEqualTo(200);
        assertThat(care.get("Condition/" + id).status()).isEqualTo(404);
        assertThat(care.get("Patient/" + patient + "/$everything").text()).doesNotContain("Daarna");
    }

    @Test
    void aPageOfAnotherWritingThanWasDecidedOnIsNotShown() {
        String patient = patient();
        String id = practice.store("Condition", People.condition(patient, "Waar"));
        change(
                "update mgz_dossier set content = replace(content, 'Waar', 'Onwaar'), written = written + 1"
                        + " where resource_id = ?",
                id);
        assertThat(care.get("Condition/" + id).text()).contains("Waar").doesNotContain("Onwaar");
    }

    @Test
    void whatIsWrittenBetweenTheDecisionAndTheReadingIsNotShown() throws Exception {
        String patient = patient();
        String id = practice.store("Condition", People.condition(patient, "Waar"));
        try (Connection connection = gateway.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("lock table hfj_res_ver in access exclusive mode");
            CompletableFuture<Gateway.Answer> answer =
                    CompletableFuture.supplyAsync(() -> care.get(inAForm("Condition/" + id)));
            for (boolean waits = false; !waits; Thread.sleep(10)) {
                try (ResultSet row =
                        statement.executeQuery("select count(*) > 0 from pg_locks where not granted and relation ="
                                + " 'hfj_res_ver'::regclass")) {
                    waits = row.next() && row.getBoolean(1);
                }
                assertThat(answer).as("decided before it is read").isNotDone();
            }
            statement.execute("update mgz_item set written = nextval('mgz_writing') where resource_id = '" + id + "'");
            connection.commit();
            assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(503);
        }
        assertThat(practice.get(inAForm("Condition/" + id)).status()).isEqualTo(200);
    }

    @Test
    void whatIsWithoutAPageIsShownAllTheSame() {
        String patient = patient();
        Gateway.Answer before = care.get("Patient/" + patient + "/$everything");
        change("delete from mgz_dossier where patient_id = ?", patient);
        change("update mgz_item set written = 0 where patient_id = ?", patient);
        change("update mgz_patient_state set contents = contents + 1 where patient_id = ?", patient);
        assertSame(care.get("Patient/" + patient + "/$everything"), before);
    }

    @Test
    void verifyingFindsEveryWrongPageAndRebuildingMakesItRight() {
        String patient = patient();
        assertThat(wrongOf(patient)).isEmpty();
        String missing = practice.store("Condition", People.condition(patient, "Zonder"));
        String other = practice.store("Condition", People.condition(patient, "Anders"));
        String old = practice.store("Condition", People.condition(patient, "Oud"));
        change("delete from mgz_dossier where resource_id = ?", missing);
        change("update mgz_dossier set content = replace(content, 'Anders', 'Niet zo') where resource_id = ?", other);
        change("update mgz_dossier set written = written - 1 where resource_id = ?", old);
        change("insert into mgz_dossier values ('gone-' || ?, ?, 1, now(), 1, '{}', '{}')", patient, patient);
        assertThat(wrongOf(patient)).containsExactlyInAnyOrder(missing, other, old, "gone-" + patient);
        pages.rebuild((done, total) -> {});
        assertThat(wrongOf(patient)).isEmpty();
        assertThat(care.get("Condition/" + other).text()).contains("Anders");
        assertSame(
                care.get("Patient/" + patient + "/$everything"),
                care.get(inAForm("Patient/" + patient + "/$everything")));
    }

    @Test
    void attributesOfANarrativeThatHapiWritesInAnotherOrderMakeNoPageWrong() {
        String patient = patient();
        practice.store("Composition", """
                {"resourceType":"Composition","status":"final",
                 "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\" xml:lang=\\"nl-NL\\" lang=\\"nl-NL\\">Jicht</div>"},
                 "type":{"coding":[{"system":"http://loinc.org","code":"11488-4"}]},
                 "subject":{"reference":"Patient/%s"},"date":"2026-03-02","title":"Verslag",
                 "author":[{"display":"Huisarts"}],
                 "section":[{"title":"Klachten","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\" lang=\\"nl-NL\\" xml:lang=\\"nl-NL\\">Jicht</div>"}}]}""".formatted(patient));
        assertThat(wrongOf(patient)).isEmpty();
    }

    /** Of this patient and of nobody else: other tests use the database too. */
    private List<String> wrongOf(String patient) {
        List<String> ids = new ArrayList<>(sql.queryForList(
                "select resource_id from mgz_item where patient_id = ? union"
                        + " select resource_id from mgz_dossier where patient_id = ?",
                String.class,
                patient,
                patient));
        List<Integer> shown = new ArrayList<>();
        List<String> wrong =
                new ArrayList<>(pages.verify((done, total) -> shown.add(done)).wrong());
        assertThat(shown).isSorted().isNotEmpty();
        wrong.retainAll(ids);
        return wrong;
    }
}
