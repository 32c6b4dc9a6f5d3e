package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a source system does with its own records: write them, change them without losing anybody's change, take them back. */
class WriteTest {

    private static final String JSON = "application/fhir+json";
    private static final String XML = "application/fhir+xml";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String FIRST = "W/\"1\"";

    private final Gateway gateway = Gateway.shared();
    private final Stored stored = new Stored(gateway);
    private final String patient = People.create(gateway, "Jansen");

    private String newCondition() {
        return People.idOf(gateway.post("Condition", People.condition(patient, "Griep")));
    }

    private static String withId(String json, String id) {
        return Records.tree(json).put("id", id).toString();
    }

    private String changed(String id, String text) {
        return withId(People.condition(patient, text), id);
    }

    private Gateway.Answer patch(String path, String type, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", type));
        return gateway.send("PATCH", path, body.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
    }

    private static String jsonPatch(String op, String path, String value) {
        return "[{\"op\":\"%s\",\"path\":\"%s\"%s}]".formatted(op, path, value == null ? "" : ",\"value\":" + value);
    }

    private static String fhirPatch(String type, String path, String value) {
        String last = value == null ? "" : ",{\"name\":\"value\"," + value + "}";
        return """
                {"resourceType":"Parameters","parameter":[{"name":"operation","part":[
                 {"name":"type","valueCode":"%s"},{"name":"path","valueString":"%s"}%s]}]}""".formatted(type, path, last);
    }

    private static void is(Gateway.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    private static void refused(Gateway.Answer answer, int status, String code) {
        is(answer, status);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    }

    private static String version(Gateway.Answer answer) {
        return answer.json().path("meta").path("versionId").asText();
    }

    private static String text(Gateway.Answer answer) {
        return answer.json().path("code").path("text").asText();
    }

    @Nested
    class OneResource {

        @Test
        void isCreatedUnderAnIdOfTheServer() {
            Gateway.Answer created =
                    gateway.post("Condition", withId(People.condition(patient, "Griep"), "mijn-eigen-id"));
            is(created, 201);
            assertThat(created.header("ETag")).isEqualTo(FIRST);
            String id = People.idOf(created);
            assertThat(UUID.fromString(id)).hasToString(id);
            assertThat(created.header("Location")).isEqualTo(gateway.base() + "/Condition/" + id + "/_history/1");
        }

        @Test
        void isReadAsItWasWritten() {
            Gateway.Answer read = gateway.get("Condition/" + newCondition());
            is(read, 200);
            assertThat(text(read)).isEqualTo("Griep");
            assertThat(read.json().path("subject").path("reference").asText()).isEqualTo("Patient/" + patient);
        }

        @Test
        void isFoundBySearch() {
            String id = newCondition();
            Gateway.Answer found = gateway.get("Condition?patient=" + patient + "&code=N88");
            assertThat(found.matches())
                    .extracting(one -> one.path("id").asText())
                    .containsExactly(id);
        }

        @Test
        void isUpdatedAndFoundByItsNewContentOnly() {
            String id = newCondition();
            String update = changed(id, "Diabetes").replace("N88", "T90.02");
            Gateway.Answer updated = gateway.put("Condition/" + id, update, "If-Match", FIRST);
            is(updated, 200);
            assertThat(updated.header("ETag")).isEqualTo("W/\"2\"");
            assertThat(gateway.get("Condition?patient=" + patient + "&code=N88").matches())
                    .isEmpty();
            assertThat(gateway.get("Condition?patient=" + patient + "&code=T90.02")
                            .matches())
                    .hasSize(1);
        }

        @Test
        void keepsEachVersion() {
            String id = newCondition();
            is(gateway.put("Condition/" + id, changed(id, "Diabetes"), "If-Match", FIRST), 200);
            assertThat(text(gateway.get("Condition/" + id + "/_history/1"))).isEqualTo("Griep");
            assertThat(text(gateway.get("Condition/" + id + "/_history/2"))).isEqualTo("Diabetes");
            List<String> versions = new ArrayList<>();
            gateway.get("Condition/" + id + "/_history")
                    .json()
                    .path("entry")
                    .forEach(entry -> versions.add(entry.path("resource")
                            .path("meta")
                            .path("versionId")
                            .asText()));
            assertThat(versions).containsExactly("2", "1");
        }

        @Test
        void isPatchedWithJsonPatch() {
            String id = newCondition();
            String change = jsonPatch("replace", "/code/text", "\"Diabetes\"");
            is(patch("Condition/" + id, JSON_PATCH, change, "If-Match", FIRST), 200);
            Gateway.Answer read = gateway.get("Condition/" + id);
            assertThat(text(read)).isEqualTo("Diabetes");
            assertThat(version(read)).isEqualTo("2");
        }

        @Test
        void isPatchedWithFhirPathPatch() {
            String id = newCondition();
            String change = fhirPatch("replace", "Condition.code.text", "\"valueString\":\"Diabetes\"");
            is(patch("Condition/" + id, JSON, change, "If-Match", FIRST), 200);
            Gateway.Answer read = gateway.get("Condition/" + id);
            assertThat(text(read)).isEqualTo("Diabetes");
            assertThat(version(read)).isEqualTo("2");
        }

        @Test
        void isPatchedWithFhirPathPatchInXml() {
            String id = newCondition();
            String change = "<Parameters xmlns=\"http://hl7.org/fhir\"><parameter><name value=\"operation\"/>"
                    + "<part><name value=\"type\"/><valueCode value=\"replace\"/></part>"
                    + "<part><name value=\"path\"/><valueString value=\"Condition.code.text\"/></part>"
                    + "<part><name value=\"value\"/><valueString value=\"Diabetes\"/></part></parameter></Parameters>";
            is(patch("Condition/" + id, XML, change, "If-Match", FIRST), 200);
            assertThat(text(gateway.get("Condition/" + id))).isEqualTo("Diabetes");
        }

        @Test
        void isGoneAfterDeleteAndNotFoundBySearch() {
            String id = newCondition();
            assertThat(gateway.delete("Condition/" + id).status()).isBetween(200, 204);
            refused(gateway.get("Condition/" + id), 404, "not-found");
            assertThat(gateway.get("Condition?patient=" + patient).matches()).isEmpty();
        }

        @Test
        void aPatientWithARecordIsNotDeleted() {
            newCondition();
            refused(stored.nothingBy(() -> gateway.delete("Patient/" + patient)), 409, "in-use");
            is(gateway.get("Patient/" + patient), 200);
        }

        @Test
        void isNotStoredWithAReferenceToNothing() {
            String condition = People.condition(UUID.randomUUID().toString(), "Griep");
            refused(stored.nothingBy(() -> gateway.post("Condition", condition)), 422, "reference-unresolved");
        }

        @Test
        void isNotStoredUnderAnotherType() {
            Gateway.Answer answer =
                    stored.nothingBy(() -> gateway.post("Observation", People.condition(patient, "Griep")));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        }

        @Test
        void isNotUpdatedWithTheIdOfAnother() {
            String id = newCondition();
            String other = newCondition();
            Gateway.Answer answer = stored.nothingBy(
                    () -> gateway.put("Condition/" + id, changed(other, "Diabetes"), "If-Match", FIRST));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        }
    }

    @Nested
    class Versions {

        @Test
        void anUpdateWithoutIfMatchIsRefused() {
            String id = newCondition();
            refused(
                    stored.nothingBy(() -> gateway.put("Condition/" + id, changed(id, "Diabetes"))),
                    428,
                    "if-match-required");
        }

        @Test
        void aJsonPatchWithoutIfMatchIsRefused() {
            String id = newCondition();
            String change = jsonPatch("replace", "/code/text", "\"Diabetes\"");
            refused(stored.nothingBy(() -> patch("Condition/" + id, JSON_PATCH, change)), 428, "if-match-required");
        }

        @Test
        void aFhirPathPatchWithoutIfMatchIsRefused() {
            String id = newCondition();
            String change = fhirPatch("delete", "Condition.code.text", null);
            refused(stored.nothingBy(() -> patch("Condition/" + id, JSON, change)), 428, "if-match-required");
        }

        @Test
        void anUpdateInATransactionWithoutIfMatchIsRefused() {
            String id = newCondition();
            String bundle = Records.transaction(Records.put("Condition/" + id, null, changed(id, "Diabetes")));
            refused(stored.nothingBy(() -> gateway.post("", bundle)), 428, "if-match-required");
        }

        @Test
        void aStaleUpdateIsRefused() {
            String id = newCondition();
            is(gateway.put("Condition/" + id, changed(id, "Diabetes"), "If-Match", FIRST), 200);
            refused(
                    stored.nothingBy(() -> gateway.put("Condition/" + id, changed(id, "Jicht"), "If-Match", FIRST)),
                    412,
                    "version-conflict");
            assertThat(text(gateway.get("Condition/" + id))).isEqualTo("Diabetes");
        }

        @Test
        void aStaleFhirPathPatchIsRefused() {
            String id = newCondition();
            is(gateway.put("Condition/" + id, changed(id, "Diabetes"), "If-Match", FIRST), 200);
            String change = fhirPatch("replace", "Condition.code.text", "\"valueString\":\"Jicht\"");
            refused(
                    stored.nothingBy(() -> patch("Condition/" + id, JSON, change, "If-Match", FIRST)),
                    412,
                    "version-conflict");
        }

        @Test
        void aStaleUpdateInATransactionUndoesTheWhole() {
            String id = newCondition();
            is(gateway.put("Condition/" + id, changed(id, "Diabetes"), "If-Match", FIRST), 200);
            String bundle = Records.transaction(
                    Records.post(People.condition(patient, "Jicht")),
                    Records.put("Condition/" + id, FIRST, changed(id, "Jicht")));
            refused(stored.nothingBy(() -> gateway.post("", bundle)), 412, "version-conflict");
        }

        @ParameterizedTest
        @ValueSource(strings = {"*", "W/\"0\"", "W/\"2\"", "W/\"x\"", "\"\"", "nonsense"})
        void anIfMatchThatNamesNoCurrentVersionOverwritesNothing(String ifMatch) {
            String id = newCondition();
            Gateway.Answer answer = stored.nothingBy(
                    () -> gateway.put("Condition/" + id, changed(id, "Diabetes"), "If-Match", ifMatch));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
            assertThat(text(gateway.get("Condition/" + id))).isEqualTo("Griep");
        }

        @Test
        void ofTwoUpdatesAtOneMomentOneWins() {
            String id = newCondition();
            List<Gateway.Answer> answers = Together.send(
                    2, i -> gateway.put("Condition/" + id, changed(id, "Schrijver " + i), "If-Match", FIRST));
            assertThat(answers).extracting(Gateway.Answer::status).containsExactlyInAnyOrder(200, 412);
            assertThat(version(gateway.get("Condition/" + id))).isEqualTo("2");
        }

        @Test
        void ofManyUpdatesAtOneMomentNoneIsLost() {
            String id = newCondition();
            List<Gateway.Answer> answers = Together.send(8, i -> {
                for (int attempt = 0; attempt < 50; attempt++) {
                    Gateway.Answer read = gateway.get("Condition/" + id);
                    ObjectNode mine = Records.tree(read.text());
                    mine.withArrayProperty("note").addObject().put("text", "schrijver " + i);
                    Gateway.Answer put =
                            gateway.put("Condition/" + id, mine.toString(), "If-Match", read.header("ETag"));
                    if (put.status() != 412) {
                        return put;
                    }
                }
                throw new AssertionError("never got through");
            });
            assertThat(answers).extracting(Gateway.Answer::status).containsOnly(200);
            Gateway.Answer last = gateway.get("Condition/" + id);
            assertThat(version(last)).isEqualTo("9");
            assertThat(last.json().path("note")).hasSize(8);
            assertThat(gateway.get("Condition/" + id + "/_history").json().path("entry"))
                    .hasSize(9);
        }

        @Test
        void aClientChoosesNoIdByUpdate() {
            String body = changed("mijn-eigen-id", "Griep");
            Gateway.Answer answer =
                    stored.nothingBy(() -> gateway.put("Condition/mijn-eigen-id", body, "If-Match", FIRST));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        }

        @Test
        void aClientChoosesNoUuidByUpdate() {
            String id = UUID.randomUUID().toString();
            Gateway.Answer answer =
                    stored.nothingBy(() -> gateway.put("Condition/" + id, changed(id, "Griep"), "If-Match", FIRST));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        }

        @Test
        void aClientChoosesNoIdInATransaction() {
            String id = UUID.randomUUID().toString();
            String bundle = Records.transaction(Records.put("Condition/" + id, FIRST, changed(id, "Griep")));
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("", bundle));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        }
    }

    @Nested
    class ConditionalCreate {

        private final String ura = Records.newUra();
        private final String condition = "identifier=http://fhir.nl/fhir/NamingSystem/ura|" + ura;

        private Gateway.Answer create() {
            return gateway.post("Organization", Records.organization(ura, "Praktijk Bos"), "If-None-Exist", condition);
        }

        private List<JsonNode> found() {
            return gateway.get("Organization?" + condition).matches();
        }

        @Test
        void createsOnceAndAnswersTheSameAfterwards() {
            Gateway.Answer first = create();
            String id = People.idOf(first);
            Gateway.Answer again = create();
            is(again, 200);
            assertThat(again.header("Location")).contains("/Organization/" + id + "/_history/1");
            assertThat(found()).hasSize(1);
        }

        @Test
        void createsOnceInATransaction() {
            ObjectNode entry = Records.post(Records.organization(ura, "Praktijk Bos"));
            entry.withObjectProperty("request").put("ifNoneExist", condition);
            Gateway.Answer first = gateway.post("", Records.transaction(entry));
            Gateway.Answer again = gateway.post("", Records.transaction(entry));
            assertThat(Records.idOf(again, 0)).isEqualTo(Records.idOf(first, 0));
            assertThat(found()).hasSize(1);
        }

        @Test
        void thirtyTwoAtOneMomentCreateOne() {
            List<Gateway.Answer> answers = Together.send(32, i -> create());
            assertThat(found()).hasSize(1);
            assertThat(answers)
                    .extracting(Gateway.Answer::status)
                    .containsOnlyOnce(201)
                    .isSubsetOf(200, 201, 412);
        }

        @Test
        void thirtyTwoTransactionsAtOneMomentCreateOne() {
            ObjectNode entry = Records.post(Records.organization(ura, "Praktijk Bos"));
            entry.withObjectProperty("request").put("ifNoneExist", condition);
            String bundle = Records.transaction(entry);
            List<Gateway.Answer> answers = Together.send(32, i -> gateway.post("", bundle));
            assertThat(found()).hasSize(1);
            assertThat(answers).extracting(Gateway.Answer::status).contains(200).isSubsetOf(200, 412);
        }
    }

    @Nested
    class Bundles {

        @Test
        void aTransactionStoresAllAndAnswersInItsOrder() {
            String encounter = Records.urn();
            ObjectNode observation = Records.tree(Records.observation("Patient/" + patient, "Koorts"));
            observation.putObject("encounter").put("reference", encounter);
            Gateway.Answer answer = gateway.post(
                    "",
                    Records.transaction(
                            Records.post(observation.toString()),
                            Records.post(encounter, Records.encounter("Patient/" + patient))));
            is(answer, 200);
            assertThat(answer.json().path("type").asText()).isEqualTo("transaction-response");
            String stored =
                    gateway.get("Observation/" + Records.idOf(answer, 0)).text();
            assertThat(Records.tree(stored).path("encounter").path("reference").asText())
                    .isEqualTo("Encounter/" + Records.idOf(answer, 1));
        }

        @Test
        void aTransactionWithOneInvalidEntryStoresNothingAndNamesIt() {
            String bundle = Records.transaction(
                    Records.post(People.condition(patient, "Griep")),
                    Records.post(People.condition(patient, "Jicht").replace("N88", "nonsense")));
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("", bundle));
            refused(answer, 422, "not-valid");
            assertThat(answer.expressions()).allSatisfy(one -> assertThat(one).startsWith("Bundle.entry[1].resource"));
        }

        @Test
        void aTransactionWithOneBrokenReferenceStoresNothing() {
            ObjectNode observation = Records.tree(Records.observation("Patient/" + patient, "Koorts"));
            observation.putObject("encounter").put("reference", "Encounter/" + UUID.randomUUID());
            String bundle = Records.transaction(
                    Records.post(People.condition(patient, "Griep")), Records.post(observation.toString()));
            refused(stored.nothingBy(() -> gateway.post("", bundle)), 422, "reference-unresolved");
        }

        @Test
        void aTransactionWithATypeThatIsNotServedStoresNothing() {
            String bundle = Records.transaction(
                    Records.post(People.condition(patient, "Griep")),
                    Records.post("{\"resourceType\":\"Account\",\"status\":\"active\"}"));
            refused(stored.nothingBy(() -> gateway.post("", bundle)), 404, "type-not-supported");
        }

        @Test
        void anEmptyTransactionIsAnswered() {
            is(gateway.post("", Records.transaction()), 200);
        }

        @Test
        void theEntriesOfABatchStandAlone() {
            String id = newCondition();
            Gateway.Answer answer = gateway.post(
                    "",
                    Records.batch(
                            Records.post(People.condition(patient, "Griep")),
                            Records.post(People.condition(patient, "Jicht").replace("N88", "nonsense")),
                            Records.get("Condition/" + id),
                            Records.get("Condition/" + UUID.randomUUID()),
                            Records.put("Condition/" + id, FIRST, changed(id, "Diabetes"))));
            is(answer, 200);
            assertThat(answer.json().path("type").asText()).isEqualTo("batch-response");
            assertThat(statuses(answer)).containsExactly("201", "422", "200", "404", "200");
            assertThat(text(gateway.get("Condition/" + id))).isEqualTo("Diabetes");
            is(gateway.get("Condition/" + Records.idOf(answer, 0)), 200);
        }

        @Test
        void theReadsOfABatchComeAfterItsWrites() {
            String id = newCondition();
            Gateway.Answer answer = gateway.post(
                    "",
                    Records.batch(
                            Records.get("Condition/" + id),
                            Records.put("Condition/" + id, FIRST, changed(id, "Diabetes"))));
            assertThat(statuses(answer)).containsExactly("200", "200");
            assertThat(answer.json().path("entry").path(0).path("resource").toString())
                    .contains("Diabetes");
        }

        @Test
        void anEntryThatIsNotServedRefusesNoOtherEntryOfABatch() {
            String id = newCondition();
            Gateway.Answer answer = gateway.post(
                    "",
                    Records.batch(
                            Records.post(People.condition(patient, "Griep")),
                            Records.put("Condition/" + id, null, changed(id, "Diabetes")),
                            Records.post("{\"resourceType\":\"Account\",\"status\":\"active\"}")));
            is(answer, 200);
            assertThat(statuses(answer)).containsExactly("201", "428", "404");
        }

        @Test
        void aRefusedEntryOfABatchSaysWhy() {
            Gateway.Answer answer = gateway.post(
                    "",
                    Records.batch(
                            Records.post(People.condition(patient, "Jicht").replace("N88", "nonsense"))));
            JsonNode outcome =
                    answer.json().path("entry").path(0).path("response").path("outcome");
            assertThat(outcome.path("issue")
                            .path(0)
                            .path("details")
                            .path("coding")
                            .path(0)
                            .path("code")
                            .asText())
                    .isEqualTo("not-valid");
        }

        @Test
        void aSearchInABatchIsAnswered() {
            String id = newCondition();
            Gateway.Answer answer = gateway.post("", Records.batch(Records.get("Condition?patient=" + patient)));
            JsonNode found = answer.json().path("entry").path(0).path("resource");
            assertThat(found.path("entry").path(0).path("resource").path("id").asText())
                    .isEqualTo(id);
        }

        private List<String> statuses(Gateway.Answer answer) {
            List<String> all = new ArrayList<>();
            answer.json()
                    .path("entry")
                    .forEach(entry -> all.add(
                            entry.path("response").path("status").asText().split(" ")[0]));
            return all;
        }
    }

