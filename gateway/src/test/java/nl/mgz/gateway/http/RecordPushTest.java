package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Test;

/** A practice that sends its record again and again. */
class RecordPushTest {

    private static final String RECORD = "https://example.nl/fhir/NamingSystem/dossier";

    private final Gateway gateway = Gateway.shared();
    private final Stored stored = new Stored(gateway);
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);
    private final Organisation other = new Organisation(gateway, OrganizationKind.GP);
    private final String bsn = People.newBsn();
    private final String prefix = bsn + "-";

    private static ObjectNode identified(String resource, String value) {
        ObjectNode tree = Records.tree(resource);
        tree.putArray("identifier").addObject().put("system", RECORD).put("value", value);
        return tree;
    }

    /** A Patient, a problem, an encounter and an observation at that encounter. */
    private String push(String problem, String... more) {
        String patient = Records.urn();
        String encounter = Records.urn();
        ObjectNode observation = identified(Records.observation(patient, "hoest"), prefix + "o");
        observation.putObject("encounter").put("reference", encounter);
        List<ObjectNode> entries = new ArrayList<>(List.of(
                Records.post(patient, People.patient(bsn, "Jansen", "1961-04-03")),
                Records.post(identified(Records.condition(patient, problem), prefix + "c")
                        .toString()),
                Records.post(
                        encounter,
                        identified(Records.encounter(patient), prefix + "e").toString()),
                Records.post(observation.toString())));
        for (String one : more) {
            entries.add(Records.post(
                    identified(Records.condition(patient, one), prefix + one).toString()));
        }
        return tagged(Records.transaction(entries.toArray(ObjectNode[]::new)));
    }

    private static String tagged(String bundle) {
        return Records.withTag(bundle, "https://mgz-gateway.nl/fhir/CodeSystem/mgz-bundle-tag", "record-push")
                .toString();
    }

    private static List<String> places(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> places = new ArrayList<>();
        answer.json()
                .path("entry")
                .forEach(entry -> places.add(
                        entry.path("response").path("location").asText().replaceFirst("^.*/fhir/", "")));
        return places;
    }

    private static List<String> statuses(Gateway.Answer answer) {
        List<String> all = new ArrayList<>();
        answer.json()
                .path("entry")
                .forEach(entry ->
                        all.add(entry.path("response").path("status").asText().substring(0, 3)));
        return all;
    }

    @Test
    void changesNothingWhenItIsSentTwice() {
        Gateway.Answer first = practice.post("", push("Epilepsie"));
        assertThat(statuses(first)).containsExactly("201", "201", "201", "201");
        Gateway.Answer again = stored.nothingBy(() -> practice.post("", push("Epilepsie")));
        assertThat(statuses(again)).containsExactly("200", "200", "200", "200");
        assertThat(places(again)).isEqualTo(places(first));
    }

    @Test
    void makesANewVersionOfWhatChangedAndOfNothingElse() {
        List<String> first = places(practice.post("", push("Epilepsie")));
        Gateway.Answer again = practice.post("", push("Epilepsie, goed ingesteld", "Astma"));
        List<String> places = places(again);
        assertThat(statuses(again)).containsExactly("200", "200", "200", "200", "201");
        assertThat(places.get(1)).isEqualTo(first.get(1).replaceFirst("/1$", "/2"));
        assertThat(places.get(2)).isEqualTo(first.get(2));
        assertThat(places.get(3)).isEqualTo(first.get(3));
        assertThat(practice.get(places.get(1).replaceFirst("/_history.*", "")).text())
                .contains("goed ingesteld");
    }

    @Test
    void makesANewVersionOfADateThatIsOnlyMoreExact() {
        String inMarch = push("Epilepsie").replace("2026-03-02", "2026-03");
        List<String> first = places(practice.post("", inMarch));

        List<String> again = places(practice.post("", inMarch.replace("\"2026-03\"", "\"2026-03-01\"")));

        assertThat(again.get(3)).isEqualTo(first.get(3).replaceFirst("/1$", "/2"));
        assertThat(practice.get(again.get(3).replaceFirst("/_history.*", "")).text())
                .contains("\"2026-03-01\"");
    }

    @Test
    void leavesOutWhatIsSentAsEnteredInError() {
        String first = places(practice.post("", push("Epilepsie"))).get(1);
        String wrong = push("Epilepsie")
                .replaceFirst(
                        "\"clinicalStatus\":\\{\"coding\":\\[\\{[^]]*\\]\\},",
                        "\"verificationStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/condition-ver-status\",\"code\":\"entered-in-error\"}]},");
        assertThat(statuses(practice.post("", wrong))).startsWith("200", "200");
        String patient = stored.patientOf(first.split("/")[1]);
        assertThat(practice.get("Patient/" + patient + "/$summary?section=problems")
                        .json()
                        .path("entry")
                        .path(0)
                        .path("resource")
                        .path("section")
                        .path(0)
                        .has("entry"))
                .isFalse();
    }

    @Test
    void matchesTheSendersOwnOnly() {
        List<String> first = places(practice.post("", push("Epilepsie")));
        String patient = stored.patientOf(first.get(1).split("/")[1]);
        practice.store("CareTeam", Sharing.careTeam(patient, List.of(practice.ura(), other.ura())));
        Gateway.Answer theirs = other.post("", push("Epilepsie"));
        assertThat(statuses(theirs)).containsExactly("200", "201", "201", "201");
        assertThat(places(theirs)).doesNotContainAnyElementsOf(first.subList(1, 4));
        assertThat(practice.get(first.get(1).replaceFirst("/_history.*", ""))
                        .json()
                        .path("meta")
                        .path("versionId")
                        .asText())
                .isEqualTo("1");
    }

    @Test
    void createsEachOnceWhenManyComeAtOneMoment() {
        practice.post("", push("Epilepsie"));
        List<Gateway.Answer> answers =
                Together.send(6, client -> practice.post("", push("Epilepsie", "Astma", "Eczeem")));
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.text()).isEqualTo(200));
        assertThat(answers.stream().map(RecordPushTest::places).distinct()).hasSize(1);
    }

    private static ObjectNode practitioner(String family) {
        return Records.tree("{\"resourceType\":\"Practitioner\",\"name\":[{\"family\":\"" + family + "\"}]}");
    }

    /** A problem with who recorded it and a contact with where it was, as the systems of practices send them. */
    private String withDirectory(ObjectNode practitioner, ObjectNode organization, String tag) {
        String patient = Records.urn();
        String person = Records.urn();
        String place = Records.urn();
        String role = Records.urn();
        ObjectNode problem = identified(Records.condition(patient, "Epilepsie"), prefix + "c");
        problem.putObject("recorder").put("reference", person);
        problem.putObject("asserter").put("reference", role);
        ObjectNode contact = identified(Records.encounter(patient), prefix + "e");
        contact.putObject("serviceProvider").put("reference", place);
        // A role has no number of its own in most systems.
        ObjectNode works = Records.tree("{\"resourceType\":\"PractitionerRole\",\"active\":true}");
        works.putObject("practitioner").put("reference", person);
        works.putObject("organization").put("reference", place);
        return Records.withTag(
                        Records.transaction(
                                Records.post(problem.toString()),
                                Records.post(role, works.toString()),
                                Records.post(patient, People.patient(bsn, "Jansen", "1961-04-03")),
                                Records.post(person, practitioner.toString()),
                                Records.post(place, organization.toString()),
                                Records.post(contact.toString())),
                        "https://mgz-gateway.nl/fhir/CodeSystem/mgz-bundle-tag",
                        tag)
                .toString();
    }

    @Test
    void changesNothingWhereItsPeopleAndPlacesComeAlongAgain() {
        ObjectNode person = identified(practitioner("Bakker-" + prefix).toString(), prefix + "p");
        ObjectNode place = Records.tree(Records.organization(Records.newUra(), "Praktijk " + prefix));
        Gateway.Answer first = practice.post("", withDirectory(person, place, "record-push"));
        assertThat(statuses(first)).as(first.text()).containsOnly("201");
        Gateway.Answer again = stored.nothingBy(() -> practice.post("", withDirectory(person, place, "record-push")));
        assertThat(statuses(again)).as(again.text()).containsOnly("200");
        assertThat(places(again)).isEqualTo(places(first));
        // Another sender's record refers to the same people and places, whoever brought them.
        practice.store(
                "CareTeam",
                Sharing.careTeam(
                        stored.patientOf(places(first).get(0).split("/")[1]), List.of(practice.ura(), other.ura())));
        List<String> theirs = places(other.post("", withDirectory(person, place, "record-push")));
        assertThat(theirs.subList(2, 5)).isEqualTo(places(first).subList(2, 5));
    }

    @Test
    void knowsPeopleAndPlacesWithoutANumberByTheRecordThatReferredToThem() {
        ObjectNode person = practitioner("Zonder");
        ObjectNode place = Records.tree("{\"resourceType\":\"Organization\",\"name\":\"Praktijk zonder nummer\"}");
        Gateway.Answer first = practice.post("", withDirectory(person, place, "record-push"));
        assertThat(statuses(first)).as(first.text()).containsOnly("201");
        Gateway.Answer again = stored.nothingBy(() -> practice.post("", withDirectory(person, place, "record-push")));
        assertThat(places(again)).isEqualTo(places(first));

        Gateway.Answer married = practice.post("", withDirectory(practitioner("Anders"), place, "record-push"));
        assertThat(statuses(married)).containsExactly("200", "201", "200", "201", "200", "200");
        assertThat(places(married).get(0)).endsWith("/2");
        assertThat(places(married).get(5)).isEqualTo(places(first).get(5));
    }

    @Test
    void changesNothingWhereItFindsItsOrganisationBySearching() {
        String ura = Records.newUra();
        practice.store("Organization", Records.organization(ura, "Apotheek " + prefix));
        String search = "Organization?identifier=http%3A%2F%2Ffhir.nl%2Ffhir%2FNamingSystem%2Fura%7C" + ura;
        ObjectNode contact =
                identified(Records.encounter("urn:uuid:0c4f9c0e-1e51-4ab4-9a8e-2b5f6a5f7d11"), prefix + "s");
        contact.putObject("serviceProvider").put("reference", search);
        String bundle = tagged(Records.transaction(
                Records.post(
                        "urn:uuid:0c4f9c0e-1e51-4ab4-9a8e-2b5f6a5f7d11", People.patient(bsn, "Jansen", "1961-04-03")),
                Records.post(contact.toString())));
        List<String> first = places(practice.post("", bundle));
        assertThat(places(stored.nothingBy(() -> practice.post("", bundle)))).isEqualTo(first);
    }

    @Test
    void needsAnIdentifierOnEachEntryOfTheRecord() {
        String patient = Records.urn();
        String bundle = tagged(Records.transaction(
                Records.post(patient, People.patient(bsn, "Jansen", "1961-04-03")),
                Records.post(Records.condition(patient, "Griep"))));
        Gateway.Answer answer = stored.nothingBy(() -> practice.post("", bundle));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.expressions().get(0)).endsWith("resource.identifier");
    }

    @Test
    void withoutTheTagIsATransactionLikeAnyOther() {
        String plain = push("Epilepsie").replace("record-push", "some-other-tag");
        practice.post("", plain);
        assertThat(statuses(practice.post("", plain))).containsExactly("200", "201", "201", "201");
    }
}
