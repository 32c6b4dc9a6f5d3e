package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Test;

/** A ready document that is sent: taken apart into entries of its sender, each with a consent decision of its own. */
class DocumentPushTest {

    private static final String THERE = "https://epd.example.org/fhir/";

    private final Gateway gateway = Gateway.shared();
    private final Stored stored = new Stored(gateway);
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);
    private final Organisation care = new Organisation(gateway, OrganizationKind.CARE);
    private final Organisation stranger = new Organisation(gateway, OrganizationKind.GP);
    private final String bsn = People.newBsn();

    private static List<String> statuses(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> all = new ArrayList<>();
        answer.json()
                .path("entry")
                .forEach(entry ->
                        all.add(entry.path("response").path("status").asText().substring(0, 3)));
        return all;
    }

    private static List<String> places(Gateway.Answer answer) {
        List<String> all = new ArrayList<>();
        answer.json()
                .path("entry")
                .forEach(entry -> all.add(entry.path("response")
                        .path("location")
                        .asText()
                        .replaceFirst("^.*/fhir/", "")
                        .replaceFirst("/_history/.*", "")));
        return all;
    }

    private ObjectNode identified(String resource, String id) {
        ObjectNode tree = Records.tree(resource);
        tree.put("id", id)
                .putArray("identifier")
                .addObject()
                .put("system", "https://epd.example.org/nummer")
                .put("value", bsn + "-" + id);
        return tree;
    }

    private static void entry(ObjectNode document, String fullUrl, JsonNode resource) {
        document.withArrayProperty("entry").addObject().put("fullUrl", fullUrl).set("resource", resource);
    }

    private ObjectNode composition() {
        return Records.tree("""
                {"resourceType":"Composition","id":"c","status":"final","title":"Patiëntsamenvatting",
                 "identifier":{"system":"https://epd.example.org/document","value":"%s"},
                 "type":{"coding":[{"system":"http://loinc.org","code":"60591-5"}]},
                 "subject":{"reference":"Patient/p"},"date":"2026-11-20T10:00:00+01:00",
                 "author":[{"reference":"Practitioner/d"}],
                 "section":[%s,%s,%s,%s,%s]}""".formatted(
                bsn,
                section("11450-4", "Epilepsie", "\"entry\":[{\"reference\":\"Condition/e\"}]"),
                section("48765-2", "Penicilline", "\"entry\":[{\"reference\":\"" + THERE + "AllergyIntolerance/a\"}]"),
                empty("10160-0"),
                empty("47519-4"),
                empty("46264-8")));
    }

    private static String empty(String code) {
        return section(
                code,
                "Niets bekend",
                "\"emptyReason\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/list-empty-reason\",\"code\":\"unavailable\"}]}");
    }

    private static String section(String code, String text, String content) {
        return """
                {"title":"Deel %s","code":{"coding":[{"system":"http://loinc.org","code":"%s"}]},
                 "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">%s</div>"},%s}""".formatted(code, code, text, content);
    }

    /** As another system makes one: addresses of its own, relative references, its people and its organisation with it. */
    private ObjectNode document() {
        ObjectNode document = Records.tree("""
                {"resourceType":"Bundle","type":"document","timestamp":"2026-11-20T10:00:00+01:00",
                 "identifier":{"system":"https://epd.example.org/document","value":"%s"}}""".formatted(bsn));
        entry(document, THERE + "Composition/c", composition());
        ObjectNode patient = Records.tree(People.patient(bsn, "Jansen", "1961-04-03"));
        patient.put("id", "p");
        entry(document, THERE + "Patient/p", patient);
        ObjectNode problem = identified(Records.condition("Patient/p", "Epilepsie"), "e");
        problem.putObject("recorder").put("reference", "PractitionerRole/r");
        entry(document, THERE + "Condition/e", problem);
        entry(document, THERE + "AllergyIntolerance/a", identified("""
                {"resourceType":"AllergyIntolerance",
                 "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"764146007"}],"text":"Penicilline"},
                 "patient":{"reference":"Patient/p"}}""", "a"));
        entry(
                document,
                THERE + "Practitioner/d",
                Records.tree("{\"resourceType\":\"Practitioner\",\"id\":\"d\",\"name\":[{\"family\":\"Bakker\"}]}"));
        entry(document, THERE + "PractitionerRole/r", Records.tree("""
                {"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/d"},
                 "organization":{"reference":"Organization/o"}}"""));
        ObjectNode organization = Records.tree(Records.organization(practice.ura(), "Praktijk Bakker"));
        organization.put("id", "o");
        entry(document, THERE + "Organization/o", organization);
        return document;
    }

    private static ObjectNode resource(ObjectNode document, int entry) {
        return (ObjectNode) document.path("entry").path(entry).path("resource");
    }

    private void shared(String patient, Organisation holder) {
        String team = Sharing.careTeam(patient, List.of(practice.ura(), care.ura()));
        assertThat(holder.post("CareTeam", team).status()).isEqualTo(201);
        assertThat(holder.post("Consent", Sharing.permit(patient)).status()).isEqualTo(201);
    }

    @Test
    void becomesEntriesOfItsSenderThatReferToEachOther() {
        Gateway.Answer answer = practice.post("", document().toString());
        assertThat(statuses(answer)).containsOnly("201");
        List<String> places = places(answer);
        assertThat(places.get(0)).startsWith("Composition/");
        assertThat(stored.authorOf(places.get(2).split("/")[1])).isEqualTo(practice.ura());
        JsonNode composition = practice.get(places.get(0)).json();
        assertThat(composition.path("subject").path("reference").asText()).isEqualTo(places.get(1));
        assertThat(composition.path("author").path(0).path("reference").asText())
                .isEqualTo(places.get(4));
        assertThat(composition.path("identifier").path("value").asText()).isEqualTo(bsn);
        List<String> named = new ArrayList<>();
        composition.path("section").findValues("reference").forEach(one -> named.add(one.asText()));
        assertThat(named).containsExactly(places.get(2), places.get(3));
        JsonNode role = practice.get(places.get(5)).json();
        assertThat(role.path("organization").path("reference").asText()).isEqualTo(places.get(6));
    }

    @Test
    void changesNothingWhenItIsSentAgain() {
        Gateway.Answer first = practice.post("", document().toString());
        Gateway.Answer again =
                stored.nothingBy(() -> practice.post("", document().toString()));
        assertThat(statuses(again)).containsOnly("200");
        assertThat(places(again)).isEqualTo(places(first));
        ObjectNode changed = document();
        ((ObjectNode) resource(changed, 2).path("code")).put("text", "Epilepsie, goed ingesteld");
        assertThat(practice.post("", changed.toString())
                        .json()
                        .path("entry")
                        .path(2)
                        .path("response")
                        .path("etag")
                        .asText())
                .isEqualTo("2");
    }

    @Test
    void isShownToEachReaderAsFarAsItsEntriesAre() {
        ObjectNode document = document();
        ((ObjectNode) document.path("entry").path(3))
                .set(
                        "resource",
                        Records.tree(Records.confidential(resource(document, 3).toString())
                                .replace("\"R\"", "\"V\"")));
        List<String> places = places(practice.post("", document.toString()));
        assertThat(care.get(places.get(2)).status()).isEqualTo(404);
        shared(places.get(1).split("/")[1], practice);
        assertThat(care.get(places.get(2)).status()).isEqualTo(200);
        assertThat(care.get(places.get(3)).status()).isEqualTo(404);
        Gateway.Answer seen = care.get(places.get(0));
        assertThat(seen.status()).as(seen.text()).isEqualTo(200);
        assertThat(seen.text()).contains("Epilepsie").doesNotContain("Penicilline");
        assertThat(stranger.get(places.get(0)).status()).isEqualTo(404);
    }

    @Test
    void thatTheGatewayMadeComesBackAsTheCompositionOfWhoSendsIt() {
        List<String> places = places(practice.post("", document().toString()));
        String patient = places.get(1);
        shared(patient.split("/")[1], practice);
        for (Organisation sender : List.of(practice, care)) {
            String summary = sender.get(patient + "/$summary").text();
            Gateway.Answer answer = sender.post("", summary);
            List<String> statuses = statuses(answer);
            assertThat(statuses.get(0)).isEqualTo("201");
            assertThat(statuses.subList(1, statuses.size())).containsOnly("200");
            assertThat(places(answer)).contains(patient, places.get(2), places.get(3));
            String composition = places(answer).get(0);
            assertThat(stored.authorOf(composition.split("/")[1])).isEqualTo(sender.ura());
            JsonNode kept = sender.get(composition).json();
            assertThat(kept.path("author").path(0).path("display").asText()).isEqualTo("MGZ Gateway");
            assertThat(kept.path("section")
                            .path(0)
                            .path("entry")
                            .path(0)
                            .path("reference")
                            .asText())
                    .isEqualTo(places.get(2));
            assertThat(stored.nothingBy(() -> sender.post("", summary)).status())
                    .isEqualTo(200);
        }
    }

    private void refused(ObjectNode document, int status, String code, String expression) {
        Gateway.Answer answer = stored.nothingBy(() -> practice.post("", document.toString()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.expressions()).as(answer.text()).contains(expression);
    }

    @Test
    void aboutNobodyIsRefused() {
        ObjectNode document = document();
        resource(document, 0).remove("subject");
        resource(document, 0).putObject("type").put("text", "Brief");
        refused(document, 422, "patient-unknown", "Bundle.entry[0].resource.subject");
        ObjectNode without = document();
        resource(without, 1).remove("identifier");
        refused(without, 422, "patient-unknown", "Bundle.entry[1].resource.identifier");
    }

    @Test
    void aboutTwoPeopleIsRefused() {
        ObjectNode document = document();
        ObjectNode other = Records.tree(People.patient(People.newBsn(), "Ander", "1971-04-03"));
        entry(document, THERE + "Patient/q", other.put("id", "q"));
        ((ObjectNode) resource(document, 0).path("section").path(0))
                .withArrayProperty("entry")
                .addObject()
                .put("reference", "Patient/q");
        refused(document, 422, "patients-mixed", "Bundle.entry[7].resource");
        ObjectNode named = document();
        String somebody = People.create(gateway, "Ander");
        ((ObjectNode) resource(named, 2).path("subject")).put("reference", gateway.base() + "/Patient/" + somebody);
        Gateway.Answer answer = stored.nothingBy(() -> practice.post("", named.toString()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("patients-mixed");
    }

    @Test
    void withATypeThatIsNotServedIsRefused() {
        ObjectNode document = document();
        entry(document, THERE + "Basic/b", Records.tree("""
                {"resourceType":"Basic","id":"b","code":{"text":"iets"},"subject":{"reference":"Patient/p"}}"""));
        refused(document, 404, "type-not-supported", "Bundle.entry[7].resource");
    }

    @Test
    void withAnEntryThatCouldNotBeFoundAgainIsRefused() {
        ObjectNode document = document();
        resource(document, 3).remove("identifier");
        refused(document, 422, "not-valid", "Bundle.entry[3].resource.identifier");
    }

    @Test
    void thatNamesWhatItsSenderMayNotSeeIsRefusedAsIfItWereNotHere() {
        String patient = People.idOf(stranger.post("Patient", People.patient(bsn, "Jansen", "1961-04-03")));
        String hidden = stranger.store("Condition", People.condition(patient, "Geheim"));
        for (String id : List.of(hidden, "00000000-0000-4000-8000-000000000000")) {
            ObjectNode document = document();
            entry(
                    document,
                    gateway.base() + "/Condition/" + id,
                    Records.tree(Records.condition(THERE + "Patient/p", "Verzonnen"))
                            .put("id", id));
            refused(document, 422, "reference-unresolved", "Bundle.entry[7].fullUrl");
        }
    }

    @Test
    void withASignatureIsRefusedForItWouldBeLost() {
        ObjectNode document = document();
        document.set("signature", Records.tree("""
                {"type":[{"system":"urn:iso-astm:E1762-95:2013","code":"1.2.840.10065.1.12.1.1"}],
                 "when":"2026-11-20T10:00:00+01:00","who":{"display":"Bakker"},"data":"QUJD"}"""));
        refused(document, 405, "not-supported", "Bundle.signature");
    }
}