    /** The author and the data category are the server's to say. */
    @Nested
    class Marks {

        private static final String OTHER = "00000042";

        @BeforeEach
        void theOtherTakesPart() {
            Sharing.withCareOrganisations(gateway, patient, OTHER);
        }

        private JsonNode read(String id) {
            return gateway.get("Condition/" + id).json();
        }

        private void areMarks(String id, String author) {
            JsonNode resource = read(id);
            assertThat(Records.tags(resource, Records.AUTHOR)).containsExactly(author);
            assertThat(Records.tags(resource, Records.CATEGORY)).containsExactly("problem");
            assertThat(stored.authorOf(id)).isEqualTo(author);
            assertThat(stored.categoryOf(id)).isEqualTo("problem");
        }

        private String byOther() {
            return People.idOf(gateway.post("Condition", People.condition(patient, "Griep"), Gateway.AS, OTHER));
        }

        @Test
        void nameTheCallingOrganisationAndTheKindOfData() {
            areMarks(byOther(), OTHER);
        }

        @Test
        void areNotTakenFromACreate() {
            String forged = Records.withTag(
                            Records.withTag(People.condition(patient, "Griep"), Records.AUTHOR, "11111111")
                                    .toString(),
                            Records.CATEGORY,
                            "administrative")
                    .toString();
            areMarks(People.idOf(gateway.post("Condition", forged, Gateway.AS, OTHER)), OTHER);
        }

