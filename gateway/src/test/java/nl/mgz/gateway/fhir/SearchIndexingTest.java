package nl.mgz.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.ReindexParameters;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.Gateway.Answer;
import nl.mgz.gateway.http.People;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is in the search index of a resource is what all expressions find in it, whichever way it came and however it was changed. */
class SearchIndexingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every kind of parameter that is served has one here: token, string, date, reference, quantity. */
    private static final String OBSERVATION = """
            {"resourceType":"Observation","status":"final",
             "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
             "code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}],"text":"Bovendruk"},
             "subject":{"reference":"Patient/%s"},"effectiveDateTime":"2026-03-02T10:00:00+01:00",
             "identifier":[{"system":"urn:own","value":"%s"}],
             "valueQuantity":{"value":120,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}}""";

    /** Of a vital sign. */
    private static final List<String> NEEDED = List.of("status", "code", "effectiveDateTime", "valueQuantity");

    private final Gateway gateway = Gateway.shared();
    private final JdbcTemplate sql = gateway.bean(JdbcTemplate.class);
    private final IndexState state = gateway.bean(IndexState.class);
    private final String patient = People.create(gateway, "Wijzer");

    private String observation() {
        return OBSERVATION.formatted(patient, "nr" + System.nanoTime());
    }

    private String created() {
        return People.idOf(gateway.post("Observation", observation()));
    }

    /** The id that an entry got. */
    private static String entry(Answer answer, int place) {
        return answer.json()
                .path("entry")
                .path(place)
                .path("response")
                .path("location")
                .asText()
                .replaceAll("^.*Observation/([^/]+).*$", "$1");
    }

    private ObjectNode read(String id) {
        return (ObjectNode) gateway.get("Observation/" + id).json();
    }

    private void change(ObjectNode now) {
        String id = now.path("id").asText();
        Answer answer = gateway.put("Observation/" + id, now.toString(), "If-Match", version(now));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static String version(ObjectNode now) {
        return "W/\"" + now.path("meta").path("versionId").asText() + "\"";
    }

    private long pid(String id) {
        return sql.queryForObject("select res_id from hfj_resource where fhir_id = ?", Long.class, id);
    }

    /** Each row of the index, and what the resource says that it has; without what is another each time that it is written. */
    private List<String> index(String id) {
        return rows(id, "- 'sp_id' - 'sp_updated' - 'pid'");
    }

    private List<String> rows(String id, String without) {
        String all = Stream.of("token", "string", "date", "uri", "quantity", "number")
                .map(kind -> "select '%1$s ' || (to_jsonb(t) %2$s)::text from hfj_spidx_%1$s t where res_id = %3$d"
                        .formatted(kind, without, pid(id)))
                .reduce("", (some, one) -> some + one + " union all ");
        return sql.queryForList(
                "select * from (" + all + "select 'link ' || (to_jsonb(t) " + without + ")::text from hfj_res_link t"
                        + " where src_resource_id = " + pid(id)
                        + " union all select 'has ' || jsonb_build_array(sp_token_present, sp_string_present, sp_date_present, sp_uri_present,"
                        + " sp_quantity_present, sp_number_present, sp_has_links)::text from hfj_resource where res_id = "
                        + pid(id)
                        + ") x order by 1",
                String.class);
    }

    /** By all expressions, over what is stored. */
    private void indexAnew(String id) {
        new TransactionTemplate(gateway.bean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> gateway.bean(DaoRegistry.class)
                        .getResourceDao("Observation")
                        .reindex(
                                JpaPid.fromId(pid(id)),
                                new ReindexParameters(),
                                new SystemRequestDetails(),
                                new TransactionDetails()));
    }

    private void isWhatAllExpressionsFind(String id) {
        List<String> kept = index(id);
        assertThat(kept).hasSizeGreaterThan(5);
        indexAnew(id);
        assertThat(index(id)).isEqualTo(kept);
    }

    @Test
    void ofWhatIsCreatedByItself() {
        isWhatAllExpressionsFind(created());
    }

    @Test
    void ofWhatIsCreatedWithAPatientWhoIsNewToo() {
        String urn = "urn:uuid:" + java.util.UUID.randomUUID();
        Answer answer = gateway.post("", """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"fullUrl":"%1$s","resource":%2$s,"request":{"method":"POST","url":"Patient"}},
                 {"fullUrl":"urn:uuid:%3$s","resource":%4$s,"request":{"method":"POST","url":"Observation"}}]}""".formatted(
                        urn,
                        People.patient(People.newBsn(), "Wijzer", "1950-01-01"),
                        java.util.UUID.randomUUID(),
                        observation().replace("Patient/" + patient, urn)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        isWhatAllExpressionsFind(entry(answer, 1));
    }

    @Test
    void ofWhatIsCreatedInATransactionWhoseReferencesStayAsTheyWere() {
        Answer answer = gateway.post("", """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"resource":%s,"request":{"method":"POST","url":"Observation"}}]}""".formatted(observation()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        isWhatAllExpressionsFind(entry(answer, 0));
    }

    private static Stream<Map.Entry<String, String>> changes() {
        return Stream.of(
                Map.entry("status", "\"amended\""),
                Map.entry("category", "[{\"coding\":[{\"code\":\"eigen\"}]}]"),
                Map.entry(
                        "code",
                        "{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"8462-4\"}],\"text\":\"Onderdruk\"}"),
                Map.entry("effectiveDateTime", "\"2026-03-03\""),
                Map.entry(
                        "identifier",
                        "[{\"system\":\"urn:own\",\"value\":\"anders\"},{\"system\":\"urn:own\",\"value\":\"nog een\"}]"),
                Map.entry(
                        "valueQuantity",
                        "{\"value\":130,\"system\":\"http://unitsofmeasure.org\",\"code\":\"mm[Hg]\"}"),
                Map.entry("note", "[{\"text\":\"Zittend gemeten\"}]"),
                Map.entry("bodySite", "{\"text\":\"linkerarm\"}"),
                Map.entry("interpretation", "[{\"text\":\"hoog\"}]"));
    }

    /** Of each version by itself, then in a transaction. */
    @ParameterizedTest
    @MethodSource("changes")
    void afterAChangeOfOneElement(Map.Entry<String, String> change) throws JsonProcessingException {
        String id = created();
        ObjectNode first = read(id);
        first.set(change.getKey(), JSON.readTree(change.getValue()));
        change(first);
        isWhatAllExpressionsFind(id);

        ObjectNode second = read(id);
        second.putObject("method").put("text", "automatisch");
        change(second);
        isWhatAllExpressionsFind(id);

        ObjectNode third = read(id);
        if (!NEEDED.contains(change.getKey())) {
            third.remove(change.getKey());
        }
        inATransaction(third);
        isWhatAllExpressionsFind(id);
    }

    private void inATransaction(ObjectNode now) {
        Answer answer = gateway.post(
                "", """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"resource":%s,"request":{"method":"PUT","url":"Observation/%s","ifMatch":"%s"}}]}""".formatted(now, now.path("id").asText(), version(now).replace("\"", "\\\"")));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "2026, 2026-01-01",
        "2026-03, 2026-03-01",
        "2026-03-02T00:30:00+01:00, 2026-03-01T23:30:00Z",
    })
    void afterAChangeToATimeThatBeginsAtTheSameMoment(String was, String is) {
        String id = People.idOf(gateway.post("Observation", observation().replace("2026-03-02T10:00:00+01:00", was)));
        ObjectNode now = read(id);
        now.put("effectiveDateTime", is);

        change(now);

        isWhatAllExpressionsFind(id);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void andIsNotLookedForAfterAChangeOfWhatNoParameterLooksAt(boolean withMeta) {
        String id = created();
        // No expression finds this.
        sql.update("update hfj_spidx_token set hash_value = 4711 where res_id = ?", pid(id));
        List<String> before = rows(id, "");
        ObjectNode now = read(id);
        String version = version(now);
        if (!withMeta) {
            now.remove("meta");
        }
        now.putArray("note").addObject().put("text", "Zittend gemeten");

        Answer answer = gateway.put("Observation/" + id, now.toString(), "If-Match", version);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(rows(id, "")).isEqualTo(before);
        assertThat(read(id).at("/note/0/text").asText()).isEqualTo("Zittend gemeten");
    }

    @Test
    void ofWhatOthersIndexedIsFoundByAllExpressions() {
        String id = created();
        sql.update("delete from hfj_spidx_token where res_id = ?", pid(id));
        ObjectNode now = read(id);
        now.putArray("note").addObject().put("text", "Zittend gemeten");
        String[] known = sql.queryForObject("select known from mgz_search_index", (row, number) ->
                (String[]) row.getArray(1).getArray());
        sql.update("update mgz_search_index set known = known[2:]");
        state.look();
        try {
            change(now);
        } finally {
            sql.update("update mgz_search_index set known = ?", (Object) known);
            state.look();
        }

        isWhatAllExpressionsFind(id);
    }
}
