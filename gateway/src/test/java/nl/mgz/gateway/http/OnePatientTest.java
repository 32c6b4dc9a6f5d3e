package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One person is one Patient in the region, and each piece of a record belongs to one person. */
class OnePatientTest {

    private static final String BORN = "1961-04-03";
    private static final String FIRST = "W/\"1\"";
    private static final String BSN_SYSTEM = "http://fhir.nl/fhir/NamingSystem/bsn";

    private final Gateway gateway = Gateway.shared();
    private final Stored stored = new Stored(gateway);
    private final String bsn = People.newBsn();

    private String patient() {
        return People.idOf(gateway.post("Patient", People.patient(bsn, "Jansen", BORN)));
    }

    private static void refused(Gateway.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    }

    private Gateway.Answer transaction(ObjectNode... entries) {
        Gateway.Answer answer = gateway.post("", Records.transaction(entries));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private List<JsonNode> byBsn(String number) {
        Gateway.Answer answer = gateway.postSearch("Patient", "identifier=" + BSN_SYSTEM + "|" + number);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.matches();
    }

    private String subjectOf(String path) {
        return gateway.get(path).json().path("subject").path("reference").asText();
    }

    @Nested
    class AKnownBsn {

        @Test
        void isTheSamePatientOnASecondPush() {
            String id = patient();
            Gateway.Answer again = gateway.post("Patient", People.patient(bsn, "Jansen", BORN));
            assertThat(again.status()).as(again.text()).isEqualTo(200);
            assertThat(again.header("Location")).contains("/Patient/" + id + "/");
            assertThat(byBsn(bsn)).hasSize(1);
        }

        @Test
        void doesNotChangeTheRegionalPatient() {
            String id = patient();
            String other = People.patient(bsn, "Jansen", BORN).replace("female", "male");
            stored.nothingBy(() -> gateway.post("Patient", other));
            assertThat(gateway.get("Patient/" + id).json().path("gender").asText())
                    .isEqualTo("female");
        }

        @Test
        void isTheSamePatientFromAnotherOrganisation() {
            String id = patient();
            Gateway.Answer again = gateway.post("Patient", People.patient(bsn, "Jansen", BORN), Gateway.AS, "00000042");
            assertThat(again.header("Location")).contains("/Patient/" + id + "/");
        }

        @Test
        void isTheSamePatientUnderItsOid() {
            String id = patient();
            String oid = People.patient(bsn, "Jansen", BORN).replace(BSN_SYSTEM, "urn:oid:2.16.840.1.113883.2.4.6.3");
            Gateway.Answer again = gateway.post("Patient", oid);
            assertThat(again.status()).as(again.text()).isEqualTo(200);
            assertThat(again.header("Location")).contains("/Patient/" + id + "/");
        }

        @Test
        void takesTheReferencesOfATransaction() {
            String id = patient();
            Gateway.Answer answer = gateway.post("", Records.push(bsn, "Jansen", BORN, "Griep"));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(Records.idOf(answer, 0)).isEqualTo(id);
            assertThat(subjectOf("Condition/" + Records.idOf(answer, 1))).isEqualTo("Patient/" + id);
        }

        @Test
        void takesReferencesByTheSendersOwnId() {
            String id = patient();
            ObjectNode pushed =
                    Records.tree(People.patient(bsn, "Jansen", BORN)).put("id", "eigen-nummer");
            Gateway.Answer answer = transaction(
                    Records.post("https://bron.example/fhir/Patient/eigen-nummer", pushed.toString()),
                    Records.post(
                            "https://bron.example/fhir/Condition/1",
                            Records.tree(Records.condition("Patient/eigen-nummer", "Griep"))
                                    .put("id", "1")
                                    .toString()));
            assertThat(subjectOf("Condition/" + Records.idOf(answer, 1))).isEqualTo("Patient/" + id);
        }

        @Test
        void takesReferencesThatAreNotTheSubject() {
            String id = patient();
            String urn = Records.urn();
            ObjectNode consent = Records.tree(Records.treatmentDirective("x"));
            consent.putObject("patient").put("reference", urn);
            ObjectNode actor =
                    ((ObjectNode) consent.path("provision")).putArray("actor").addObject();
            actor.putObject("role")
                    .putArray("coding")
                    .addObject()
                    .put("system", "http://terminology.hl7.org/CodeSystem/v3-RoleCode")
                    .put("code", "CONSENTER");
            actor.putObject("reference").put("reference", urn);
            Gateway.Answer answer = transaction(
                    Records.post(urn, People.patient(bsn, "Jansen", BORN)), Records.post(consent.toString()));
            JsonNode kept = gateway.get("Consent/" + Records.idOf(answer, 1)).json();
            assertThat(kept.path("provision")
                            .path("actor")
                            .path(0)
                            .path("reference")
                            .path("reference")
                            .asText())
                    .isEqualTo("Patient/" + id);
        }

        @Test
        void isTheSamePatientInABatch() {
            String id = patient();
            Gateway.Answer answer = gateway.post("", Records.batch(Records.post(People.patient(bsn, "Jansen", BORN))));
            assertThat(Records.idOf(answer, 0)).isEqualTo(id);
            assertThat(byBsn(bsn)).hasSize(1);
        }

        @Test
        void isFoundByAFormAndByNothingElse() {
            String id = patient();
            assertThat(byBsn(bsn)).extracting(one -> one.path("id").asText()).containsExactly(id);
            assertThat(byBsn(People.newBsn())).isEmpty();
        }

        @Test
        void isFoundWithoutALinkThatCarriesIt() {
            patient();
            Gateway.Answer answer = gateway.postSearch("Patient", "identifier=" + BSN_SYSTEM + "|" + bsn);
            assertThat(answer.json().path("link").toString()).doesNotContain(bsn);
        }

        @Test
        void isNotSearchedBesideAnother() {
            patient();
            String one = BSN_SYSTEM + "|" + bsn;
            for (String form : java.util.List.of(
                    "identifier=" + one + "," + BSN_SYSTEM + "|" + People.newBsn(),
                    "identifier=" + one + "&identifier=" + one,
                    "identifier=urn:x|1," + bsn)) {
                Gateway.Answer answer = gateway.postSearch("Patient", form);
                assertThat(answer.status()).as(form).isEqualTo(400);
                assertThat(answer.text()).doesNotContain(bsn);
            }
        }

        @Test
        void isFoundThroughAChainByForm() {
            String condition = People.idOf(gateway.post("Condition", People.condition(patient(), "Griep")));
            Gateway.Answer answer =
                    gateway.postSearch("Condition", "subject:Patient.identifier=" + BSN_SYSTEM + "|" + bsn);
            assertThat(answer.matches())
                    .extracting(one -> one.path("id").asText())
                    .containsExactly(condition);
        }

        @Test
        void isOnePatientAfterSixteenFirstPushesAtOneMoment() {
            List<Gateway.Answer> answers =
                    Together.send(16, i -> gateway.post("", Records.push(bsn, "Jansen", BORN, "Probleem " + i)));
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.text()).isEqualTo(200));
            List<JsonNode> patients = byBsn(bsn);
            assertThat(patients).hasSize(1);
            String id = patients.get(0).path("id").asText();
            assertThat(gateway.get("Condition?patient=" + id + "&_count=100").matches())
                    .extracting(one -> one.path("code").path("text").asText())
                    .doesNotHaveDuplicates()
                    .hasSize(16);
        }