        @Test
        void areNotTakenFromATransaction() {
            String forged = Records.withTag(People.condition(patient, "Griep"), Records.AUTHOR, "11111111")
                    .toString();
            Gateway.Answer answer = gateway.post("", Records.transaction(Records.post(forged)), Gateway.AS, OTHER);
            areMarks(Records.idOf(answer, 0), OTHER);
        }

        @Test
        void areNotTakenFromAnUpdate() {
            String id = byOther();
            String forged = Records.withTag(changed(id, "Diabetes"), Records.AUTHOR, "11111111")
                    .toString();
            is(gateway.put("Condition/" + id, forged, "If-Match", FIRST, Gateway.AS, OTHER), 200);
            areMarks(id, OTHER);
        }

        @Test
        void stayWhenAnUpdateLeavesThemOut() {
            String id = byOther();
            is(gateway.put("Condition/" + id, changed(id, "Diabetes"), "If-Match", FIRST, Gateway.AS, OTHER), 200);
            areMarks(id, OTHER);
        }

        @Test
        void stayBecauseOnlyTheAuthorUpdates() {
            String id = byOther();
            is(gateway.put("Condition/" + id, changed(id, "Diabetes"), "If-Match", FIRST), 404);
            is(gateway.delete("Condition/" + id), 404);
            areMarks(id, OTHER);
            assertThat(read(id).toString()).contains("Griep");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"op\":\"remove\",\"path\":\"/meta/tag\"}",
                    "{\"op\":\"remove\",\"path\":\"/meta/tag/0\"}",
                    "{\"op\":\"remove\",\"path\":\"/meta\"}",
                    "{\"op\":\"replace\",\"path\":\"/meta/tag/0/code\",\"value\":\"11111111\"}",
                    "{\"op\":\"replace\",\"path\":\"/meta/tag/1/code\",\"value\":\"administrative\"}",
                    "{\"op\":\"replace\",\"path\":\"/meta/tag\",\"value\":[]}",
                    "{\"op\":\"add\",\"path\":\"/meta/tag/0\",\"value\":{\"system\":\"" + Records.AUTHOR
                            + "\",\"code\":\"11111111\"}}"
                })
        void areNotChangedByAJsonPatch(String operation) {
            String id = byOther();
            String change = "[" + operation + ",{\"op\":\"replace\",\"path\":\"/code/text\",\"value\":\"Diabetes\"}]";
            Gateway.Answer answer = patch("Condition/" + id, JSON_PATCH, change, "If-Match", FIRST, Gateway.AS, OTHER);
            is(answer, 200);
            areMarks(id, OTHER);
            assertThat(text(gateway.get("Condition/" + id))).isEqualTo("Diabetes");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Condition.meta", "Condition.meta.tag[0]", "Condition.meta.tag[0].code"})
        void areNotRemovedByAFhirPathPatch(String path) {
            String id = byOther();
            patch("Condition/" + id, JSON, fhirPatch("delete", path, null), "If-Match", FIRST, Gateway.AS, OTHER);
            areMarks(id, OTHER);
        }

        @Test
        void areNotReplacedByAFhirPathPatch() {
            String id = byOther();
            String change = fhirPatch("replace", "Condition.meta.tag[0].code", "\"valueCode\":\"11111111\"");
            patch("Condition/" + id, JSON, change, "If-Match", FIRST);
            areMarks(id, OTHER);
        }

        @Test
        void leaveTheTagsOfTheClientAlone() {
            String tagged = Records.withTag(People.condition(patient, "Griep"), "https://example.nl/tags", "spoed")
                    .toString();
            String id = People.idOf(gateway.post("Condition", tagged));
            assertThat(Records.tags(read(id), "https://example.nl/tags")).containsExactly("spoed");
        }

        @Test
        void areNotSearchedBy() {
            refused(gateway.get("Condition?_tag=" + Records.AUTHOR + "|" + OTHER), 400, "parameter-not-supported");
        }
    }

