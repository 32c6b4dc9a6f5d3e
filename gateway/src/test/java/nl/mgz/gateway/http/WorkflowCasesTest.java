package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.mgz.gateway.Cases;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The records and requests that the guide of the Dutch generic functions publishes, with the organisations, the person and the
 * addresses of this region: each is stored, or refused for what is wrong with it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkflowCasesTest {

    private static final List<String> DIRECTORY =
            List.of("Endpoint", "Organization", "Location", "Practitioner", "HealthcareService", "PractitionerRole");

    private static final String URA = "9760000";
    private static final String HOSPITAL = URA + 2;
    private static final String NURSING = URA + 3;
    private static final String TASK = "Task-a0fc5221-bcd9-46f1-922f-c2913dae5d63.json";
    private static final String QUESTION = "ServiceRequest-53a41e63-e826-45fa-9076-9be4b18399c8.json";

    private final Gateway gateway = Gateway.shared();
    private final Map<String, String> places = new LinkedHashMap<>();
    private Path cases = Path.of("");

    /** The directory of the guide: a practice, a hospital, and a nursing home whose department provides the service. */
    @BeforeAll
    void sendTheDirectory() throws IOException {
        cases = Cases.folder("nl-gf").resolve("instances");
        List<ObjectNode> resources = new ArrayList<>();
        for (String type : DIRECTORY) {
            try (Stream<Path> files = Files.list(cases)) {
                files.filter(one -> one.getFileName().toString().matches(type + "-[0-9a-f]{8}-.*"))
                        .sorted()
                        .forEach(file -> {
                            ObjectNode tree = read(file.getFileName().toString(), "");
                            places.put(type + "/" + tree.remove("id").asText(), Records.urn());
                            resources.add(tree);
                        });
            }
        }
        List<String> published = List.copyOf(places.keySet());
        List<ObjectNode> entries = new ArrayList<>();
        for (int i = 0; i < resources.size(); i++) {
            entries.add(Records.post(
                    places.get(published.get(i)), placed(resources.get(i)).toString()));
        }
        Gateway.Answer answer = gateway.post("", Records.transaction(entries.toArray(ObjectNode[]::new)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        for (int i = 0; i < published.size(); i++) {
            String type = published.get(i).split("/")[0];
            places.put(published.get(i), type + "/" + Records.idOf(answer, i));
        }
    }

    private ObjectNode read(String file, String bsn) {
        try {
            return Records.tree(Files.readString(cases.resolve(file))
                    .replace("11111111", URA + 1)
                    .replace("22222222", HOSPITAL)
                    .replace("33333333", NURSING)
                    .replaceAll("111222333|999911120", bsn));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With its references to what was sent before. */
    private ObjectNode placed(ObjectNode resource) {
        String[] json = {resource.toString()};
        places.forEach((published, here) -> json[0] = json[0].replace("\"" + published + "\"", "\"" + here + "\""));
        return Records.tree(json[0]);
    }

    private static void refused(Gateway.Answer answer, int status, String code, String expression) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.expressions()).as(answer.text()).contains(expression);
    }

    /** A record with ids of its sender's choice: ids are the server's, and a PUT says which version it changes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void recordsThatChooseTheirOwnIdsAreRefused(int organisation) {
        ObjectNode bundle = read("Bundle-phi-org" + organisation + ".json", People.newBsn());
        refused(
                gateway.post("", bundle.toString(), Gateway.AS, URA + organisation),
                428,
                "if-match-required",
                "Bundle.entry[0]");
    }

    /** The same as creates, referring to each other as a Bundle does. */
    private ObjectNode created(int organisation) {
        ObjectNode bundle = read("Bundle-phi-org" + organisation + ".json", People.newBsn());
        String json = placed(bundle).toString();
        for (JsonNode entry : bundle.path("entry")) {
            String place = entry.path("resource").path("resourceType").asText() + "/"
                    + entry.path("resource").path("id").asText();
            json = json.replace(
                    "\"reference\":\"" + place + "\"",
                    "\"reference\":\"" + entry.path("fullUrl").asText() + "\"");
        }
        ObjectNode tree = Records.tree(json);
        for (JsonNode entry : tree.path("entry")) {
            ObjectNode resource = (ObjectNode) entry.path("resource");
            resource.remove("id");
            ((ObjectNode) entry.path("request"))
                    .put("method", "POST")
                    .put("url", resource.path("resourceType").asText());
        }
        return tree;
    }

    /** A team without a subject, and a locator under a pseudonym: nobody could tell whose they are, or who may see them. */
    @ParameterizedTest
    @CsvSource({"1,7", "2,6", "3,2"})
    void recordsWithAnEntryOfNobodyAreRefusedAndLiveWithoutIt(int organisation, int entry) {
        ObjectNode bundle = created(organisation);
        refused(
                gateway.post("", bundle.toString(), Gateway.AS, URA + organisation),
                422,
                "patient-unknown",
                "Bundle.entry[" + entry + "].resource");
        String patient = bundle.path("entry").path(0).path("fullUrl").asText();
        ((ObjectNode) bundle.path("entry").path(entry).path("resource"))
                .putObject("subject")
                .put("reference", patient);
        Gateway.Answer answer = gateway.post("", bundle.toString(), Gateway.AS, URA + organisation);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("entry")).hasSize(bundle.path("entry").size());
    }

    /** Somebody of the hospital asks, as in the guide. */
    private ObjectNode task() {
        String patient = People.idOf(gateway.post(
                "Patient", People.patient(People.newBsn(), "Merkens", "1950-02-26"), Gateway.AS, HOSPITAL));
        places.put("Patient/27e58ece-409e-44f9-8cc1-b33495a0ef9d", "Patient/" + patient);
        ObjectNode question = placed(read(QUESTION, ""));
        question.remove("id");
        String asked = People.idOf(gateway.post("ServiceRequest", question.toString(), Gateway.AS, HOSPITAL));
        places.put("ServiceRequest/53a41e63-e826-45fa-9076-9be4b18399c8", "ServiceRequest/" + asked);
        ObjectNode task = placed(read(TASK, ""));
        task.remove("id");
        return task;
    }

    @Test
    void aTaskForAServiceWithoutItsMomentIsRefused() {
        refused(
                gateway.post("Task", task().toString(), Gateway.AS, HOSPITAL),
                422,
                "consultation-invalid",
                "Task.authoredOn");
    }

    @Test
    void aTaskForAServiceGoesToTheOrganisationWhoseDepartmentProvidesIt() {
        ObjectNode task = task().put("authoredOn", Consult.now());
        String id = People.idOf(gateway.post("Task", task.toString(), Gateway.AS, HOSPITAL));
        JsonNode stored = Consult.seen(gateway, id, NURSING).json();
        assertThat(stored.path("owner").path("identifier").path("value").asText())
                .isEqualTo(NURSING);
        assertThat(stored.path("extension").toString()).contains("mgz-AskedService");
        assertThat(gateway.get(stored.path("focus").path("reference").asText(), Gateway.AS, NURSING)
                        .status())
                .isEqualTo(200);
        assertThat(Consult.move(gateway, id, "accepted", NURSING).status()).isEqualTo(200);
        assertThat(Consult.seen(gateway, id, URA + 1).status()).isEqualTo(404);
    }

    @Test
    void aTaskForAServiceThatTheDirectoryHasNotIsRefused() {
        ObjectNode task = task().put("authoredOn", Consult.now());
        task.putObject("owner")
                .put("type", "HealthcareService")
                .putObject("identifier")
                .put("system", "https://cp3-test.example.org/services")
                .put("value", "verpleging");
        refused(gateway.post("Task", task.toString(), Gateway.AS, HOSPITAL), 422, "consultation-invalid", "Task.owner");
    }

    @Test
    void aTaskInTheNameOfAnotherOrganisationOpensNothing() {
        ObjectNode task = task().put("authoredOn", Consult.now());
        task.putObject("requester").put("display", "Caroline van Dijk");
        refused(
                gateway.post("Task", task.toString(), Gateway.AS, HOSPITAL),
                422,
                "consultation-invalid",
                "Task.requester");
    }

    /** What one does for oneself is one's own list, whatever its code. */
    @Test
    void aTaskForOnesOwnServiceIsOnesOwn() {
        ObjectNode task = task();
        String service = People.idOf(gateway.post("HealthcareService", """
                {"resourceType":"HealthcareService","active":true,"name":"Eigen polikliniek",
                 "providedBy":{"type":"Organization","identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%s"}}}""".formatted(HOSPITAL)));
        task.putObject("owner").put("reference", "HealthcareService/" + service);
        String id = People.idOf(gateway.post("Task", task.toString(), Gateway.AS, HOSPITAL));
        assertThat(Consult.seen(gateway, id, HOSPITAL)
                        .json()
                        .path("owner")
                        .path("reference")
                        .asText())
                .isEqualTo("HealthcareService/" + service);
        assertThat(Consult.seen(gateway, id, NURSING).status()).isEqualTo(404);
    }

    /** Whom a Task is for has to be known when it comes: by that it is seen that it asks something of another. */
    @Test
    void aTaskThatComesWithItsServiceIsRefused() {
        ObjectNode task = task().put("authoredOn", Consult.now());
        String service = Records.urn();
        task.putObject("owner").put("reference", service);
        refused(
                gateway.post(
                        "",
                        Records.transaction(
                                Records.post(service, """
                                        {"resourceType":"HealthcareService","active":true,"name":"Nieuw",
                                         "providedBy":%s}""".formatted(Sharing.organization(NURSING))),
                                Records.post(task.toString())),
                        Gateway.AS,
                        HOSPITAL),
                422,
                "consultation-invalid",
                "Bundle.entry[1].resource.owner");
    }

    /** Sent alone, each refers to what nobody has sent: the referral of the notified pull, and its trigger. */
    @ParameterizedTest
    @CsvSource({
        "Task-np-referral-coordination-task.json,reference-unresolved,Task.focus",
        "ServiceRequest-np-referral-servicerequest.json,reference-unresolved,ServiceRequest.supportingInfo",
        "Condition-5a7f34e7-9b7b-4e5c-ba7c-890edbc4d757.json,reference-unresolved,Condition.subject",
        "DocumentReference-52b792ba-11ae-42f3-bcc1-231f333f2317.json,patient-unknown,DocumentReference"
    })
    void whatRefersToNothingHereIsRefused(String file, String code, String expression) {
        String bsn = People.newBsn();
        People.idOf(gateway.post("Patient", People.patient(bsn, "Merkens", "1950-02-26"), Gateway.AS, URA + 1));
        ObjectNode resource = read(file, bsn);
        refused(
                gateway.post(resource.path("resourceType").asText(), resource.toString(), Gateway.AS, URA + 1),
                422,
                code,
                expression);
    }

    /** The referral of the general practitioners' exchange, file by file: what stands alone is stored. */
    @ParameterizedTest
    @CsvSource({
        "hg-ReferralComposition-01,Composition.subject",
        "hg-ReferralServiceRequest-01-Condition-01,Condition.subject",
        "hg-ReferralServiceRequest-01-Location-01,",
        "hg-ReferralServiceRequest-01-Location-02,",
        "hg-ReferralServiceRequest-01-Organization-01,",
        "hg-ReferralServiceRequest-01-Organization-02,",
        "hg-ReferralServiceRequest-01-Patient-01,Patient.generalPractitioner",
        "hg-ReferralServiceRequest-01-Practitioner-01,",
        "hg-ReferralServiceRequest-01-Practitioner-02,",
        "hg-ReferralServiceRequest-01-PractitionerRole-01,PractitionerRole.(practitioner|organization)",
        "hg-ReferralServiceRequest-01-PractitionerRole-02,PractitionerRole.(practitioner|organization)",
        "hg-ReferralServiceRequest-01,ServiceRequest.subject",
        "hg-ReferralTask-01,Task.for"
    })
    void aReferralIsSentWithWhatItRefersTo(String file, String unresolved) throws IOException {
        byte[] xml = Files.readAllBytes(
                Cases.folder("nl-elz-referral").resolve("examples").resolve(file + ".xml"));
        String type =
                file.replaceFirst("-0\\d$", "").replaceFirst("^hg-Referral", "").replaceFirst("^.*-01-", "");
        Gateway.Answer answer = gateway.send(
                "POST", type, xml, "Content-Type", "application/fhir+xml", "Accept", "application/fhir+json");
        if (unresolved == null) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        } else {
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("reference-unresolved");
            assertThat(answer.expressions()).allSatisfy(one -> assertThat(one).matches(unresolved));
        }
    }
}
