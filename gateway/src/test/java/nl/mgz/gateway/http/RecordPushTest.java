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

    @Test
    void aDocumentIsRefusedWithTheWayToSendIt() {
        Gateway.Answer answer = stored.nothingBy(
                () -> practice.post("", push("Epilepsie").replaceFirst("\"transaction\"", "\"document\"")));
        assertThat(answer.status()).as(answer.text()).isEqualTo(405);
        assertThat(answer.text()).contains("transaction", "Composition");
    }
}