    @Nested
    class Formats {

        private String xml() {
            return "<Condition xmlns=\"http://hl7.org/fhir\"><clinicalStatus><coding>"
                    + "<system value=\"http://terminology.hl7.org/CodeSystem/condition-clinical\"/>"
                    + "<code value=\"active\"/></coding></clinicalStatus><code><coding>"
                    + "<system value=\"http://hl7.org/fhir/sid/icpc-1-nl\"/><code value=\"N88\"/></coding>"
                    + "<text value=\"Griep &amp; koorts\"/></code><subject><reference value=\"Patient/" + patient
                    + "\"/></subject></Condition>";
        }

        @Test
        void whatCameAsXmlIsReadAsJson() {
            Gateway.Answer created =
                    gateway.send("POST", "Condition", xml().getBytes(StandardCharsets.UTF_8), "Content-Type", XML);
            assertThat(text(gateway.get("Condition/" + People.idOf(created)))).isEqualTo("Griep & koorts");
        }

        @Test
        void whatCameAsJsonIsReadAsXml() {
            Gateway.Answer read = gateway.get("Condition/" + newCondition(), "Accept", XML);
            is(read, 200);
            assertThat(read.header("Content-Type")).contains(XML);
            assertThat(read.text()).contains("<Condition", "<text value=\"Griep\"/>", Records.AUTHOR);
        }