        @Test
        void isOnePatientAfterSixteenCreatesAtOneMoment() {
            List<Gateway.Answer> answers =
                    Together.send(16, i -> gateway.post("Patient", People.patient(bsn, "Jansen", BORN)));
            assertThat(answers)
                    .extracting(Gateway.Answer::status)
                    .containsOnlyOnce(201)
                    .isSubsetOf(200, 201);
            assertThat(byBsn(bsn)).hasSize(1);
        }
    }

    @Nested
    class ABsnThatIsNone {

        private String wrong() {
            int last = bsn.charAt(8) - '0';
            return bsn.substring(0, 8) + (last + 1) % 10;
        }

        @Test
        void isRefusedByTheElevenTest() {
            Gateway.Answer answer =
                    stored.nothingBy(() -> gateway.post("Patient", People.patient(wrong(), "Jansen", BORN)));
            refused(answer, 422, "bsn-invalid");
            assertThat(answer.expressions()).containsExactly("Patient.identifier.value");
            assertThat(answer.text()).doesNotContain(wrong());
        }

        @Test
        void isRefusedInATransactionWithItsPlace() {
            String push = Records.push(wrong(), "Jansen", BORN, "Griep");
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("", push));
            refused(answer, 422, "bsn-invalid");
            assertThat(answer.expressions()).containsExactly("Bundle.entry[0].resource.identifier.value");
        }

        @Test
        void isRefusedOnUpdate() {
            String id = patient();
            String update = Records.tree(People.patient(wrong(), "Jansen", BORN))
                    .put("id", id)
                    .toString();
            refused(
                    stored.nothingBy(() -> gateway.put("Patient/" + id, update, "If-Match", FIRST)),
                    422,
                    "bsn-invalid");
        }

        @ParameterizedTest
        @ValueSource(strings = {"000000000", "12345678", "1234567890", "99990001x", "", "999 900 018"})
        void isRefusedInAnyForm(String number) {
            Gateway.Answer answer =
                    stored.nothingBy(() -> gateway.post("Patient", People.patient(number, "Jansen", BORN)));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
        }

        @Test
        void isRefusedWhenThereAreTwo() {
            ObjectNode two = Records.tree(People.patient(bsn, "Jansen", BORN));
            two.withArrayProperty("identifier")
                    .addObject()
                    .put("system", BSN_SYSTEM)
                    .put("value", People.newBsn());
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("Patient", two.toString()));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        }
    }

    /** Who may not see the Patient can find out nothing of it by pushing one with its BSN. */
    @Nested
    class AContradictionOfAHiddenPatient {

        private static final String STRANGER = "00000043";

        private Gateway.Answer pushed(String body) {
            return stored.nothingBy(() -> gateway.post("Patient", body, Gateway.AS, STRANGER));
        }

        private ObjectNode person(String family, String birthDate) {
            return Records.tree(People.patient(bsn, family, birthDate));
        }

        private String refusal(ObjectNode person) {
            Gateway.Answer answer = pushed(person.toString());
            refused(answer, 422, "patient-contradicts");
            assertThat(answer.expressions()).containsExactly("Patient.identifier");
            return answer.text();
        }

        @Test
        void isOneAnswerWhateverContradictsOrIsLeftOut() {
            patient();
            String any = refusal(person("Bakker", "1970-12-31"));
            ObjectNode nameless = person("Jansen", BORN);
            nameless.remove("name");
            ObjectNode unborn = person("Jansen", BORN);
            unborn.remove("birthDate");
            ObjectNode neither = nameless.deepCopy();
            neither.remove("birthDate");
            for (ObjectNode guess : List.of(
                    person("Bakker", BORN),
                    person("Jansen", "1970-12-31"),
                    person("Jansen", "1961"),
                    person("Jansen", "1961-04"),
                    nameless,
                    unborn,
                    neither)) {
                assertThat(refusal(guess)).isEqualTo(any);
            }
        }

        @Test
        void isOneAnswerInATransactionToo() {
            patient();
            List<String> answers =
                    List.of(person("Bakker", BORN), person("Jansen", "1970-12-31"), person("Jansen", "1961")).stream()
                            .map(guess -> gateway.post(
                                    "", Records.transaction(Records.post(guess.toString())), Gateway.AS, STRANGER))
                            .peek(answer -> refused(answer, 422, "patient-contradicts"))
                            .map(Gateway.Answer::text)
                            .distinct()
                            .toList();
            assertThat(answers).hasSize(1);
        }

        @Test
        void isAListOfNames() {
            patient();
            ObjectNode all = person("Jansen", BORN);
            for (String family : List.of(
                    "Bakker",
                    "Visser",
                    "Smit",
                    "Meijer",
                    "Mulder",
                    "Bos",
                    "Vos",
                    "Peters",
                    "Kok",
                    "Dekker",
                    "Dijkstra",
                    "Kuipers",
                    "Post")) {
                all.withArrayProperty("name").addObject().put("family", family);
            }
            refusal(all);
        }

        @Test
        void isNoneForWhoKnowsThePerson() {
            String id = patient();
            Gateway.Answer known = pushed(People.patient(bsn, "Jansen", BORN));
            assertThat(known.status()).as(known.text()).isEqualTo(200);
            assertThat(known.header("Location")).contains("/Patient/" + id + "/");
        }
    }

    @Nested
    class AContradiction {

        private Gateway.Answer pushed(String family, String birthDate) {
            patient();
            return stored.nothingBy(() -> gateway.post("Patient", People.patient(bsn, family, birthDate)));
        }

        private void isRefused(Gateway.Answer answer, String... elements) {
            refused(answer, 422, "patient-contradicts");
            assertThat(answer.expressions()).containsExactly(elements);
            assertThat(answer.text()).doesNotContain(BORN, "1961").doesNotContainIgnoringCase("jansen");
            assertThat(answer.text()).doesNotContain(bsn);
        }

        @Test
        void ofTheFamilyNameIsRefused() {
            isRefused(pushed("Bakker", BORN), "Patient.name.family");
        }

        @Test
        void ofTheBirthDateIsRefused() {
            isRefused(pushed("Jansen", "1970-12-31"), "Patient.birthDate");
        }

        @Test
        void ofBothNamesBoth() {
            isRefused(pushed("Bakker", "1970-12-31"), "Patient.name.family", "Patient.birthDate");
        }

        @Test
        void inATransactionStoresNothingAndNamesThePlace() {
            patient();
            Gateway.Answer answer =
                    stored.nothingBy(() -> gateway.post("", Records.push(bsn, "Bakker", BORN, "Griep")));
            isRefused(answer, "Bundle.entry[0].resource.name.family");
        }

        @Test
        void inABatchIsRefused() {
            patient();
            Gateway.Answer answer = stored.nothingBy(
                    () -> gateway.post("", Records.batch(Records.post(People.patient(bsn, "Bakker", BORN)))));
            assertThat(answer.text()).contains("patient-contradicts").doesNotContain("Jansen", BORN);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1961", "1961-04", "1961-04-03"})
        void isNotABirthDateThatSaysLess(String birthDate) {
            assertThat(pushed("Jansen", birthDate).status()).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1962", "1961-05"})
        void isAPartialBirthDateThatDiffers(String birthDate) {
            isRefused(pushed("Jansen", birthDate), "Patient.birthDate");
        }

        @ParameterizedTest
        @ValueSource(strings = {"JANSEN", "jansen", "Jánsen", "Jansen-Bakker", "Bakker-Jansen"})
        void isNotAnotherWayToWriteTheName(String family) {
            assertThat(pushed(family, BORN).status()).isEqualTo(200);
        }

        @Test
        void isNotWhatIsLeftOut() {
            String id = patient();
            String bare = "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"" + BSN_SYSTEM
                    + "\",\"value\":\"" + bsn + "\"}]}";
            Gateway.Answer answer = gateway.post("Patient", bare);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.header("Location")).contains(id);
        }
    }

    @Nested
    class TwoPatients {

        private final String one = patient();
        private final String other = People.create(gateway, "Bakker");

        private String mixed() {
            return Records.transaction(
                    Records.post(People.condition(one, "Griep")), Records.post(People.condition(other, "Jicht")));
        }

        @Test
        void doNotComeInOneBundle() {
            refused(stored.nothingBy(() -> gateway.post("", mixed())), 422, "patients-mixed");
        }

        @Test
        void doNotComeInOneBundleAsPatients() {
            String bundle = Records.transaction(
                    Records.post(People.patient(People.newBsn(), "Visser", BORN)),
                    Records.post(People.patient(People.newBsn(), "Smit", BORN)));
            refused(stored.nothingBy(() -> gateway.post("", bundle)), 422, "patients-mixed");
        }

        @Test
        void doNotComeInOneBundleAsAKnownAndANewOne() {
            String urn = Records.urn();
            String bundle = Records.transaction(
                    Records.post(urn, People.patient(People.newBsn(), "Visser", BORN)),
                    Records.post(Records.condition(urn, "Griep")),
                    Records.post(People.condition(one, "Jicht")));
            refused(stored.nothingBy(() -> gateway.post("", bundle)), 422, "patients-mixed");
        }

        @Test
        void comeInOneBundleThatSaysSo() {
            ObjectNode bundle = Records.withTag(
                    mixed(), "https://mgz-gateway.nl/fhir/CodeSystem/mgz-bundle-tag", "several-patients");
            Gateway.Answer answer = gateway.post("", bundle.toString());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(stored.patientOf(Records.idOf(answer, 0))).isEqualTo(one);
            assertThat(stored.patientOf(Records.idOf(answer, 1))).isEqualTo(other);
        }

        @Test
        void comeInOneBatch() {
            Gateway.Answer answer = gateway.post(
                    "",
                    Records.batch(
                            Records.post(People.condition(one, "Griep")),
                            Records.post(People.condition(other, "Jicht"))));
            assertThat(stored.patientOf(Records.idOf(answer, 0))).isEqualTo(one);
            assertThat(stored.patientOf(Records.idOf(answer, 1))).isEqualTo(other);
        }

        private String observationWith(String encounter) {
            ObjectNode observation = Records.tree(Records.observation("Patient/" + one, "Koorts"));
            observation.putObject("encounter").put("reference", "Encounter/" + encounter);
            return observation.toString();
        }

        @Test
        void doNotShareAnEncounter() {
            String theirs = People.idOf(gateway.post("Encounter", Records.encounter("Patient/" + other)));
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("Observation", observationWith(theirs)));
            refused(answer, 422, "patients-mixed");
            assertThat(answer.expressions()).containsExactly("Observation.encounter");
        }

        @Test
        void doNotShareAnEncounterThroughAnUpdate() {
            String theirs = People.idOf(gateway.post("Encounter", Records.encounter("Patient/" + other)));
            String own = People.idOf(gateway.post("Encounter", Records.encounter("Patient/" + one)));
            String id = People.idOf(gateway.post("Observation", observationWith(own)));
            String update = Records.tree(observationWith(theirs)).put("id", id).toString();
            refused(
                    stored.nothingBy(() -> gateway.put("Observation/" + id, update, "If-Match", FIRST)),
                    422,
                    "patients-mixed");
        }

        @Test
        void doNotShareAnEncounterEvenInABundleThatSaysSo() {
            String theirs = Records.urn();
            ObjectNode observation = Records.tree(Records.observation("Patient/" + one, "Koorts"));
            observation.putObject("encounter").put("reference", theirs);
            ObjectNode bundle = Records.withTag(
                    Records.transaction(
                            Records.post(theirs, Records.encounter("Patient/" + other)),
                            Records.post(observation.toString())),
                    "https://mgz-gateway.nl/fhir/CodeSystem/mgz-bundle-tag",
                    "several-patients");
            refused(stored.nothingBy(() -> gateway.post("", bundle.toString())), 422, "patients-mixed");
        }

        @Test
        void doNotMeetThroughAPatchOfAReference() {
            String theirs = People.idOf(gateway.post("Encounter", Records.encounter("Patient/" + other)));
            String own = People.idOf(gateway.post("Encounter", Records.encounter("Patient/" + one)));
            String id = People.idOf(gateway.post("Observation", observationWith(own)));
            Gateway.Answer answer = stored.nothingBy(() -> patch(
                    "Observation/" + id,
                    "Observation.encounter.reference",
                    "\"valueString\":\"Encounter/" + theirs + "\""));
            refused(answer, 422, "patients-mixed");
        }

        @Test
        void doNotSwapAResourceByUpdate() {
            String id = People.idOf(gateway.post("Condition", People.condition(one, "Griep")));
            String update =
                    Records.tree(People.condition(other, "Griep")).put("id", id).toString();
            refused(
                    stored.nothingBy(() -> gateway.put("Condition/" + id, update, "If-Match", FIRST)),
                    422,
                    "patient-changed");
            assertThat(stored.patientOf(id)).isEqualTo(one);
        }

        @Test
        void doNotSwapAResourceByPatch() {
            String id = People.idOf(gateway.post("Condition", People.condition(one, "Griep")));
            Gateway.Answer answer = stored.nothingBy(() -> patch(
                    "Condition/" + id, "Condition.subject.reference", "\"valueString\":\"Patient/" + other + "\""));
            refused(answer, 422, "patient-changed");
        }

        @Test
        void doNotSwapAResourceInATransaction() {
            String id = People.idOf(gateway.post("Condition", People.condition(one, "Griep")));
            String update =
                    Records.tree(People.condition(other, "Griep")).put("id", id).toString();
            String bundle = Records.transaction(Records.put("Condition/" + id, FIRST, update));
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("", bundle));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(answer.code()).isIn("patient-changed", "patients-mixed");
        }

        @Test
        void doNotSwapAResourceEvenInABundleThatSaysSo() {
            String id = People.idOf(gateway.post("Condition", People.condition(one, "Griep")));
            String update =
                    Records.tree(People.condition(other, "Griep")).put("id", id).toString();
            ObjectNode bundle = Records.withTag(
                    Records.transaction(Records.put("Condition/" + id, FIRST, update)),
                    "https://mgz-gateway.nl/fhir/CodeSystem/mgz-bundle-tag",
                    "several-patients");
            refused(stored.nothingBy(() -> gateway.post("", bundle.toString())), 422, "patient-changed");
        }

        @Test
        void doNotSwapADeviceThatWasBoundByItsBundle() {
            Gateway.Answer answer =
                    transaction(Records.post(People.condition(one, "Griep")), Records.post(Records.device("Rollator")));
            String id = Records.idOf(answer, 1);
            ObjectNode update = Records.tree(Records.device("Rollator")).put("id", id);
            update.putObject("patient").put("reference", "Patient/" + other);
            refused(
                    stored.nothingBy(() -> gateway.put("Device/" + id, update.toString(), "If-Match", FIRST)),
                    422,
                    "patient-changed");
            assertThat(stored.patientOf(id)).isEqualTo(one);
        }

        private Gateway.Answer patch(String path, String element, String value) {
            String body = """
                    {"resourceType":"Parameters","parameter":[{"name":"operation","part":[
                     {"name":"type","valueCode":"replace"},{"name":"path","valueString":"%s"},{"name":"value",%s}]}]}""".formatted(element, value);
            return gateway.send(
                    "PATCH",
                    path,
                    body.getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/fhir+json",
                    "If-Match",
                    FIRST);
        }
    }

    @Nested
    class Nobody {

        private Gateway.Answer post(ObjectNode resource) {
            return stored.nothingBy(
                    () -> gateway.post(resource.path("resourceType").asText(), resource.toString()));
        }

        private ObjectNode observation() {
            ObjectNode resource = Records.tree(Records.observation("Patient/x", "Koorts"));
            resource.remove("subject");
            return resource;
        }

        @Test
        void hasAnObservation() {
            Gateway.Answer answer = post(observation());
            refused(answer, 422, "patient-unknown");
            assertThat(answer.text()).contains("Observation.subject");
        }

        @Test
        void hasAnObservationInATransaction() {
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post(
                    "", Records.transaction(Records.post(observation().toString()))));
            refused(answer, 422, "patient-unknown");
            assertThat(answer.expressions()).containsExactly("Bundle.entry[0].resource");
        }

        @Test
        void hasAnObservationOfADevice() {
            String device = Records.idOf(
                    transaction(
                            Records.post(People.condition(patient(), "Griep")),
                            Records.post(Records.device("Thermometer"))),
                    1);
            ObjectNode resource = observation();
            resource.putObject("subject").put("reference", "Device/" + device);
            refused(post(resource), 422, "patient-unknown");
        }

        @Test
        void hasACondition() {
            ObjectNode resource = Records.tree(People.condition("x", "Griep"));
            resource.remove("subject");
            Gateway.Answer answer = post(resource);
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        }

        @Test
        void isAPatientWithADisplayAlone() {
            ObjectNode resource = observation();
            resource.putObject("subject").put("display", "Noor Veldkamp");
            assertThat(post(resource).status()).isEqualTo(422);
        }

        @Test
        void isAPatientContainedInTheResource() {
            ObjectNode resource = observation();
            resource.putArray("contained")
                    .addObject()
                    .put("resourceType", "Patient")
                    .put("id", "p");
            resource.putObject("subject").put("reference", "#p");
            Gateway.Answer answer = post(resource);
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        }

        @Test
        void isAPatientAtAnotherServer() {
            ObjectNode resource = observation();
            resource.putObject("subject").put("reference", "https://elders.example/fhir/Patient/1");
            Gateway.Answer answer = post(resource);
            assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
        }

        @Test
        void isAPatientThatDoesNotExist() {
            ObjectNode resource = observation();
            resource.putObject("subject").put("reference", "Patient/" + UUID.randomUUID());
            refused(post(resource), 422, "reference-unresolved");
        }

        @Test
        void isAPatientWhoseBsnIsNotKnown() {
            ObjectNode resource = observation();
            resource.putObject("subject")
                    .putObject("identifier")
                    .put("system", BSN_SYSTEM)
                    .put("value", bsn);
            Gateway.Answer answer = post(resource);
            refused(answer, 422, "patient-unknown");
            assertThat(answer.text()).doesNotContain(bsn);
        }

        @Test
        void hasADeviceThatComesAlone() {
            refused(post(Records.tree(Records.device("Rollator"))), 422, "patient-unknown");
        }
    }

    @Nested
    class ABinding {

        @Test
        void namesThePatientTheAuthorAndTheCategory() {
            String id = patient();
            Sharing.withCareOrganisations(gateway, id, "00000042");
            String condition =
                    People.idOf(gateway.post("Condition", People.condition(id, "Griep"), Gateway.AS, "00000042"));
            assertThat(stored.patientOf(condition)).isEqualTo(id);
            assertThat(stored.authorOf(condition)).isEqualTo("00000042");
            assertThat(stored.categoryOf(condition)).isEqualTo("problem");
        }

        @Test
        void isThereForThePatientItself() {
            String id = patient();
            assertThat(stored.patientOf(id)).isEqualTo(id);
        }

        @Test
        void isThereForADeviceThatNamesNobodyInABundleAboutOne() {
            String urn = Records.urn();
            Gateway.Answer answer = transaction(
                    Records.post(urn, People.patient(bsn, "Jansen", BORN)),
                    Records.post(Records.condition(urn, "Griep")),
                    Records.post(Records.device("Rollator")));
            assertThat(stored.patientOf(Records.idOf(answer, 2))).isEqualTo(Records.idOf(answer, 0));
        }

        @Test
        void isThereForADeviceInABundleThatCarriesAKnownPatientOnly() {
            String id = patient();
            Gateway.Answer answer = transaction(
                    Records.post(People.patient(bsn, "Jansen", BORN)), Records.post(Records.device("Rollator")));
            assertThat(stored.patientOf(Records.idOf(answer, 1))).isEqualTo(id);
        }

        @Test
        void staysWhenADeviceIsUpdatedAlone() {
            String id = patient();
            Gateway.Answer answer =
                    transaction(Records.post(People.condition(id, "Griep")), Records.post(Records.device("Rollator")));
            String device = Records.idOf(answer, 1);
            String update =
                    Records.tree(Records.device("Rolstoel")).put("id", device).toString();
            assertThat(gateway.put("Device/" + device, update, "If-Match", FIRST)
                            .status())
                    .isEqualTo(200);
            assertThat(stored.patientOf(device)).isEqualTo(id);
        }

        @Test
        void isThereForATaskThatNamesItsPatientByBsn() {
            String id = patient();
            String task = """
                    {"resourceType":"Task","status":"requested","intent":"order","code":{"text":"Terugbellen"},
                     "for":{"identifier":{"system":"%s","value":"%s"}}}""".formatted(BSN_SYSTEM, bsn);
            String taskId = People.idOf(gateway.post("Task", task));
            JsonNode stored = gateway.get("Task/" + taskId).json();
            assertThat(stored.path("for").path("reference").asText()).isEqualTo("Patient/" + id);
            assertThat(gateway.get("Task?patient=" + id).matches()).hasSize(1);
            assertThat(OnePatientTest.this.stored.patientOf(taskId)).isEqualTo(id);
        }

        @Test
        void isThereForATaskByBsnInTheTransactionThatBringsThePatient() {
            String task = """
                    {"resourceType":"Task","status":"requested","intent":"order","code":{"text":"Terugbellen"},
                     "for":{"identifier":{"system":"%s","value":"%s"}}}""".formatted(BSN_SYSTEM, bsn);
            Gateway.Answer answer = transaction(Records.post(People.patient(bsn, "Jansen", BORN)), Records.post(task));
            assertThat(stored.patientOf(Records.idOf(answer, 1))).isEqualTo(Records.idOf(answer, 0));
        }

        @Test
        void isThereForEveryResourceAboutAPatientThatAnyTestHasStored() {
            String id = patient();
            gateway.post("Condition", People.condition(id, "Griep"));
            gateway.post("Encounter", Records.encounter("Patient/" + id));
            gateway.post("Observation", Records.observation("Patient/" + id, "Koorts"));
            gateway.post("Consent", Records.treatmentDirective(id));
            assertThat(stored.unbound()).isEmpty();
        }
    }

    @Nested
    class AMistypedBsn {

        private final String right = People.newBsn();

        private Gateway.Answer correct(String id, String to) {
            String update = Records.tree(People.patient(to, "Jansen", BORN))
                    .put("id", id)
                    .toString();
            return gateway.put("Patient/" + id, update, "If-Match", FIRST);
        }

        @Test
        void isFreeAfterItsCorrection() {
            String id = patient();
            assertThat(correct(id, right).status()).isEqualTo(200);
            Gateway.Answer owner = gateway.post("Patient", People.patient(bsn, "Visser", "1980-01-01"));
            assertThat(People.idOf(owner)).isNotEqualTo(id);
            assertThat(byBsn(right)).extracting(one -> one.path("id").asText()).containsExactly(id);
        }

        @Test
        void isFreeAfterItsRemoval() {
            String id = patient();
            String without = "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"name\":[{\"family\":\"Jansen\"}]}";
            assertThat(gateway.put("Patient/" + id, without, "If-Match", FIRST).status())
                    .isEqualTo(200);
            assertThat(gateway.post("Patient", People.patient(bsn, "Visser", "1980-01-01"))
                            .status())
                    .isEqualTo(201);
        }

        @Test
        void isFreeAfterTheDeleteOfItsPatient() {
            String id = patient();
            assertThat(gateway.delete("Patient/" + id).status()).isBetween(200, 204);
            assertThat(gateway.post("Patient", People.patient(bsn, "Visser", "1980-01-01"))
                            .status())
                    .isEqualTo(201);
        }

        @Test
        void isNotCorrectedIntoTheBsnOfAnother() {
            String id = patient();
            People.idOf(gateway.post("Patient", People.patient(right, "Visser", "1980-01-01")));
            Gateway.Answer answer = stored.nothingBy(() -> correct(id, right));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
            assertThat(answer.text()).doesNotContain(right, "Visser", "1980");
            assertThat(byBsn(bsn)).extracting(one -> one.path("id").asText()).containsExactly(id);
        }

        @Test
        void staysWithItsPatientWhenTheCorrectionIsRefused() {
            String id = patient();
            Gateway.Answer answer =
                    gateway.put("Patient/" + id, gateway.get("Patient/" + id).text(), "If-Match", "W/\"9\"");
            assertThat(answer.status()).isEqualTo(412);
            Gateway.Answer again = gateway.post("Patient", People.patient(bsn, "Jansen", BORN));
            assertThat(again.header("Location")).contains("/Patient/" + id + "/");
        }
    }
}