        @Test
        void theUrlMayNameTheFormat() {
            Gateway.Answer read = gateway.get("Condition/" + newCondition() + "?_format=xml");
            assertThat(read.header("Content-Type")).contains(XML);
            assertThat(read.text()).contains("<Condition");
        }

        @Test
        void aSearchIsAnsweredInXml() {
            newCondition();
            Gateway.Answer found = gateway.get("Condition?patient=" + patient, "Accept", XML);
            assertThat(found.text()).contains("<Bundle", "<Condition");
        }

        @Test
        void aRefusalIsAnsweredInXml() {
            Gateway.Answer refused = gateway.get("Condition/" + UUID.randomUUID(), "Accept", XML);
            is(refused, 404);
            assertThat(refused.text()).contains("<OperationOutcome", "<code value=\"not-found\"/>");
        }

        @Test
        void aTransactionMayBeXml() {
            String bundle =
                    "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"transaction\"/><entry><fullUrl value=\""
                            + Records.urn() + "\"/><resource>" + xml()
                            + "</resource><request><method value=\"POST\"/><url value=\"Condition\"/></request></entry></Bundle>";
            Gateway.Answer answer =
                    gateway.send("POST", "", bundle.getBytes(StandardCharsets.UTF_8), "Content-Type", XML);
            is(answer, 200);
            assertThat(gateway.get("Condition?patient=" + patient).matches()).hasSize(1);
        }

        @Test
        void anElementThatFhirDoesNotHaveIsRefusedInXmlToo() {
            String body = xml().replace("<subject>", "<nonsense value=\"1\"/><subject>");
            Gateway.Answer answer = stored.nothingBy(() ->
                    gateway.send("POST", "Condition", body.getBytes(StandardCharsets.UTF_8), "Content-Type", XML));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
        }

        @Test
        void anElementThatFhirDoesNotHaveIsRefusedInJson() {
            String body = Records.tree(People.condition(patient, "Griep"))
                    .put("nonsense", 1)
                    .toString();
            refused(stored.nothingBy(() -> gateway.post("Condition", body)), 422, "not-valid");
        }

        @Test
        void anAnswerComesAsGzipToWhoTakesIt() {
            Gateway.Answer answer = gateway.get("metadata", "Accept-Encoding", "gzip");
            assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(new String(Wire.gunzip(answer.bytes()), StandardCharsets.UTF_8))
                    .contains("CapabilityStatement");
        }

        @Test
        void aRecordComesAsGzipToWhoTakesIt() {
            for (int i = 0; i < 3; i++) {
                newCondition();
            }
            Gateway.Answer answer = gateway.get("Condition?patient=" + patient, "Accept-Encoding", "gzip");
            assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(new String(Wire.gunzip(answer.bytes()), StandardCharsets.UTF_8))
                    .contains("Griep");
        }

        @Test
        void anAnswerComesPlainToWhoDoesNotAskForGzip() {
            assertThat(gateway.get("metadata").headers()).doesNotContainKeys("content-encoding", "Content-Encoding");
        }
    }

    @Nested
    class Prefer {

        private Gateway.Answer create(String prefer) {
            return gateway.post("Condition", People.condition(patient, "Griep"), "Prefer", prefer);
        }

        @Test
        void representationGivesTheResourceAsStored() {
            Gateway.Answer created = create("return=representation");
            is(created, 201);
            assertThat(text(created)).isEqualTo("Griep");
            assertThat(version(created)).isEqualTo("1");
            assertThat(Records.tags(created.json(), Records.AUTHOR)).hasSize(1);
        }

        @Test
        void minimalGivesNoBody() {
            Gateway.Answer created = create("return=minimal");
            is(created, 201);
            assertThat(created.bytes()).isEmpty();
            assertThat(created.header("Location")).contains("/Condition/");
        }

        @Test
        void operationOutcomeGivesOne() {
            Gateway.Answer created = create("return=OperationOutcome");
            is(created, 201);
            assertThat(created.json().path("resourceType").asText()).isEqualTo("OperationOutcome");
        }

        @Test
        void representationOfAnUpdateIsTheNewVersion() {
            String id = newCondition();
            Gateway.Answer updated = gateway.put(
                    "Condition/" + id, changed(id, "Diabetes"), "If-Match", FIRST, "Prefer", "return=representation");
            assertThat(text(updated)).isEqualTo("Diabetes");
            assertThat(version(updated)).isEqualTo("2");
        }

        @Test
        void representationOfAPatchIsTheNewVersion() {
            String id = newCondition();
            String change = fhirPatch("replace", "Condition.code.text", "\"valueString\":\"Diabetes\"");
            Gateway.Answer patched =
                    patch("Condition/" + id, JSON, change, "If-Match", FIRST, "Prefer", "return=representation");
            assertThat(text(patched)).as(patched.text()).isEqualTo("Diabetes");
            assertThat(version(patched)).isEqualTo("2");
        }
    }

    @Nested
    class BadPatches {

        private void changesNothing(String type, String change, int status, String code) {
            String id = newCondition();
            refused(stored.nothingBy(() -> patch("Condition/" + id, type, change, "If-Match", FIRST)), status, code);
            assertThat(version(gateway.get("Condition/" + id))).isEqualTo("1");
        }

        @Test
        void aJsonPatchThatMakesTheResourceInvalid() {
            changesNothing(JSON_PATCH, jsonPatch("remove", "/code", null), 422, "not-valid");
        }

        @Test
        void aFhirPathPatchThatMakesTheResourceInvalid() {
            changesNothing(JSON, fhirPatch("delete", "Condition.code", null), 422, "not-valid");
        }

        @Test
        void aFhirPathPatchThatWritesAWrongCode() {
            String change = fhirPatch("replace", "Condition.code.coding[0].code", "\"valueCode\":\"nonsense\"");
            changesNothing(JSON, change, 422, "not-valid");
        }

        @Test
        void aJsonPatchThatTakesTheSubjectAway() {
            String id = newCondition();
            Gateway.Answer answer = stored.nothingBy(() ->
                    patch("Condition/" + id, JSON_PATCH, jsonPatch("remove", "/subject", null), "If-Match", FIRST));
            is(answer, 422);
        }

        @Test
        void aJsonPatchOnAPathThatIsNotThere() {
            String id = newCondition();
            Gateway.Answer answer = stored.nothingBy(() ->
                    patch("Condition/" + id, JSON_PATCH, jsonPatch("remove", "/nonsense", null), "If-Match", FIRST));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
        }

        @Test
        void aJsonPatchThatIsNone() {
            changesNothing(JSON_PATCH, "{\"op\":\"nonsense\"", 400, "not-parseable");
        }

        @Test
        void aJsonPatchThatChangesTheId() {
            String id = newCondition();
            String change = jsonPatch("replace", "/id", "\"" + UUID.randomUUID() + "\"");
            stored.nothingBy(() -> patch("Condition/" + id, JSON_PATCH, change, "If-Match", FIRST));
            is(gateway.get("Condition/" + id), 200);
        }

        private ObjectNode patchEntry(String id, String ifMatch, String change) {
            ObjectNode entry = Records.put("Condition/" + id, ifMatch, change);
            entry.withObjectProperty("request").put("method", "PATCH");
            entry.remove("fullUrl");
            return entry;
        }

        @Test
        void butAGoodPatchInATransactionIsTaken() {
            String id = newCondition();
            String change = fhirPatch("replace", "Condition.code.text", "\"valueString\":\"Diabetes\"");
            is(gateway.post("", Records.transaction(patchEntry(id, FIRST, change))), 200);
            assertThat(text(gateway.get("Condition/" + id))).isEqualTo("Diabetes");
        }

        @Test
        void aPatchInATransactionThatMakesTheResourceInvalid() {
            String id = newCondition();
            String bundle = Records.transaction(patchEntry(id, FIRST, fhirPatch("delete", "Condition.code", null)));
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("", bundle));
            refused(answer, 422, "not-valid");
            assertThat(answer.text()).contains("Condition.code");
        }

        @Test
        void aPatchInATransactionWithoutIfMatch() {
            String id = newCondition();
            String bundle = Records.transaction(patchEntry(id, null, fhirPatch("delete", "Condition.code.text", null)));
            refused(stored.nothingBy(() -> gateway.post("", bundle)), 428, "if-match-required");
        }

        @Test
        void aPatchInATransactionThatIsStale() {
            String id = newCondition();
            is(gateway.put("Condition/" + id, changed(id, "Diabetes"), "If-Match", FIRST), 200);
            String bundle =
                    Records.transaction(patchEntry(id, FIRST, fhirPatch("delete", "Condition.code.text", null)));
            refused(stored.nothingBy(() -> gateway.post("", bundle)), 412, "version-conflict");
        }

        @Test
        void aPatchInATransactionOfTheMarks() {
            String id = newCondition();
            String bundle = Records.transaction(patchEntry(
                    id, FIRST, fhirPatch("replace", "Condition.meta.tag[0].code", "\"valueCode\":\"11111111\"")));
            gateway.post("", bundle);
            assertThat(Records.tags(gateway.get("Condition/" + id).json(), Records.AUTHOR))
                    .containsExactly("99999990");
        }

        @Test
        void aPatchInAnotherFormat() {
            String id = newCondition();
            Gateway.Answer answer = stored.nothingBy(() ->
                    patch("Condition/" + id, "application/merge-patch+json", "{\"code\":null}", "If-Match", FIRST));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
        }
    }
}
